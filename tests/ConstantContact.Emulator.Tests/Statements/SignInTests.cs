using System;
using System.Buffers.Text;
using System.Collections.Generic;
using System.Linq;
using System.Text.Json.Nodes;
using System.Threading.Tasks;
using ConstantContact.Emulator.Control;
using ConstantContact.Emulator.OAuth;
using ConstantContact.Emulator.Tests.Support;

namespace ConstantContact.Emulator.Tests.Statements;

public sealed class SignInTests : EmulatorTest
{
    private SignInClient _app = null!;

    public override async Task InitializeAsync()
    {
        Options.TokenRate = 0;
        await base.InitializeAsync();
        _app = new SignInClient(Emulator);
    }

    public override Task DisposeAsync()
    {
        _app.Dispose();
        return base.DisposeAsync();
    }

    [Fact]
    public async Task S01_Issued_token_is_accepted_until_it_expires()
    {
        var (access, _) = Emulator.Authorization.SignIn("emulator-public");
        using var client = new Client(Emulator, access);
        (await client.GetAsync("/contacts")).Is(200);
        Assert.Equal("emulator-public", Emulator.Requests.Entries[^1].Client);
        Time.Advance(TimeSpan.FromHours(24) - TimeSpan.FromSeconds(1));
        (await client.GetAsync("/contacts")).Is(200);
        Time.Advance(TimeSpan.FromSeconds(1));
        (await client.GetAsync("/contacts")).Is(401);
    }

    [Theory]
    [InlineData("header.payload.seal")]
    [InlineData("..")]
    [InlineData("a.b")]
    public async Task S01_Token_that_was_not_issued_is_401(string token)
    {
        using var client = new Client(Emulator, token);
        (await client.GetAsync("/contacts")).Is(401);
    }

    [Fact]
    public async Task S01_Issued_token_with_other_claims_is_401()
    {
        var (access, _) = Emulator.Authorization.SignIn("emulator-public");
        var parts = access.Split('.');
        var claims = JsonNode.Parse(Base64Url.DecodeFromChars(parts[1]))!.AsObject();
        claims["exp"] = 4_000_000_000;
        parts[1] = Base64Url.EncodeToString(System.Text.Encoding.UTF8.GetBytes(claims.ToJsonString()));
        using var client = new Client(Emulator, string.Join('.', parts));
        (await client.GetAsync("/contacts")).Is(401);
    }

    [Theory]
    [InlineData("account_read", "/contacts", 403)]
    [InlineData("account_read", "/contact_lists", 403)]
    [InlineData("account_read", "/activities", 403)]
    [InlineData("account_read", "/account/summary", 200)]
    [InlineData("contact_data", "/contacts", 200)]
    [InlineData("contact_data", "/contact_lists", 200)]
    [InlineData("contact_data", "/activities", 200)]
    [InlineData("contact_data", "/account/summary", 403)]
    [InlineData("contact_data", "/account/user/privileges", 200)]
    public async Task S02_Token_without_the_scope_of_the_operation_is_403(string scope, string path, int status)
    {
        var (access, _) = Emulator.Authorization.SignIn("emulator-public", scope);
        using var client = new Client(Emulator, access);
        var answer = (await client.GetAsync(path)).Is(status);
        Assert.True(
            status != 403 || answer.Text == """{"error_key":"forbidden","error_message":"Forbidden"}""",
            answer.Text
        );
    }

    [Fact]
    public async Task S02_User_without_the_privilege_of_the_operation_is_403_whatever_the_token_may()
    {
        Options.Privileges.Remove("contacts:write");
        (await Client.GetAsync("/contacts")).Is(200);
        (await Client.PostAsync("/contacts", new JsonObject { ["create_source"] = "Account" })).Is(403);
        (await Client.GetAsync("/activities")).Is(403);
        Assert.DoesNotContain(
            "contacts:write",
            (await Client.GetAsync("/account/user/privileges")).Is(200).Text,
            StringComparison.Ordinal
        );
    }

    [Fact]
    public async Task S03_Code_with_PKCE_gives_a_token_of_86400_seconds_with_readable_claims()
    {
        var answer = (await _app.RedeemAsync(await _app.CodeAsync())).Is(200).Object;
        Assert.Equal(86400, (int)answer["expires_in"]!);
        Assert.Equal("Bearer", (string?)answer["token_type"]);
        Assert.Equal("contact_data offline_access", (string?)answer["scope"]);
        var claims = JsonNode.Parse(Base64Url.DecodeFromChars(((string)answer["access_token"]!).Split('.')[1]))!;
        Assert.Equal("emulator-public", (string?)claims["cid"]);
        Assert.Equal("contact_data,offline_access", string.Join(',', claims["scp"]!.AsArray().Select(s => (string?)s)));
        Assert.Equal(Time.Now.AddHours(24).ToUnixTimeSeconds(), (long)claims["exp"]!);
    }

    [Theory]
    [InlineData("contact_data", false)]
    [InlineData("contact_data offline_access", true)]
    public async Task S03_Refresh_token_only_with_offline_access(string scope, bool expected)
    {
        var answer = (await _app.RedeemAsync(await _app.CodeAsync(scope: scope))).Is(200).Object;
        Assert.Equal(expected, answer.ContainsKey("refresh_token"));
    }

    [Fact]
    public async Task S03_Code_lives_300_seconds()
    {
        var late = await _app.CodeAsync();
        var inTime = await _app.CodeAsync();
        Time.Advance(TimeSpan.FromSeconds(299));
        (await _app.RedeemAsync(inTime)).Is(200);
        Time.Advance(TimeSpan.FromSeconds(1));
        Assert.Contains("expired", IsGrantError(await _app.RedeemAsync(late)), StringComparison.Ordinal);
    }

    [Fact]
    public async Task S03_Code_works_once()
    {
        var code = await _app.CodeAsync();
        (await _app.RedeemAsync(code)).Is(200);
        Assert.Contains("used", IsGrantError(await _app.RedeemAsync(code)), StringComparison.Ordinal);
    }

    [Fact]
    public async Task S03_Code_needs_the_redirect_uri_and_the_verifier_it_was_asked_for_with()
    {
        Assert.Contains(
            "redirect_uri",
            IsGrantError(await _app.RedeemAsync(await _app.CodeAsync(), redirect: "http://localhost:8413/other")),
            StringComparison.Ordinal
        );
        Assert.Contains(
            "code_verifier",
            IsGrantError(await _app.RedeemAsync(await _app.CodeAsync(), verifier: SignInClient.Verifier + "x")),
            StringComparison.Ordinal
        );
    }

    [Theory]
    [InlineData("nobody", SignInClient.Redirect)]
    [InlineData("emulator-public", "http://localhost:8413/callback/")]
    [InlineData("emulator-public", "https://other.example.com/callback")]
    [InlineData("emulator-public", "")]
    public async Task S03_Unknown_client_or_redirect_uri_is_a_400_page_and_leads_nowhere(string client, string redirect)
    {
        var answer = (
            await _app.GetAsync(
                "authorize",
                SignInClient.Fields(
                    "client_id",
                    client,
                    "redirect_uri",
                    redirect,
                    "response_type",
                    "code",
                    "state",
                    "s",
                    "scope",
                    "contact_data"
                )
            )
        ).Is(400);
        Assert.Null(answer.Message.Headers.Location);
        Assert.Equal("text/html", answer.Message.Content.Headers.ContentType!.MediaType);
    }

    [Theory]
    [InlineData("response_type", "token", "unsupported_response_type")]
    [InlineData("scope", "contact_data everything", "invalid_scope")]
    [InlineData("code_challenge_method", "plain", "invalid_request")]
    [InlineData("code_challenge", "", "invalid_request")]
    [InlineData("state", "", "invalid_request")]
    public async Task S03_Wrong_question_goes_back_to_the_application_as_an_error(
        string name,
        string value,
        string error
    )
    {
        var question = SignInClient.Fields(
            "client_id",
            "emulator-public",
            "redirect_uri",
            SignInClient.Redirect,
            "response_type",
            "code",
            "scope",
            "contact_data",
            "state",
            "s1",
            "code_challenge",
            SignInClient.Challenge(SignInClient.Verifier),
            "code_challenge_method",
            "S256"
        );
        question[name] = value;
        Assert.Equal(error, SignInClient.Parameters((await _app.GetAsync("authorize", question)).Is(302))["error"]);
    }

    [Fact]
    public async Task S03_Page_asks_and_a_denial_goes_back_with_the_state()
    {
        var page = (
            await _app.GetAsync(
                "authorize",
                SignInClient.Fields(
                    "client_id",
                    "emulator-confidential",
                    "redirect_uri",
                    SignInClient.Redirect,
                    "response_type",
                    "code",
                    "scope",
                    "contact_data",
                    "state",
                    "\"><b>&"
                )
            )
        ).Is(200);
        Assert.Contains("<form method=\"post\"", page.Text, StringComparison.Ordinal);
        Assert.DoesNotContain("\"><b>&", page.Text, StringComparison.Ordinal);
        var denied = await _app.DecideAsync("deny", state: "a b&c");
        Assert.Equal("access_denied", denied["error"]);
        Assert.Equal("a b&c", denied["state"]);
    }

    [Fact]
    public async Task S04_Rotating_refresh_kills_the_used_token_and_keeps_the_scopes()
    {
        var (_, first) = Emulator.Authorization.SignIn("emulator-public", "contact_data");
        var answer = (await _app.RefreshAsync(first)).Is(200).Object;
        var second = (string)answer["refresh_token"]!;
        Assert.NotEqual(first, second);
        Assert.Equal("contact_data offline_access", (string?)answer["scope"]);
        Assert.False(Emulator.Authorization.IsLive(first));
        var refused = (await _app.RefreshAsync(first)).Is(400);
        Assert.Equal(
            """{"error":"invalid_grant","error_description":"unknown, invalid, or expired refresh token"}""",
            refused.Text
        );
        Assert.True(Emulator.Authorization.IsLive(second));
        (await _app.RefreshAsync(second)).Is(200);
    }

    [Fact]
    public async Task S04_Reuse_ends_the_whole_grant_when_switched()
    {
        Options.Switches["refresh-token-reuse"] = "revoke";
        var (_, first) = Emulator.Authorization.SignIn("emulator-public");
        var second = (string)(await _app.RefreshAsync(first)).Is(200).Object["refresh_token"]!;
        (await _app.RefreshAsync(first)).Is(400);
        (await _app.RefreshAsync(second)).Is(400);
    }

    [Theory]
    [InlineData("same", true)]
    [InlineData("absent", false)]
    public async Task S04_Long_lived_refresh_token_works_again_and_again(string value, bool isRepeated)
    {
        Options.Switches["long-lived-answer"] = value;
        var (_, token) = Emulator.Authorization.SignIn("emulator-long-lived");
        for (var i = 0; i < 3; i++)
        {
            var answer = (await _app.RefreshAsync(token, "emulator-long-lived")).Is(200).Object;
            Assert.Equal(isRepeated ? token : null, (string?)answer["refresh_token"]);
        }
    }

    [Fact]
    public async Task S04_Refresh_token_dies_of_180_idle_days_and_use_keeps_it_alive()
    {
        var (_, idle) = Emulator.Authorization.SignIn("emulator-long-lived");
        var (_, used) = Emulator.Authorization.SignIn("emulator-long-lived");
        Time.Advance(TimeSpan.FromDays(179));
        (await _app.RefreshAsync(used, "emulator-long-lived")).Is(200);
        Time.Advance(TimeSpan.FromDays(1) + TimeSpan.FromSeconds(1));
        (await _app.RefreshAsync(idle, "emulator-long-lived")).Is(400);
        (await _app.RefreshAsync(used, "emulator-long-lived")).Is(200);
    }

    [Fact]
    public async Task S04_Refresh_token_of_another_client_is_refused()
    {
        var (_, token) = Emulator.Authorization.SignIn("emulator-public");
        (await _app.RefreshAsync(token, "emulator-confidential")).Is(400);
        (await _app.RefreshAsync(token)).Is(200);
    }

    [Fact]
    public async Task S05_Device_polls_until_the_user_decides()
    {
        var device = await DeviceAsync();
        Assert.Equal("authorization_pending", Error(await PollAsync(device)));
        Time.Advance(TimeSpan.FromSeconds(5));
        Assert.Equal("authorization_pending", Error(await PollAsync(device)));
        (await _app.GetAsync("activate", SignInClient.Fields("user_code", (string)device["user_code"]!))).Is(200);
        (
            await _app.PostAsync(
                "activate",
                form: SignInClient.Fields(
                    "user_code",
                    ((string)device["user_code"]!).ToLowerInvariant(),
                    "decision",
                    "allow"
                )
            )
        ).Is(200);
        Time.Advance(TimeSpan.FromSeconds(5));
        Assert.True((await PollAsync(device)).Is(200).Object.ContainsKey("refresh_token"));
        Time.Advance(TimeSpan.FromSeconds(5));
        Assert.Equal("invalid_grant", Error(await PollAsync(device)));
    }

    [Fact]
    public async Task S05_Polling_faster_than_the_interval_is_slow_down_and_lengthens_it()
    {
        var device = await DeviceAsync();
        await PollAsync(device);
        Time.Advance(TimeSpan.FromSeconds(4));
        Assert.Equal("slow_down", Error(await PollAsync(device)));
        Time.Advance(TimeSpan.FromSeconds(9));
        Assert.Equal("slow_down", Error(await PollAsync(device)));
        Time.Advance(TimeSpan.FromSeconds(15));
        Assert.Equal("authorization_pending", Error(await PollAsync(device)));
    }

    [Fact]
    public async Task S05_Denied_and_expired_devices_are_reported()
    {
        var denied = await DeviceAsync();
        Assert.True(Emulator.Authorization.Decide((string)denied["user_code"]!, allow: false));
        Assert.Equal("access_denied", Error(await PollAsync(denied)));
        var late = await DeviceAsync();
        Time.Advance(TimeSpan.FromSeconds(600));
        Assert.Equal("expired_token", Error(await PollAsync(late)));
        (
            await _app.PostAsync(
                "activate",
                form: SignInClient.Fields("user_code", (string)late["user_code"]!, "decision", "allow")
            )
        ).Is(400);
    }

    [Fact]
    public async Task S05_Without_offline_access_there_is_no_refresh_token()
    {
        var device = await DeviceAsync("contact_data");
        Emulator.Authorization.Decide((string)device["user_code"]!, allow: true);
        Assert.False((await PollAsync(device)).Is(200).Object.ContainsKey("refresh_token"));
    }

    [Fact]
    public async Task S06_Token_parameters_count_in_the_form_and_in_the_query()
    {
        var (_, token) = Emulator.Authorization.SignIn("emulator-long-lived");
        var parameters = SignInClient.Fields("grant_type", "refresh_token", "refresh_token", token);
        (await _app.PostAsync("token", form: parameters, basic: "emulator-long-lived:emulator-secret")).Is(200);
        (await _app.PostAsync("token", query: parameters, basic: "emulator-long-lived:emulator-secret")).Is(200);
    }

    [Fact]
    public async Task S06_Client_credentials_count_as_Basic_and_in_the_body()
    {
        var (_, token) = Emulator.Authorization.SignIn("emulator-long-lived");
        (
            await _app.TokenAsync(
                "emulator-long-lived:emulator-secret",
                "grant_type",
                "refresh_token",
                "refresh_token",
                token
            )
        ).Is(200);
        (
            await _app.TokenAsync(
                null,
                "grant_type",
                "refresh_token",
                "refresh_token",
                token,
                "client_id",
                "emulator-long-lived",
                "client_secret",
                "emulator-secret"
            )
        ).Is(200);
    }

    [Theory]
    [InlineData("emulator-long-lived:wrong")]
    [InlineData("emulator-long-lived:")]
    [InlineData("nobody:emulator-secret")]
    [InlineData("emulator-public:emulator-secret")]
    [InlineData(null)]
    public async Task S06_Client_that_does_not_prove_itself_is_401_invalid_client(string? basic)
    {
        var (_, token) = Emulator.Authorization.SignIn("emulator-long-lived");
        var answer = (
            await _app.TokenAsync(
                basic,
                "grant_type",
                "refresh_token",
                "refresh_token",
                token,
                "client_id",
                "emulator-long-lived"
            )
        ).Is(401);
        Assert.Equal("invalid_client", Error(answer));
    }

    [Fact]
    public async Task S06_Unknown_grant_type_and_missing_parameters_are_reported()
    {
        Assert.Equal(
            "unsupported_grant_type",
            Error(
                (await _app.TokenAsync(null, "grant_type", "client_credentials", "client_id", "emulator-public")).Is(
                    400
                )
            )
        );
        Assert.Equal(
            "invalid_request",
            Error((await _app.TokenAsync(null, "grant_type", "refresh_token", "client_id", "emulator-public")).Is(400))
        );
    }

    [Fact]
    public async Task S07_Second_token_request_within_a_second_is_429_and_costs_no_token()
    {
        Options.TokenRate = 1;
        var (_, token) = Emulator.Authorization.SignIn("emulator-public");
        (await _app.RefreshAsync("unknown")).Is(400);
        (await _app.RefreshAsync(token)).Is(429);
        Assert.True(Emulator.Authorization.IsLive(token));
        Time.Advance(TimeSpan.FromSeconds(1));
        (await _app.RefreshAsync(token)).Is(200);
    }

    [Fact]
    public async Task Log_shows_token_requests_without_their_secrets()
    {
        var (_, token) = Emulator.Authorization.SignIn("emulator-long-lived");
        await _app.TokenAsync(
            null,
            "grant_type",
            "refresh_token",
            "refresh_token",
            token,
            "client_id",
            "emulator-long-lived",
            "client_secret",
            "emulator-secret"
        );
        await _app.PostAsync(
            "token",
            query: SignInClient.Fields("code", "the-code", "grant_type", "authorization_code")
        );
        Assert.Equal(2, Emulator.Requests.Count);
        Assert.All(
            Emulator.Requests.Entries,
            e =>
            {
                Assert.Equal("/oauth2/default/v1/token", e.Path);
                Assert.DoesNotContain(token, e.Body, StringComparison.Ordinal);
                Assert.DoesNotContain("emulator-secret", e.Body, StringComparison.Ordinal);
                Assert.DoesNotContain("the-code", e.Query, StringComparison.Ordinal);
            }
        );
        Assert.Contains("grant_type=refresh_token", Emulator.Requests.Entries[0].Body, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Faults_reach_the_token_endpoint()
    {
        var (_, token) = Emulator.Authorization.SignIn("emulator-public");
        Emulator.Faults.Add("POST /oauth2/default/v1/token", ConstantContact.Emulator.Faults.FaultKind.Status503);
        (await _app.RefreshAsync(token)).Is(503);
        (await _app.RefreshAsync(token)).Is(200);
    }

    [Fact]
    public async Task Control_signs_in_and_reset_forgets_it()
    {
        var answer = (
            await Client.ControlAsync("POST", "sign-in", """{"client_id":"emulator-public","scope":"contact_data"}""")
        )
            .Is(200)
            .Object;
        using var client = new Client(Emulator, (string)answer["access_token"]!);
        (await client.GetAsync("/contacts")).Is(200);
        (await Client.ControlAsync("POST", "sign-in", """{"client_id":"nobody"}""")).Is(400);
        Emulator.Reset();
        (await client.GetAsync("/contacts")).Is(401);
        (await _app.RefreshAsync((string)answer["refresh_token"]!)).Is(400);
    }

    [Theory]
    [InlineData("id=app,secret=s,redirect=http://localhost/a,redirect=http://localhost/b,refresh=long-lived", true)]
    [InlineData("id=app", true)]
    [InlineData("secret=s", false)]
    [InlineData("id=app,refresh=sometimes", false)]
    [InlineData("id=app,redirect=nowhere", false)]
    public void Client_option_is_read_or_refused(string text, bool isGood)
    {
        if (!isGood)
        {
            Assert.Throws<FormatException>(() => RegisteredClient.Parse(text));
            return;
        }

        Assert.Equal("app", RegisteredClient.Parse(text).Id);
    }

    private static string Error(Answer answer)
    {
        Assert.Equal(["error", "error_description"], answer.Object.Select(m => m.Key));
        return (string)answer.Object["error"]!;
    }

    private static string IsGrantError(Answer answer)
    {
        Assert.Equal("invalid_grant", Error(answer.Is(400)));
        return (string)answer.Object["error_description"]!;
    }

    private async Task<JsonObject> DeviceAsync(string scope = "contact_data offline_access") =>
        (
            await _app.PostAsync(
                "device/authorize",
                form: SignInClient.Fields("client_id", "emulator-public", "response_type", "code", "scope", scope)
            )
        )
            .Is(200)
            .Object;

    private Task<Answer> PollAsync(JsonObject device) =>
        _app.TokenAsync(
            null,
            "grant_type",
            "urn:ietf:params:oauth:grant-type:device_code",
            "device_code",
            (string)device["device_code"]!,
            "client_id",
            "emulator-public"
        );
}
