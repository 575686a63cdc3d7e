using ConstantContact.Core.Errors;
using ConstantContact.Core.Http;

namespace ConstantContact.Core.Tests.Http;

public sealed class ApiRootTests
{
    private static readonly Uri Base = new("https://api.cc.email/v3");

    [Theory]
    [InlineData("https://api.cc.email/v3")]
    [InlineData("https://api.cc.email/v3/")]
    public void The_path_goes_below_the_version_with_or_without_a_slash(string baseUri) =>
        Assert.Equal("https://api.cc.email/v3/contacts/counts", Build(new Uri(baseUri), "contacts/counts").AbsoluteUri);

    [Theory]
    [InlineData("a+b@example.com", "a%2Bb%40example.com")]
    [InlineData("x&status=all", "x%26status%3Dall")]
    [InlineData("ä b", "%C3%A4%20b")]
    public void Values_of_the_query_are_escaped(string value, string expected) =>
        Assert.Equal(
            $"?email={expected}",
            new ApiRoot(Base)
                .Address("contacts", new Dictionary<string, string>(StringComparer.Ordinal), [new("email", value)])
                .Query
        );

    [Theory]
    [InlineData("a/b", "https://api.cc.email/v3/contacts/a%2Fb")]
    [InlineData("a?x=1#f", "https://api.cc.email/v3/contacts/a%3Fx%3D1%23f")]
    [InlineData("%2e%2e", "https://api.cc.email/v3/contacts/%252e%252e")]
    public void Values_of_the_path_are_escaped(string value, string expected) =>
        Assert.Equal(expected, BuildOne(value).AbsoluteUri);

    [Theory]
    [InlineData("")]
    [InlineData(" ")]
    [InlineData(".")]
    [InlineData("..")]
    public void A_value_that_would_name_something_else_is_refused(string value) =>
        Assert.Equal("CcInvalidValue", Assert.Throws<InvalidInputException>(() => BuildOne(value)).ErrorId);

    [Theory]
    [InlineData("../../oauth2/token")]
    [InlineData("contacts/../../x")]
    [InlineData("contacts/{contact_id")]
    [InlineData("contacts/{other}")]
    public void A_path_that_leads_out_of_the_API_or_has_an_open_end_is_refused(string path) =>
        Assert.Throws<InvalidInputException>(() => Build(Base, path));

    [Theory]
    [InlineData("//evil.example/x")]
    [InlineData("https://evil.example/x")]
    [InlineData("@evil.example/x")]
    [InlineData("\\\\evil.example\\x")]
    public void A_path_never_leads_to_another_host(string path) => Assert.Equal("api.cc.email", Build(Base, path).Host);

    private static Uri BuildOne(string id) =>
        new ApiRoot(Base).Address(
            "contacts/{contact_id}",
            new Dictionary<string, string>(StringComparer.Ordinal) { ["contact_id"] = id },
            []
        );

    private static Uri Build(Uri baseUri, string path) =>
        new ApiRoot(baseUri).Address(path, new Dictionary<string, string>(StringComparer.Ordinal), []);
}
