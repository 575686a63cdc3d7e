using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using ConstantContact.Core.Api;
using ConstantContact.Core.Auth;
using ConstantContact.Core.Errors;
using ConstantContact.Core.Tests.Support;

namespace ConstantContact.Core.Tests.Http;

public sealed class AccessAdviceTests
{
    [Fact]
    public async Task A_scope_that_the_token_lacks_is_named_without_asking_the_service()
    {
        using var fixture = Fixture("account_read");
        fixture.Service.Answer(HttpStatusCode.Forbidden);

        var error = await fixture.FailsAsync<ForbiddenException, JsonObject>(ContactsApi.ById("x"));

        Assert.Equal(("contact_data", null), (error.MissingScope, error.MissingPrivilege));
        Assert.Contains(
            "does not have the scope 'contact_data'; it has account_read",
            error.Message,
            StringComparison.Ordinal
        );
        Assert.Equal("Sign in again and request the scope 'contact_data'.", error.RecommendedAction);
        Assert.Equal(HttpStatusCode.Forbidden, error.StatusCode);
        Assert.Single(fixture.Service.Sent);
    }

    [Fact]
    public async Task A_privilege_that_the_user_lacks_is_named_and_the_service_asked_once_for_a_session()
    {
        using var fixture = Fixture("contact_data");
        fixture
            .Service.Answer(HttpStatusCode.Forbidden)
            .Answer("""[{"privilege_name":"contacts:lists:read"},{"privilege_name":"ui:something"}]""")
            .Answer(HttpStatusCode.Forbidden);

        var first = await fixture.FailsAsync<ForbiddenException, JsonObject>(ContactsApi.ById("x"));
        var second = await fixture.FailsAsync<ForbiddenException, JsonObject>(ContactsApi.ById("y"));

        Assert.Equal((null, "contacts:read"), (first.MissingScope, first.MissingPrivilege));
        Assert.Contains(
            "does not have the privilege 'contacts:read'; it has contacts:lists:read, ui:something",
            first.Message,
            StringComparison.Ordinal
        );
        Assert.Equal("Ask the account owner to give the user the privilege 'contacts:read'.", second.RecommendedAction);
        Assert.Equal(
            ["/v3/contacts/x", "/v3/account/user/privileges", "/v3/contacts/y"],
            fixture.Service.Sent.Select(sent => sent.Uri.AbsolutePath)
        );
    }

    [Fact]
    public async Task Where_nothing_is_missing_the_error_says_that()
    {
        using var fixture = Fixture("contact_data");
        fixture.Service.Answer(HttpStatusCode.Forbidden).Answer("""[{"privilege_name":"contacts:read"}]""");

        var error = await fixture.FailsAsync<ForbiddenException, JsonObject>(ContactsApi.ById("x"));

        Assert.Contains("deactivated", error.Message, StringComparison.Ordinal);
        Assert.Equal((null, null), (error.MissingScope, error.MissingPrivilege));
    }

    [Fact]
    public async Task A_look_up_that_fails_leaves_the_error_as_it_was_and_is_not_tried_again()
    {
        using var fixture = Fixture("contact_data");
        fixture
            .Service.Answer(HttpStatusCode.Forbidden)
            .Answer(HttpStatusCode.Forbidden)
            .Answer(HttpStatusCode.Forbidden);

        await fixture.FailsAsync<ForbiddenException, JsonObject>(ContactsApi.ById("x"));
        var error = await fixture.FailsAsync<ForbiddenException, JsonObject>(ContactsApi.ById("x"));

        Assert.Equal("contacts:read", error.RequiredPrivilege);
        Assert.Equal(3, fixture.Service.Sent.Count);
    }

    private static ClientFixture Fixture(string scopes)
    {
        var claims = Convert
            .ToBase64String(Encoding.UTF8.GetBytes($$"""{"cid":"c","scp":["{{scopes}}"]}"""))
            .TrimEnd('=');
        return new ClientFixture(tokens: new StaticTokenSource($"e30.{claims}.x"));
    }
}
