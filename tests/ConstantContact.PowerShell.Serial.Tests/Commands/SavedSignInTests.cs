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

/// <summary>Sign-ins from refresh tokens, and those that are kept in a file, a profile, a vault or script blocks.</summary>
public sealed class SavedSignInTests : IAsyncLifetime
{
    private SignInAccount _account = null!;

    public async Task InitializeAsync() => _account = await SignInAccount.StartAsync();

    public async Task DisposeAsync() => await _account.DisposeAsync();

    [Fact]
    public void Refresh_token_without_a_store_is_refused_before_it_is_used()
    {
        (_, string refresh) = _account.Emulator.Authorization.SignIn(_account.PublicClient);

        ErrorRecord error = _account
            .Run(
                "Connect-CcAccount -RefreshToken $a -ClientId $client -AuthUri $auth -BaseUri $base",
                EmulatedAccount.Secure(refresh)
            )
            .FailedWith("CcTokenStoreNeeded");

        Assert.Contains("-TokenFile", error.ErrorDetails.RecommendedAction, StringComparison.Ordinal);
        Assert.Empty(_account.TokenRequests);
        Assert.True(_account.Emulator.Authorization.IsLive(refresh));
    }

    [Fact]
    public void Long_lived_refresh_token_needs_no_store()
    {
        (_, string refresh) = _account.Emulator.Authorization.SignIn(_account.LongLivedClient);

        ScriptResult result = _account
            .Run(
                "Connect-CcAccount -RefreshToken $a -ClientId $b -ClientSecret $c -LongLivedRefreshToken -AuthUri $auth -BaseUri $base; (Get-CcContact -Status all).Count",
                EmulatedAccount.Secure(refresh),
                _account.LongLivedClient,
                EmulatedAccount.Secure(SignInAccount.Secret)
            )
            .Succeeded();

        Assert.Equal(3, result.Single<int>());
    }

    [Fact]
    public void Seed_from_the_environment_grows_in_the_store_and_stays_in_the_environment()
    {
        (_, string seed) = _account.Emulator.Authorization.SignIn(_account.PublicClient);
        const string Script = """
            $env:CONSTANTCONTACT_CLIENT_ID = $client; $env:CONSTANTCONTACT_REFRESH_TOKEN = $a; $env:CONSTANTCONTACT_AUTH_URL = $auth; $env:CONSTANTCONTACT_BASE_URL = $base
            try { Connect-CcAccount -FromEnvironment -TokenFile $folder/token; (Get-CcContact -Status all).Count }
            finally { $env:CONSTANTCONTACT_CLIENT_ID = $env:CONSTANTCONTACT_REFRESH_TOKEN = $env:CONSTANTCONTACT_AUTH_URL = $env:CONSTANTCONTACT_BASE_URL = $null }
            """;

        Assert.Equal(3, _account.Run(Script, seed).Succeeded().Single<int>());
        Assert.False(_account.Emulator.Authorization.IsLive(seed));

        // The next day the same seed is given, and the store's descendant of it is used.
        _account.Emulator.Clock.Advance(TimeSpan.FromHours(25));
        Expire(_account.PathOf("token"));
        Assert.Equal(3, _account.Run(Script, seed).Succeeded().Single<int>());
        Assert.Equal(2, _account.TokenRequests.Count);

        // And when somebody has put a new seed there because the stored one had died, that one is taken.
        (_, string fresh) = _account.Emulator.Authorization.SignIn(_account.PublicClient);
        _account.Run("Connect-CcAccount -Saved -TokenFile $folder/token; Disconnect-CcAccount -ClearSaved");
        Assert.Equal(3, _account.Run(Script, fresh).Succeeded().Single<int>());
    }

    [Fact]
    public void Environment_without_what_it_takes_says_which_variables()
    {
        ErrorRecord error = _account
            .Run("Connect-CcAccount -FromEnvironment -TokenFile $folder/token")
            .FailedWith("CcInvalidValue");

        Assert.Contains("CONSTANTCONTACT_CLIENT_ID", error.Exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Profiles_live_side_by_side_and_can_be_cleared_one_by_one()
    {
        (_, string one) = _account.Emulator.Authorization.SignIn(_account.PublicClient);
        (_, string two) = _account.Emulator.Authorization.SignIn(_account.SecretClient, "contact_data");

        ScriptResult result = _account
            .Run(
                """
                Connect-CcAccount -RefreshToken $a -ClientId $client -ProfileName one -AuthUri $auth -BaseUri $base; $null = Get-CcContact -Status all
                Connect-CcAccount -RefreshToken $b -ClientCredential $c -ProfileName two -AuthUri $auth -BaseUri $base; $null = Get-CcContact -Status all
                (Get-CcConnection -Saved).Name -join ','
                Connect-CcAccount -Saved -ProfileName one; (Get-CcConnection).ClientId; (Get-CcContact -Status all).Count
                Connect-CcAccount -Saved -ProfileName two; (Get-CcConnection).ClientId
                Disconnect-CcAccount -ClearSaved -ProfileName one; (Get-CcConnection).ClientId
                Disconnect-CcAccount -ClearSaved
                @(Get-CcConnection -Saved).Count
                """,
                EmulatedAccount.Secure(one),
                EmulatedAccount.Secure(two),
                new PSCredential(_account.SecretClient, EmulatedAccount.Secure(SignInAccount.Secret))
            )
            .Succeeded();

        Assert.Equal(
            ["one,two", _account.PublicClient, "3", _account.SecretClient, _account.SecretClient, "0"],
            result.Output.Select(o => o.ToString())
        );
        Assert.Equal(2, _account.TokenRequests.Count);
    }

    [Fact]
    public void Saved_confidential_client_renews_with_the_secret_from_the_store()
    {
        (_, string seed) = _account.Emulator.Authorization.SignIn(_account.SecretClient);
        PSCredential app = new(_account.SecretClient, EmulatedAccount.Secure(SignInAccount.Secret));
        _account
            .Run(
                "Connect-CcAccount -RefreshToken $a -ClientCredential $b -ProfileName nightly -AuthUri $auth -BaseUri $base; $null = Get-CcContact -Status all",
                EmulatedAccount.Secure(seed),
                app
            )
            .Succeeded();
        _account.Emulator.Clock.Advance(TimeSpan.FromHours(25));

        // 401 first, as the local clock says that the token lives: the one renewal and the one replay.
        Assert.Equal(
            3,
            _account
                .Run("Connect-CcAccount -Saved -ProfileName nightly; (Get-CcContact -Status all).Count")
                .Succeeded()
                .Single<int>()
        );
        Assert.Equal(2, _account.TokenRequests.Count);
    }

    [Fact]
    public void Profile_that_is_not_there_names_those_that_are() =>
        Assert.Contains(
            "There are no saved profiles",
            _account.Run("Connect-CcAccount -Saved").FailedWith("CcInvalidValue").ErrorDetails.RecommendedAction,
            StringComparison.Ordinal
        );

    [Theory]
    [InlineData("../evil")]
    [InlineData("a/b")]
    [InlineData("..")]
    [InlineData("")]
    public void Profile_name_cannot_leave_its_folder(string name) =>
        Assert.NotEmpty(_account.Run("Connect-CcAccount -Saved -ProfileName $a", name).Errors);

    [Fact]
    public void Vault_keeps_the_sign_in_by_module_qualified_calls()
    {
        (_, string seed) = _account.Emulator.Authorization.SignIn(_account.PublicClient);

        ScriptResult result = _account
            .Run(
                """
                $global:vault = @{}; $global:threads = @()
                New-Module -Name Microsoft.PowerShell.SecretManagement {
                    function Get-SecretInfo { [CmdletBinding()] param($Vault, $Name) if ($global:vault["$Vault/$Name"]) { [pscustomobject]@{ Name = $Name } } }
                    function Get-Secret { [CmdletBinding()] param($Vault, $Name) $global:vault["$Vault/$Name"] }
                    function Set-Secret { [CmdletBinding()] param($Vault, $Name, $Secret) $global:vault["$Vault/$Name"] = $Secret; $global:threads += [Environment]::CurrentManagedThreadId }
                    function Remove-Secret { [CmdletBinding()] param($Vault, $Name) $global:vault.Remove("$Vault/$Name") }
                } | Import-Module
                function Get-Secret { throw 'the wrong one' }
                Connect-CcAccount -RefreshToken $a -ClientId $client -VaultName Main -ProfileName v -AuthUri $auth -BaseUri $base
                (Get-CcContact -Status all).Count
                $global:vault.Keys -join ','
                $global:vault['Main/ConstantContact-v'].GetType().Name
                Connect-CcAccount -Saved -ProfileName v; (Get-CcConnection).Store; (Get-CcContact -Status all).Count
                @($global:threads | Where-Object { $_ -ne [Environment]::CurrentManagedThreadId }).Count
                Disconnect-CcAccount -ClearSaved; $global:vault.Count
                """,
                EmulatedAccount.Secure(seed)
            )
            .Succeeded();

        Assert.Equal(
            ["3", "Main/ConstantContact-v", "SecureString", "vault Main, secret ConstantContact-v", "3", "0", "0"],
            result.Output.Select(o => o.ToString())
        );
        Assert.Single(_account.TokenRequests);
    }

    [Fact]
    public void Missing_vault_module_is_a_store_error_before_any_request()
    {
        (_, string seed) = _account.Emulator.Authorization.SignIn(_account.PublicClient);

        _account
            .Run(
                "Connect-CcAccount -RefreshToken $a -ClientId $client -VaultName Main -AuthUri $auth -BaseUri $base",
                EmulatedAccount.Secure(seed)
            )
            .FailedWith("CcTokenStoreFailed");
        Assert.Empty(_account.TokenRequests);
    }

    [Fact]
    public void Script_blocks_keep_the_sign_in_and_see_the_variables_around_them()
    {
        (_, string seed) = _account.Emulator.Authorization.SignIn(_account.PublicClient);

        ScriptResult result = _account
            .Run(
                """
                $kept = @{}
                $store = @{ Load = { $kept.token }; Save = { param($token) $kept.token = $token; 'noise' } }
                Connect-CcAccount -RefreshToken $a -ClientId $client -TokenStore $store -AuthUri $auth -BaseUri $base
                (Get-CcContact -Status all).Count
                Connect-CcAccount -Saved -TokenStore $store -BaseUri $base
                (Get-CcContact -Status all).Count
                """,
                EmulatedAccount.Secure(seed)
            )
            .Succeeded();

        Assert.Equal(["3", "3"], result.Output.Select(o => o.ToString()));
        Assert.Single(_account.TokenRequests);
    }

    [Theory]
    [InlineData("throw 'full'")]
    [InlineData("Write-Error 'full' -ErrorAction Continue")]
    [InlineData("Get-Item /no/such/thing")]
    public void Store_that_cannot_save_is_an_error_before_the_exchange(string save)
    {
        (_, string seed) = _account.Emulator.Authorization.SignIn(_account.PublicClient);

        ErrorRecord error = _account
            .Run(
                $"$ErrorActionPreference = 'Stop'; Connect-CcAccount -RefreshToken $a -ClientId $client -TokenStore @{{ Load = {{ }}; Save = {{ param($token) {save} }} }} -AuthUri $auth -BaseUri $base; Get-CcContact -Status all",
                EmulatedAccount.Secure(seed)
            )
            .FailedWith("CcTokenStoreFailed");

        Assert.DoesNotContain(seed, error.ToString(), StringComparison.Ordinal);
        Assert.Empty(_account.TokenRequests);
        Assert.True(_account.Emulator.Authorization.IsLive(seed));
    }

    [Fact]
    public async Task Stopping_during_the_exchange_loses_nothing_that_a_script_block_was_to_keep()
    {
        (_, string seed) = _account.Emulator.Authorization.SignIn(_account.PublicClient);
        TaskCompletionSource reached = new(TaskCreationOptions.RunContinuationsAsynchronously);
        TaskCompletionSource go = new(TaskCreationOptions.RunContinuationsAsynchronously);
        using IDisposable hook = _account.Emulator.Intercept(
            "POST */token",
            after: async _ =>
            {
                reached.TrySetResult();
                await go.Task;
            }
        );
        RunningScript run = _account.Start(
            """
            $global:kept = @{}
            $store = @{ Load = { $global:kept.token }; Save = { param($token) $global:kept.token = $token } }
            $global:keeper = Connect-CcAccount -RefreshToken $a -ClientId $client -TokenStore $store -AuthUri $auth -BaseUri $base -PassThru
            Get-CcContact -Status all
            """,
            EmulatedAccount.Secure(seed)
        );
        await reached.Task.WaitAsync(TimeSpan.FromSeconds(60));
        await run.StopAsync();
        go.SetResult();

        ScriptResult result = _account
            .Run("$null = Get-CcContact -Status all -Connection $global:keeper; $global:kept.token")
            .Succeeded();
        string kept = (string)System.Text.Json.Nodes.JsonNode.Parse(result.Single<string>())!["refresh_token"]!;
        Assert.NotEqual(seed, kept);
        Assert.True(_account.Emulator.Authorization.IsLive(kept));
        Assert.Single(_account.TokenRequests);
    }

    [Fact]
    public void Store_of_script_blocks_works_in_parallel_runspaces_by_its_text()
    {
        (_, string seed) = _account.Emulator.Authorization.SignIn(_account.PublicClient);

        ScriptResult result = _account
            .Run(
                """
                $store = @{ Load = { $env:CC_TEST_STORE }; Save = { param($token) $env:CC_TEST_STORE = $token } }
                try {
                    $c = Connect-CcAccount -RefreshToken $a -ClientId $client -TokenStore $store -AuthUri $auth -BaseUri $base -PassThru
                    1..4 | ForEach-Object -Parallel { Import-Module $using:b; Get-CcContact -Status all -Connection $using:c }
                }
                finally { $env:CC_TEST_STORE = $null }
                """,
                EmulatedAccount.Secure(seed),
                TestFiles.Manifest
            )
            .Succeeded();

        Assert.Equal(12, result.Output.Count);
        Assert.Single(_account.TokenRequests);
    }

    [Fact]
    public void Dead_refresh_token_says_exactly_what_to_do()
    {
        (_, string seed) = _account.Emulator.Authorization.SignIn(_account.PublicClient);
        _account.Emulator.Clock.Advance(TimeSpan.FromDays(181));

        ErrorRecord error = _account
            .Run(
                "Connect-CcAccount -RefreshToken $a -ClientId $client -TokenFile $folder/token -AuthUri $auth -BaseUri $base; Get-CcContact -Status all",
                EmulatedAccount.Secure(seed)
            )
            .FailedWith("CcSignInExpired");

        Assert.Equal(ErrorCategory.AuthenticationError, error.CategoryInfo.Category);
        Assert.Contains("180 days", error.ErrorDetails.RecommendedAction, StringComparison.Ordinal);
        Assert.DoesNotContain(seed, error.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void Server_that_stumbles_is_asked_again_and_the_sign_in_survives()
    {
        (_, string seed) = _account.Emulator.Authorization.SignIn(_account.PublicClient);
        _account.Emulator.Faults.Add("POST */token", FaultKind.Throttle);

        ScriptResult result = _account
            .Run(
                "Connect-CcAccount -RefreshToken $a -ClientId $client -TokenFile $folder/token -AuthUri $auth -BaseUri $base; (Get-CcContact -Status all).Count",
                EmulatedAccount.Secure(seed)
            )
            .Succeeded();

        Assert.Equal(3, result.Single<int>());
        Assert.Equal([429, 200], _account.TokenRequests.Select(r => r.Status));
    }

    [Fact]
    public void Token_file_that_others_can_read_is_refused()
    {
        if (OperatingSystem.IsWindows())
        {
            return;
        }

        (_, string seed) = _account.Emulator.Authorization.SignIn(_account.PublicClient);
        const string Script =
            "Connect-CcAccount -RefreshToken $a -ClientId $client -TokenFile $folder/token -AuthUri $auth -BaseUri $base; $null = Get-CcContact -Status all";
        _account.Run(Script, EmulatedAccount.Secure(seed)).Succeeded();
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(_account.PathOf("token")));
        File.SetUnixFileMode(
            _account.PathOf("token"),
            UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead
        );

        Assert.Contains(
            "chmod",
            _account
                .Run("Connect-CcAccount -Saved -TokenFile $folder/token")
                .FailedWith("CcTokenFileUnsafe")
                .ErrorDetails.RecommendedAction,
            StringComparison.Ordinal
        );
    }

    [Fact]
    public void Tokens_and_secrets_are_nowhere_to_be_seen()
    {
        (_, string seed) = _account.Emulator.Authorization.SignIn(_account.SecretClient);
        PSCredential app = new(_account.SecretClient, EmulatedAccount.Secure(SignInAccount.Secret));

        ScriptResult result = _account
            .Run(
                """
                $DebugPreference = $VerbosePreference = 'Continue'
                Connect-CcAccount -RefreshToken $a -ClientCredential $b -ProfileName p -AuthUri $auth -BaseUri $base -PassThru | Out-Default
                $null = Get-CcContact -Status all
                Get-CcConnection | Out-Default; Get-CcConnection -Saved | Out-Default; "$(Get-CcConnection)"
                Get-CcConnection | ForEach-Object { $_.PSObject.Properties | ForEach-Object { "$($_.Name)=$($_.Value)" } }
                """,
                EmulatedAccount.Secure(seed),
                app
            )
            .Succeeded();

        string everything = string.Join(
            "\n",
            result.Screen.Concat(result.Verbose).Concat(result.Debug).Concat(result.Output.Select(o => o.ToString()))
        );
        string stored = File.ReadAllText(
            Directory.GetFiles(_account.Folder, "p.token", SearchOption.AllDirectories)[0]
        );
        string inner = System.Text.Encoding.UTF8.GetString(
            Convert.FromBase64String((string)System.Text.Json.Nodes.JsonNode.Parse(stored)!["content"]!)
        );
        System.Text.Json.Nodes.JsonNode kept = System.Text.Json.Nodes.JsonNode.Parse(inner)!;
        foreach (
            string secret in new[]
            {
                seed,
                SignInAccount.Secret,
                (string)kept["access_token"]!,
                (string)kept["refresh_token"]!,
            }
        )
        {
            Assert.DoesNotContain(secret, everything, StringComparison.Ordinal);
        }

        Assert.DoesNotContain(
            "secret",
            File.ReadAllText(Directory.GetFiles(_account.Folder, "p.json", SearchOption.AllDirectories)[0])
                .Replace("secret_name", "", StringComparison.Ordinal)
                .Replace(_account.SecretClient, "", StringComparison.Ordinal),
            StringComparison.Ordinal
        );
    }

    /// <summary>As if the stored access token's time had come, since the module's own clock cannot be moved.</summary>
    private static void Expire(string path)
    {
        System.Text.Json.Nodes.JsonNode file = System.Text.Json.Nodes.JsonNode.Parse(File.ReadAllText(path))!;
        System.Text.Json.Nodes.JsonNode kept = System.Text.Json.Nodes.JsonNode.Parse(
            Convert.FromBase64String((string)file["content"]!)
        )!;
        kept["expires_at"] = "2020-01-01T00:00:00Z";
        file["content"] = Convert.ToBase64String(System.Text.Encoding.UTF8.GetBytes(kept.ToJsonString()));
        File.WriteAllText(path, file.ToJsonString());
    }
}
