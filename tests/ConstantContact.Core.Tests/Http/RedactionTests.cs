using System.Text;
using ConstantContact.Core.Http;

namespace ConstantContact.Core.Tests.Http;

public sealed class RedactionTests
{
    private const string Jwt = "eyJhbGciOiJSUzI1NiJ9.eyJjaWQiOiJhYmMifQ.c2lnbmF0dXJl";

    [Theory]
    [InlineData("Authorization: Bearer abc.def-123", "Authorization: Bearer ***")]
    [InlineData("Authorization: Basic aWQ6c2VjcmV0", "Authorization: Basic ***")]
    [InlineData("the token " + Jwt + " is bad", "the token *** is bad")]
    [InlineData(
        """{"access_token":"abc","expires_in":86400,"refresh_token":"def"}""",
        """{"access_token":"***","expires_in":86400,"refresh_token":"***"}"""
    )]
    [InlineData("""{"client_secret" : "with \"quote\" in it", "x":1}""", """{"client_secret" : "***", "x":1}""")]
    [InlineData(
        "grant_type=refresh_token&refresh_token=abc&client_id=id",
        "grant_type=refresh_token&refresh_token=***&client_id=id"
    )]
    [InlineData("http://localhost/?code=abc123&state=xyz", "http://localhost/?code=***&state=***")]
    [InlineData("""{"error_code":"x","postal_code":"02451"}""", """{"error_code":"x","postal_code":"02451"}""")]
    [InlineData(
        "Email already exists for contact 61d00338-4bd5-11ed-8c0a-fa163ec17584",
        "Email already exists for contact 61d00338-4bd5-11ed-8c0a-fa163ec17584"
    )]
    [InlineData("", "")]
    [InlineData(null, "")]
    public void Secrets_are_masked_and_the_rest_is_left(string? text, string expected) =>
        Assert.Equal(expected, Redaction.Secrets(text));

    [Theory]
    [InlineData("access_token")]
    [InlineData("refresh_token")]
    [InlineData("id_token")]
    [InlineData("token")]
    [InlineData("client_secret")]
    [InlineData("secret")]
    [InlineData("code")]
    [InlineData("device_code")]
    [InlineData("user_code")]
    [InlineData("code_verifier")]
    [InlineData("state")]
    [InlineData("password")]
    [InlineData("authorization")]
    public void Value_beside_the_name_of_a_secret_is_masked_in_json_in_forms_and_in_headers(string name)
    {
        Assert.Equal(
            $$"""{"a":1,"{{name}}":"***","b":"c"}""",
            Redaction.Secrets($$"""{"a":1,"{{name}}":"abc","b":"c"}""")
        );
        Assert.Equal($"a=1&{name}=***&b=c", Redaction.Secrets($"a=1&{name}=abc&b=c"));
        Assert.Equal($"{name}: *** b", Redaction.Secrets($"{name}: abc b"));
        Assert.Equal($"my-{name}: abc", Redaction.Secrets($"my-{name}: abc"));
    }

    [Theory]
    [InlineData("dlang@example.com", "d***@example.com")]
    [InlineData("GET /v3/contacts?email=dlang%2Bnews%40example.com", "GET /v3/contacts?email=d***%40example.com")]
    [InlineData("call (781) 555-1212 now", "call ***12 now")]
    [InlineData("+1 781 555 1212", "***12")]
    [InlineData("17815551212", "***12")]
    [InlineData("555-1212", "***12")]
    [InlineData("2026-04-28T21:46:22Z and 2026-04-28", "2026-04-28T21:46:22Z and 2026-04-28")]
    [InlineData("4000000 bytes, 1.204 ms, 10,000 requests", "4000000 bytes, 1.204 ms, 10,000 requests")]
    [InlineData("61d00338-4bd5-11ed-8c0a-fa163ec17584", "61d00338-4bd5-11ed-8c0a-fa163ec17584")]
    [InlineData("Bearer abcdef", "Bearer ***")]
    public void Traces_show_no_address_and_no_number(string text, string expected) =>
        Assert.Equal(expected, Redaction.Trace(text));

    [Fact]
    public void A_text_made_to_slow_the_check_down_is_masked_or_withheld()
    {
        var shown = Redaction.Trace(
            $"token={Jwt} anna@example.com {string.Concat(Enumerable.Repeat("a.b-c+d_e%f", 5000))}(((((((((((1-"
        );

        Assert.DoesNotContain("eyJ", shown, StringComparison.Ordinal);
        Assert.DoesNotContain("anna@", shown, StringComparison.Ordinal);
        Assert.Matches(@"^(token=\*\*\* a\*\*\*@example\.com |\(hidden)", shown);
    }

    [Fact]
    public void An_excerpt_is_one_short_line_whose_secrets_were_masked_before_it_was_cut()
    {
        var excerpt = Redaction.Excerpt(
            Encoding.UTF8.GetBytes($"<html>\r\n\t<b>{new string('x', 130)}</b> Bearer {Jwt}{Jwt} anna@example.com")
        );

        Assert.DoesNotContain("eyJ", excerpt, StringComparison.Ordinal);
        Assert.DoesNotContain("anna@", excerpt, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', excerpt);
        Assert.True(excerpt.Length <= 160, excerpt);
    }

    [Theory]
    [InlineData("The refresh token 'Ab12-cd34_EF' is unknown.", "The refresh token '***' is unknown.")]
    [InlineData("Ab12-cd34_EFAb12-cd34_EF, abc", "******, abc")]
    [InlineData("nothing of it", "nothing of it")]
    [InlineData(null, "")]
    public void Sent_secret_is_masked_wherever_it_is_quoted(string? text, string expected)
    {
        Assert.Equal(expected, Redaction.Secrets(text, "Ab12-cd34_EF", null, "", "abc"));
        Assert.Equal(expected, Redaction.Excerpt(Encoding.UTF8.GetBytes(text ?? ""), "Ab12-cd34_EF", null, "", "abc"));
    }

    [Fact]
    public void Sent_secret_is_masked_before_an_excerpt_is_cut()
    {
        var excerpt = Redaction.Excerpt(Encoding.UTF8.GetBytes(new string('x', 150) + " Ab12-cd34_EF"), "Ab12-cd34_EF");

        Assert.EndsWith("x ***", excerpt, StringComparison.Ordinal);
    }

    [Fact]
    public void An_address_is_masked_by_itself() =>
        Assert.Equal("d***@example.com", Redaction.MaskEmail("dlang@example.com"));
}
