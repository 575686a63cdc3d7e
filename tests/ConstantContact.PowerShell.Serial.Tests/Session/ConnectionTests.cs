using System;
using System.Linq;
using System.Management.Automation;
using System.Text;
using System.Threading.Tasks;
using ConstantContact.Tests.Hosted;
using Xunit;

namespace ConstantContact.PowerShell.Serial.Tests.Session;

public sealed class ConnectionTests : IDisposable
{
    private const string Connect = "param($token, $uri) Connect-CcAccount -AccessToken $token -BaseUri $uri -PassThru";

    private readonly ModuleHost _host = ModuleHost.Open();

    public void Dispose() => _host.Dispose();

    [Fact]
    public void Without_a_connection_a_cmdlet_ends_with_CcNotConnected()
    {
        ErrorRecord error = _host
            .Run("try { 'a@example.com', 'b@example.com' | Get-CcContact } catch { 'ended'; throw }")
            .FailedWith("CcNotConnected");

        Assert.Equal(ErrorCategory.ConnectionError, error.CategoryInfo.Category);
        Assert.Contains("Connect-CcAccount", error.ErrorDetails.RecommendedAction, StringComparison.Ordinal);
    }

    [Fact]
    public void Without_a_connection_Get_CcConnection_returns_nothing() =>
        Assert.Empty(_host.Run("Get-CcConnection").Succeeded().Output);

    [Theory]
    [InlineData("Connect-CcAccount -Saved -ProfileName nobody-has-this-one")]
    [InlineData("Connect-CcAccount -FromEnvironment")]
    [InlineData("Connect-CcAccount ([securestring]::new()) -BaseUri http://127.0.0.1:1/v3")]
    public void Connecting_that_fails_leaves_no_default(string connect)
    {
        _host
            .Run("param($token) Connect-CcAccount $token -BaseUri http://127.0.0.1:1/v3", EmulatedAccount.Secure("x"))
            .Succeeded();
        Assert.Single(_host.Run("Get-CcConnection").Succeeded().Output);

        ScriptResult failed = _host.Run(connect);

        Assert.True(failed.Errors.Count > 0 || failed.Terminating is not null, "it was to fail");
        Assert.Empty(_host.Run("Get-CcConnection").Succeeded().Output);
        _host.Run("Get-CcContact a@example.com").FailedWith("CcNotConnected");
    }

    [Fact]
    public void Connecting_is_silent_and_sends_nothing() =>
        Assert.Empty(
            _host
                .Run(
                    "param($token) Connect-CcAccount $token -BaseUri http://127.0.0.1:1/v3",
                    EmulatedAccount.Secure("x")
                )
                .Succeeded()
                .Output
        );

    [Fact]
    public void A_connection_shows_what_the_token_says_and_never_the_token()
    {
        string payload = Convert
            .ToBase64String(
                Encoding.UTF8.GetBytes("""{"cid":"client-1","scp":["contact_data","account_read"],"exp":1893456000}""")
            )
            .TrimEnd('=');
        string token = $"eyJhbGciOiJub25lIn0.{payload}.c2VjcmV0";

        ScriptResult result = _host
            .Run(
                "param($token) Connect-CcAccount $token -BaseUri http://localhost:1/v3 -RequestsPerSecond 7 -RequestsPerDay 123 -Verbose; Get-CcConnection; Get-CcConnection | Out-Default; \"$(Get-CcConnection)\"",
                EmulatedAccount.Secure(token)
            )
            .Succeeded();

        PSObject connection = result.Output[0];
        Assert.Equal("client-1", connection.Properties["ClientId"].Value);
        Assert.Equal(
            ["contact_data", "account_read"],
            (System.Collections.Generic.IEnumerable<string>)connection.Properties["Scopes"].Value
        );
        Assert.Equal(DateTimeOffset.FromUnixTimeSeconds(1893456000), connection.Properties["ExpiresAt"].Value);
        Assert.Equal(7, connection.Properties["RequestsPerSecond"].Value);
        Assert.Equal(123L, connection.Properties["RequestsPerDay"].Value);
        string everything = string.Join(
            "\n",
            result.Screen.Concat(result.Verbose).Concat(result.Output.Select(o => o.ToString()))
        );
        Assert.Contains("client-1", everything, StringComparison.Ordinal);
        Assert.DoesNotContain(payload, everything, StringComparison.Ordinal);
        Assert.DoesNotContain("c2VjcmV0", everything, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("http://api.cc.email/v3")]
    [InlineData("http://192.168.1.5/v3")]
    [InlineData("ftp://127.0.0.1/v3")]
    [InlineData("https://user:password@api.cc.email/v3")]
    [InlineData("https://api.cc.email/v3?x=1")]
    [InlineData("api.cc.email/v3")]
    public void An_address_that_a_token_must_not_go_to_is_refused(string uri)
    {
        ScriptResult result = _host.Run(Connect, EmulatedAccount.Secure("x"), uri);

        Assert.Equal(ErrorCategory.InvalidArgument, result.FailedWith("CcInvalidValue").CategoryInfo.Category);
        Assert.DoesNotContain("password", result.Errors[0].Exception.Message, StringComparison.Ordinal);
        Assert.Empty(_host.Run("Get-CcConnection").Output);
    }

    [Theory]
    [InlineData("https://api.cc.email/v3")]
    [InlineData("http://localhost:1234/v3")]
    [InlineData("http://127.0.0.1:1234/v3")]
    [InlineData("http://[::1]:1234/v3")]
    public void Https_and_loopback_are_taken(string uri) =>
        Assert.Single(_host.Run(Connect, EmulatedAccount.Secure("x"), uri).Succeeded().Output);

    [Fact]
    public void A_token_with_a_line_break_is_refused_and_not_shown()
    {
        ScriptResult result = _host.Run(Connect, EmulatedAccount.Secure("abc\r\nX-Evil: 1"), "http://127.0.0.1:1/v3");

        Assert.DoesNotContain("abc", result.FailedWith("CcInvalidValue").Exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void The_environment_gives_token_and_address()
    {
        ScriptResult result = _host.Run(
            """
            $env:CONSTANTCONTACT_ACCESS_TOKEN = 'from-env'; $env:CONSTANTCONTACT_BASE_URL = 'http://127.0.0.1:4711/v3'
            try { Connect-CcAccount -FromEnvironment -PassThru } finally { $env:CONSTANTCONTACT_ACCESS_TOKEN = $null; $env:CONSTANTCONTACT_BASE_URL = $null }
            try { Connect-CcAccount -FromEnvironment } catch { $_.FullyQualifiedErrorId }
            """
        );

        Assert.Equal("http://127.0.0.1:4711/v3", result.Output[0].Properties["BaseUri"].Value.ToString());
        Assert.StartsWith("CcInvalidValue,", result.Output[1].ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void A_connection_belongs_to_its_runspace()
    {
        _host.Run(Connect, EmulatedAccount.Secure("x"), "http://127.0.0.1:1/v3").Succeeded();
        using ModuleHost other = ModuleHost.Open();

        Assert.Empty(other.Run("Get-CcConnection").Succeeded().Output);
        Assert.Single(_host.Run("Get-CcConnection").Succeeded().Output);
    }

    [Fact]
    public void Disconnecting_forgets_the_default()
    {
        _host.Run(Connect, EmulatedAccount.Secure("x"), "http://127.0.0.1:1/v3").Succeeded();

        Assert.Empty(_host.Run("Disconnect-CcAccount; Disconnect-CcAccount; Get-CcConnection").Succeeded().Output);
    }

    [Fact]
    public async Task A_given_connection_beats_the_default()
    {
        await using EmulatedAccount account = await EmulatedAccount.WithMembersAsync(3);

        ScriptResult result = account
            .Run(
                "param($token) $good = Get-CcConnection; Connect-CcAccount $token -BaseUri http://127.0.0.1:1/v3; Get-CcContact -Status all -Connection $good",
                EmulatedAccount.Secure("x")
            )
            .Succeeded();

        Assert.Equal(3, result.Output.Count);
    }

    [Fact]
    public async Task A_connection_can_be_used_from_parallel_runspaces()
    {
        await using EmulatedAccount account = await EmulatedAccount.WithMembersAsync(3);

        ScriptResult result = account
            .Run(
                "param($module) $c = Get-CcConnection; 1..4 | ForEach-Object -Parallel { Import-Module $using:module; Get-CcContact -Status all -Connection $using:c }",
                TestFiles.Manifest
            )
            .Succeeded();

        Assert.Equal(12, result.Output.Count);
    }
}
