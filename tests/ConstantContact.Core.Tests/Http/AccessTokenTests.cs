using System.Text;
using ConstantContact.Core.Auth;
using ConstantContact.Core.Errors;
using ConstantContact.Core.Http;

namespace ConstantContact.Core.Tests.Http;

public sealed class AccessTokenTests
{
    [Fact]
    public void A_JWT_tells_client_scopes_and_end()
    {
        var token = AccessToken.Parse(
            Jwt("""{"cid":"0oa1","scp":["contact_data","offline_access"],"exp":1777900000,"sub":"x"}""")
        );

        Assert.Equal("0oa1", token.ClientId);
        Assert.Equal("contact_data offline_access", string.Join(' ', token.Scopes!));
        Assert.Equal(DateTimeOffset.FromUnixTimeSeconds(1777900000), token.ExpiresAt);
    }

    [Fact]
    public void Scopes_in_one_string_are_read_as_well() =>
        Assert.Equal(2, AccessToken.Parse(Jwt("""{"scp":"contact_data account_read"}""")).Scopes!.Count);

    [Theory]
    [InlineData("{}")]
    [InlineData("[]")]
    [InlineData("no json")]
    [InlineData("""{"exp":"soon","cid":7}""")]
    [InlineData("""{"scp":{}}""")]
    [InlineData("""{"exp":99999999999999}""")]
    public void Claims_that_make_no_sense_are_as_good_as_none(string claims) =>
        Assert.Null(AccessToken.Parse(Jwt(claims)).ExpiresAt);

    [Theory]
    [InlineData("emulator")]
    [InlineData("a.b.c")]
    [InlineData("a.b")]
    public void An_opaque_token_is_known_by_its_fingerprint(string text)
    {
        var source = new StaticTokenSource(text);

        Assert.Null(source.Token.ClientId);
        Assert.Matches("^token-[0-9a-f]{12}$", source.ClientId);
        Assert.Equal(source.ClientId, new StaticTokenSource(text).ClientId);
        Assert.False(source.ClientId == new StaticTokenSource(text + "x").ClientId);
    }

    [Fact]
    public async Task The_source_hands_out_its_token_and_cannot_renew_it()
    {
        var source = new StaticTokenSource(" Bearer abc \n");

        Assert.Equal("abc", await source.GetAccessTokenAsync(default));
        Assert.False(await source.TryRenewAsync("abc", default));
    }

    [Theory]
    [InlineData("")]
    [InlineData("   ")]
    [InlineData("Bearer ")]
    [InlineData("secret value")]
    [InlineData("secret\r\nX-Header: 1")]
    [InlineData("sécret")]
    public void Invalid_token_is_refused_without_being_shown(string text)
    {
        var error = Assert.Throws<InvalidInputException>(() => AccessToken.Parse(text));

        Assert.DoesNotContain("cret", error.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void A_token_never_shows_itself() =>
        Assert.DoesNotContain("abcdef", AccessToken.Parse("abcdef").ToString(), StringComparison.Ordinal);

    private static string Jwt(string claims) => $"{Base64Url("""{"alg":"RS256"}""")}.{Base64Url(claims)}.c2ln";

    private static string Base64Url(string text) =>
        Convert.ToBase64String(Encoding.UTF8.GetBytes(text)).TrimEnd('=').Replace('+', '-').Replace('/', '_');
}
