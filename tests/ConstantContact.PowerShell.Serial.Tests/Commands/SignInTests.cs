using System;
using System.IO;
using System.Linq;
using System.Management.Automation;
using System.Net.Http;
using System.Threading.Tasks;
using ConstantContact.Emulator.Faults;
using ConstantContact.Tests.Hosted;
using Xunit;

namespace ConstantContact.PowerShell.Serial.Tests.Commands;

/// <summary>Sign-ins with a browser, a device code or an authorization code, against the emulator's authorization server.</summary>
public sealed class SignInTests : IAsyncLifetime
{
    private const string Browse =
        "Connect-CcAccount -Browser -NoBrowser -ClientId $client -AuthUri $auth -BaseUri $base -RedirectUri $redirect -PassThru ";

    private SignInAccount _account = null!;

    public async Task InitializeAsync() => _account = await SignInAccount.StartAsync();

    public async Task DisposeAsync() => await _account.DisposeAsync();

    [Fact]
    public async Task Browser_signs_in_with_PKCE_and_says_so_in_the_page()
    {
        RunningScript run = _account.Start(Browse + "; (Get-CcContact -Status all).Count");
        (_, string page) = await SignInAccount.DecideAsync(await _account.ShownAddressAsync(), "allow");

        ScriptResult result = (await run.Result).Succeeded();
        Assert.Contains("You are signed in", page, StringComparison.Ordinal);
        Assert.Equal("memory", result.Output[0].Properties["Store"].Value);
        Assert.Equal(
            ["contact_data", "account_read"],
            (System.Collections.Generic.IEnumerable<string>)result.Output[0].Properties["Scopes"].Value
        );
        Assert.Equal(3, result.Output[1].BaseObject);
    }

    [Fact]
    public async Task Answer_with_another_state_is_not_used()
    {
        RunningScript run = _account.Start(Browse);
        (_, string page) = await SignInAccount.DecideAsync(
            await _account.ShownAddressAsync(),
            "allow",
            uri => new Uri(uri.AbsoluteUri.Replace("state=", "state=x", StringComparison.Ordinal))
        );

        Assert.Equal(
            ErrorCategory.SecurityError,
            (await run.Result).FailedWith("CcSignInStateMismatch").CategoryInfo.Category
        );
        Assert.Contains("Not signed in", page, StringComparison.Ordinal);
        Assert.Empty(_account.TokenRequests);
    }

    [Fact]
    public async Task Denial_in_the_browser_is_told()
    {
        RunningScript run = _account.Start(Browse);
        await SignInAccount.DecideAsync(await _account.ShownAddressAsync(), "deny");

        (await run.Result).FailedWith("CcSignInDenied");
    }

    [Fact]
    public async Task Code_that_expired_on_the_way_is_told()
    {
        RunningScript run = _account.Start(Browse);
        await SignInAccount.DecideAsync(
            await _account.ShownAddressAsync(),
            "allow",
            uri =>
            {
                _account.Emulator.Clock.Advance(TimeSpan.FromSeconds(301));
                return uri;
            }
        );

        Assert.Contains(
            "expired",
            (await run.Result).FailedWith("CcCodeRefused").Exception.Message,
            StringComparison.Ordinal
        );
    }

    [Fact]
    public void Redirect_address_that_is_not_registered_ends_in_a_timeout_that_says_what_to_register()
    {
        string other = _account.Redirect + "/other";

        ErrorRecord error = _account
            .Run(Browse.Replace("$redirect", "$a", StringComparison.Ordinal) + " -TimeoutSeconds 5", other)
            .FailedWith("CcSignInTimeout");

        Assert.Contains(other, error.ErrorDetails.RecommendedAction, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("https://localhost:8413/callback")]
    [InlineData("http://example.com/callback")]
    public void Redirect_address_that_is_not_this_machine_is_refused(string redirect) =>
        _account
            .Run("Connect-CcAccount -Browser -NoBrowser -ClientId $client -AuthUri $auth -RedirectUri $a", redirect)
            .FailedWith("CcInvalidValue");

    [Fact]
    public async Task Other_requests_to_the_port_do_not_disturb()
    {
        RunningScript run = _account.Start(Browse);
        Uri address = await _account.ShownAddressAsync();
        using HttpClient http = new();
        using HttpResponseMessage icon = await http.GetAsync(new Uri(new Uri(_account.Redirect), "/favicon.ico"));
        Assert.Equal(404, (int)icon.StatusCode);
        using System.Net.Sockets.TcpClient silent = new();
        await silent.ConnectAsync("127.0.0.1", new Uri(_account.Redirect).Port);
        await SignInAccount.DecideAsync(address, "allow");

        (await run.Result).Succeeded();
    }

    [Fact]
    public async Task Stopping_while_waiting_for_the_browser_ends_the_wait_and_frees_the_port()
    {
        RunningScript run = _account.Start(Browse);
        await _account.ShownAddressAsync();
        // The sign-in itself waits for five minutes.
        await run.StopAsync().WaitAsync(Eventually.Patience);

        _account.Host.Ui.Clear();
        RunningScript again = _account.Start(Browse);
        await SignInAccount.DecideAsync(await _account.ShownAddressAsync(), "allow");
        (await again.Result).Succeeded();
    }

    [Fact]
    public async Task Device_code_is_shown_as_information_and_polled_until_the_user_allows()
    {
        RunningScript run = _account.Start(
            "Connect-CcAccount -DeviceCode -ClientId $client -AuthUri $auth -BaseUri $base -TokenFile $folder/token -PassThru"
        );
        Uri address = await _account.ShownAddressAsync();
        Assert.True(_account.Emulator.Authorization.Decide(address.Query.Split('=')[1], allow: true));

        ScriptResult result = (await run.Result).Succeeded();
        Assert.Contains(
            result.Information,
            i => i.ToString().Contains(address.Query.Split('=')[1], StringComparison.Ordinal)
        );
        Assert.True((bool)result.Output[0].Properties["CanRenew"].Value);
        Assert.Contains(
            "offline_access",
            (System.Collections.Generic.IEnumerable<string>)result.Output[0].Properties["Scopes"].Value
        );
    }

    [Fact]
    public async Task Denied_device_is_told()
    {
        RunningScript run = _account.Start(
            "Connect-CcAccount -DeviceCode -ClientId $client -AuthUri $auth -BaseUri $base"
        );
        _account.Emulator.Authorization.Decide((await _account.ShownAddressAsync()).Query.Split('=')[1], allow: false);

        (await run.Result).FailedWith("CcSignInDenied");
    }

    [Theory]
    [InlineData("-Browser")]
    [InlineData("-DeviceCode")]
    public void Unattended_session_fails_at_once_where_a_person_is_needed(string how)
    {
        ErrorRecord error = _account
            .Run(
                $"$env:CONSTANTCONTACT_NONINTERACTIVE = '1'; try {{ Connect-CcAccount {how} -ClientId $client -AuthUri $auth }} finally {{ $env:CONSTANTCONTACT_NONINTERACTIVE = $null }}"
            )
            .FailedWith("CcPersonNeeded");

        Assert.Contains("-Saved", error.ErrorDetails.RecommendedAction, StringComparison.Ordinal);
        Assert.Empty(_account.Emulator.Requests.Entries);
    }

    [Fact]
    public async Task Code_with_client_secret_signs_in_and_a_second_time_is_refused()
    {
        string code = await CodeAsync(_account.SecretClient);
        const string Script =
            "Connect-CcAccount -Code $a -ClientCredential $b -RedirectUri $redirect -AuthUri $auth -BaseUri $base -PassThru";
        PSCredential app = new(_account.SecretClient, EmulatedAccount.Secure(SignInAccount.Secret));

        _account.Run(Script, EmulatedAccount.Secure(code), app).Succeeded();
        Assert.Contains(
            "used already",
            _account.Run(Script, EmulatedAccount.Secure(code), app).FailedWith("CcCodeRefused").Exception.Message,
            StringComparison.Ordinal
        );
    }

    [Fact]
    public async Task Code_for_another_redirect_address_is_refused()
    {
        ErrorRecord error = _account
            .Run(
                "Connect-CcAccount -Code $a -ClientId $c -ClientSecret $b -RedirectUri http://localhost:1/other -AuthUri $auth",
                EmulatedAccount.Secure(await CodeAsync(_account.SecretClient)),
                EmulatedAccount.Secure(SignInAccount.Secret),
                _account.SecretClient
            )
            .FailedWith("CcCodeRefused");

        Assert.Contains("redirect_uri", error.Exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Wrong_client_secret_is_told_and_not_shown()
    {
        ScriptResult result = _account.Run(
            "Connect-CcAccount -Code $a -ClientId $c -ClientSecret $b -RedirectUri $redirect -AuthUri $auth -Verbose",
            EmulatedAccount.Secure(await CodeAsync(_account.SecretClient)),
            EmulatedAccount.Secure("wrong-secret"),
            _account.SecretClient
        );

        ErrorRecord error = result.FailedWith("CcSignInFailed");
        Assert.Contains("invalid_client", error.Exception.Message, StringComparison.Ordinal);
        Assert.DoesNotContain(
            "wrong-secret",
            error.ToString() + string.Join('\n', result.Verbose.Concat(result.Screen)),
            StringComparison.Ordinal
        );
    }

    [Fact]
    public async Task Sign_in_for_a_store_without_refresh_token_names_the_scope()
    {
        using IDisposable hook = _account.Emulator.Intercept(
            "POST /oauth2/default/v1/token",
            before: _ => Task.CompletedTask
        );
        RunningScript run = _account.Start(Browse + "-TokenFile $folder/token");
        await SignInAccount.DecideAsync(
            new Uri(
                (await _account.ShownAddressAsync()).AbsoluteUri.Replace(
                    "%20offline_access",
                    "",
                    StringComparison.Ordinal
                )
            ),
            "allow"
        );

        ErrorRecord error = (await run.Result).FailedWith("CcNoRefreshToken");
        Assert.Contains("offline_access", error.ErrorDetails.RecommendedAction, StringComparison.Ordinal);
        Assert.False(File.Exists(_account.PathOf("token")));
    }

    private async Task<string> CodeAsync(string client)
    {
        (Uri location, _) = (await AllowAsync(), "");
        return location.Query.TrimStart('?').Split('&').Select(p => p.Split('=')).Single(p => p[0] == "code")[1];

        async Task<Uri> AllowAsync()
        {
            using HttpClient browser = new(new SocketsHttpHandler { AllowAutoRedirect = false });
            using HttpResponseMessage answer = await browser.PostAsync(
                _account.Emulator.AuthUri + "/authorize",
                new FormUrlEncodedContent(
                    new System.Collections.Generic.Dictionary<string, string>(StringComparer.Ordinal)
                    {
                        ["client_id"] = client,
                        ["redirect_uri"] = _account.Redirect,
                        ["response_type"] = "code",
                        ["scope"] = "contact_data",
                        ["state"] = "s",
                        ["decision"] = "allow",
                    }
                )
            );
            return answer.Headers.Location!;
        }
    }
}
