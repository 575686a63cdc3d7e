using System;
using System.Linq;
using System.Management.Automation;
using System.Threading.Tasks;
using ConstantContact.Emulator.Faults;
using ConstantContact.Tests.Hosted;
using Xunit;

namespace ConstantContact.PowerShell.Serial.Tests.Commands;

/// <summary>One thing is wrong at a time, and exactly its check fails.</summary>
public sealed class TestCcConnectionTests : IAsyncLifetime
{
    private static readonly string[] Names =
    [
        "Network",
        "AuthorizationServer",
        "Clock",
        "Address",
        "Token",
        "Scopes",
        "Privileges",
        "Budget",
    ];

    private SignInAccount _account = null!;

    public async Task InitializeAsync() => _account = await SignInAccount.StartAsync();

    public async Task DisposeAsync() => await _account.DisposeAsync();

    [Fact]
    public void Healthy_connection_passes_every_check_with_one_request_of_the_allowance()
    {
        ScriptResult result = Examine();

        Assert.Equal(Names.Select(n => $"{n} Passed"), Said(result));
        Assert.Single(_account.Emulator.Requests.Entries, e => e.Client is not null);
    }

    [Fact]
    public void Host_that_cannot_be_reached_fails_the_network_alone() =>
        Assert.Equal(
            ["Network"],
            Failed(
                _account.Run(
                    "Connect-CcAccount -AccessToken $a -BaseUri http://127.0.0.1:1/v3; Test-CcConnection",
                    EmulatedAccount.Secure("x")
                )
            )
        );

    [Fact]
    public void Authorization_server_that_is_down_fails_alone()
    {
        _account.Emulator.Faults.Add(new FaultRule { Match = "GET /oauth2/*", Fault = FaultKind.Status503 });

        Assert.Equal(["AuthorizationServer"], Failed(Examine()));
    }

    [Theory]
    [InlineData(10)]
    [InlineData(3)]
    public void Clock_that_is_minutes_off_fails_alone(int minutes)
    {
        _account.Emulator.Clock.Advance(TimeSpan.FromMinutes(minutes));

        Assert.Equal(["Clock"], Failed(Examine()));
    }

    [Fact]
    public void Token_that_the_service_refuses_fails_alone() =>
        Assert.Equal(
            ["Token"],
            Failed(
                _account.Run(
                    "Connect-CcAccount -AccessToken $a -BaseUri $base; Test-CcConnection",
                    EmulatedAccount.Secure("expired")
                )
            )
        );

    [Theory]
    [InlineData("", "/v3")]
    [InlineData("/wrong", "/wrong/v3")]
    [InlineData("/v4", null)]
    public void Address_that_is_not_the_APIs_fails_alone_and_the_remedy_names_the_right_one(
        string path,
        string? proposed
    )
    {
        string root = _account.Emulator.BaseUri.GetLeftPart(UriPartial.Authority);

        ScriptResult result = _account.Run(
            $"Connect-CcAccount -AccessToken $a -BaseUri {root}{path}; Test-CcConnection",
            EmulatedAccount.Secure("emulator")
        );

        Assert.Equal(["Address"], Failed(result));
        string remedy = (string)result.Output[3].Properties["Remedy"].Value;
        Assert.Contains(
            proposed is null ? "without -BaseUri" : $"-BaseUri {root}{proposed}",
            remedy,
            StringComparison.Ordinal
        );
        Assert.Equal(
            proposed is not null,
            result.Warnings.Any(w => w.Contains("does not end with a version", StringComparison.Ordinal))
        );
    }

    [Fact]
    public void Refresh_token_that_is_dead_fails_the_token_alone()
    {
        _account.Emulator.Clock.Advance(TimeSpan.FromSeconds(5));
        string dead = Seed();
        _account.Emulator.Reset();

        ScriptResult result = _account.Run(
            "Connect-CcAccount -RefreshToken $a -ClientId $client -TokenFile $folder/token -AuthUri $auth -BaseUri $base; Test-CcConnection",
            EmulatedAccount.Secure(dead)
        );
        Assert.Equal(["Token"], Failed(result));
        Assert.Contains(
            "Sign in again",
            (string)result.Output.Single(o => (string)o.Properties["Name"].Value == "Token").Properties["Remedy"].Value,
            StringComparison.Ordinal
        );
    }

    [Fact]
    public void Missing_scope_fails_alone_and_names_it()
    {
        ScriptResult result = Examine("account_read");

        Assert.Equal(["Scopes"], Failed(result));
        Assert.Contains(
            "contact_data",
            result.Output[5].Properties["Message"].Value.ToString(),
            StringComparison.Ordinal
        );
    }

    [Theory]
    [InlineData("contacts:write", "Update-CcContact", true)]
    [InlineData("contacts:write", "Get-CcContact", false)]
    [InlineData("contacts:lists:write", "New-CcList", true)]
    [InlineData("contacts:lists:write", "Update-CcContact", false)]
    [InlineData("account:read", "Get-CcAccount", true)]
    public void Missing_privilege_fails_alone_for_the_cmdlets_that_need_it(string privilege, string command, bool fails)
    {
        _account.Emulator.Options.Privileges.Remove(privilege);

        Assert.Equal(fails ? ["Privileges"] : [], Failed(Examine(more: $"-For {command}")));
    }

    [Fact]
    public void Used_up_allowance_fails_alone()
    {
        ScriptResult result = _account.Run(
            """
            Connect-CcAccount -RefreshToken $a -ClientId $client -TokenFile $folder/token -AuthUri $auth -BaseUri $base -RequestsPerDay 1
            $null = Get-CcContact -Email member1@example.com
            Test-CcConnection
            """,
            EmulatedAccount.Secure(Seed())
        );

        Assert.Equal(["Budget"], Failed(result));
    }

    [Fact]
    public void Account_shows_organization_addresses_and_privileges_in_three_requests()
    {
        ScriptResult result = _account
            .Run(
                "Connect-CcAccount -RefreshToken $a -ClientId $client -TokenFile $folder/token -AuthUri $auth -BaseUri $base; Get-CcAccount; (Get-CcConnection).Account",
                EmulatedAccount.Secure(Seed())
            )
            .Succeeded();

        PSObject account = result.Output[0];
        Assert.Equal("Example Garden Club", account.Properties["OrganizationName"].Value);
        Assert.NotEmpty((System.Collections.IEnumerable)account.Properties["Emails"].Value);
        Assert.Contains("contacts:write", account.Properties["Privileges"].Value.ToString(), StringComparison.Ordinal);
        Assert.Equal("Example Garden Club", result.Output[1].BaseObject);
        Assert.Equal(3, _account.Emulator.Requests.Entries.Count(e => e.Client is not null));
    }

    private ScriptResult Examine(string scopes = "contact_data account_read", string more = "") =>
        _account.Run(
            "Connect-CcAccount -RefreshToken $a -ClientId $client -TokenFile $folder/token -AuthUri $auth -BaseUri $base; Test-CcConnection "
                + more,
            EmulatedAccount.Secure(Seed(scopes))
        );

    private string Seed(string scopes = "contact_data account_read") =>
        _account.Emulator.Authorization.SignIn(_account.PublicClient, scopes).RefreshToken;

    private static string[] Said(ScriptResult result) =>
        [.. result.Succeeded().Output.Select(o => $"{o.Properties["Name"].Value} {o.Properties["Status"].Value}")];

    private static string[] Failed(ScriptResult result)
    {
        string[] said = Said(result);
        Assert.Equal(Names, said.Select(s => s.Split(' ')[0]));
        Assert.All(
            result.Output.Where(o => o.Properties["Status"].Value.ToString() == "Failed"),
            o => Assert.False(string.IsNullOrEmpty(o.Properties["Remedy"].Value?.ToString()))
        );
        return [.. said.Where(s => s.EndsWith(" Failed", StringComparison.Ordinal)).Select(s => s.Split(' ')[0])];
    }
}
