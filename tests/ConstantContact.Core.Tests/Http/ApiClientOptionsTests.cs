using ConstantContact.Core.Auth;
using ConstantContact.Core.Errors;
using ConstantContact.Core.Http;
using ConstantContact.Core.Tests.Support;

namespace ConstantContact.Core.Tests.Http;

public sealed class ApiClientOptionsTests
{
    [Theory]
    [InlineData("http://api.cc.email/v3")]
    [InlineData("http://10.0.0.1/v3")]
    [InlineData("ftp://api.cc.email/v3")]
    [InlineData("file:///etc/passwd")]
    [InlineData("https://user:secret@api.cc.email/v3")]
    [InlineData("https://api.cc.email/v3?x=1")]
    [InlineData("/v3")]
    public void A_base_address_that_would_expose_the_token_is_refused(string uri)
    {
        var error = Assert.Throws<InvalidInputException>(() =>
            Make(new ApiClientOptions { BaseUri = new Uri(uri, UriKind.RelativeOrAbsolute) })
        );

        Assert.Equal("CcInvalidValue", error.ErrorId);
        Assert.DoesNotContain("secret", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("http://127.0.0.1:5000/v3")]
    [InlineData("http://localhost/v3")]
    [InlineData("http://[::1]:80/v3")]
    [InlineData("https://api.cc.email/v3")]
    public void Https_and_loopback_are_accepted(string uri)
    {
        using var client = Make(new ApiClientOptions { BaseUri = new Uri(uri) });

        Assert.Equal(uri, client.BaseUri.OriginalString);
    }

    [Fact]
    public void Limits_out_of_range_are_refused()
    {
        Assert.Throws<InvalidInputException>(() => Make(new ApiClientOptions { RequestsPerSecond = 0 }));
        Assert.Throws<InvalidInputException>(() => Make(new ApiClientOptions { RequestsPerDay = 0 }));
        Assert.Throws<InvalidInputException>(() => Make(new ApiClientOptions { MaxAnswerBytes = 0 }));
        Assert.Throws<InvalidInputException>(() => Make(new ApiClientOptions { AttemptTimeout = TimeSpan.Zero }));
    }

    [Fact]
    public void The_defaults_are_those_of_an_ordinary_API_key()
    {
        var options = new ApiClientOptions();

        Assert.Equal("https://api.cc.email/v3", options.BaseUri.AbsoluteUri);
        Assert.Equal((4, 10_000L), (options.RequestsPerSecond, options.RequestsPerDay));
        Assert.Equal(64 * 1024 * 1024, options.MaxAnswerBytes);
        Assert.Matches(@"^ConstantContact\.PowerShell/\d+\.\d+\.\d+$", options.UserAgent);
    }

    private static ApiClient Make(ApiClientOptions options) =>
        new(options, new StaticTokenSource("t"), new TestClock(), new StubHandler());
}
