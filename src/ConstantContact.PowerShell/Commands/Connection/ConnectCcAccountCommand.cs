using System;
using System.Management.Automation;
using System.Net;
using System.Security;
using System.Threading;
using System.Threading.Tasks;
using ConstantContact.Core.Errors;
using ConstantContact.Core.Http;
using ConstantContact.Core.Resilience;
using ConstantContact.Core.Storage;
using ConstantContact.PowerShell.Binding;
using ConstantContact.PowerShell.Hosting;
using ConstantContact.PowerShell.Session;

namespace ConstantContact.PowerShell.Commands.Connection;

/// <summary>Makes a connection this runspace's default. Sends nothing: a wrong token shows at the first request.</summary>
[Cmdlet(VerbsCommunications.Connect, "CcAccount", DefaultParameterSetName = TokenSet)]
[OutputType(typeof(CcConnection))]
public sealed class ConnectCcAccountCommand : AsyncCmdlet
{
    private const string TokenSet = "Token";
    private const string EnvironmentSet = "Environment";
    private const string TokenVariable = "CONSTANTCONTACT_ACCESS_TOKEN";
    private const string BaseUriVariable = "CONSTANTCONTACT_BASE_URL";
    private static readonly Uri Production = new("https://api.cc.email/v3");

    /// <summary>An OAuth access token, without "Bearer".</summary>
    [Parameter(Mandatory = true, Position = 0, ParameterSetName = TokenSet)]
    public SecureString AccessToken { get; set; } = null!;

    /// <summary>Takes the token from CONSTANTCONTACT_ACCESS_TOKEN and, if set, the address from CONSTANTCONTACT_BASE_URL.</summary>
    [Parameter(Mandatory = true, ParameterSetName = EnvironmentSet)]
    public SwitchParameter FromEnvironment { get; set; }

    /// <summary>Where the API is, with its version: https://api.cc.email/v3 unless given.</summary>
    [Parameter]
    [ValidateNotNull]
    public Uri? BaseUri { get; set; }

    /// <summary>Requests per second that this account's agreement allows; 4 unless given.</summary>
    [Parameter]
    [ValidateRange(1, 1000)]
    public int RequestsPerSecond { get; set; } = 4;

    /// <summary>Requests per day that this account's agreement allows; 10,000 unless given.</summary>
    [Parameter]
    [ValidateRange(1L, 1_000_000_000_000L)]
    public long RequestsPerDay { get; set; } = 10_000;

    /// <summary>The proxy to use instead of the system's.</summary>
    [Parameter]
    [ValidateNotNull]
    public Uri? Proxy { get; set; }

    /// <summary>Credentials for the proxy.</summary>
    [Parameter]
    [ValidateNotNull]
    [Credential]
    public PSCredential? ProxyCredential { get; set; }

    /// <summary>The present user's credentials for the proxy.</summary>
    [Parameter]
    public SwitchParameter ProxyUseDefaultCredentials { get; set; }

    /// <summary>Straight to the service, past the system's proxy.</summary>
    [Parameter]
    public SwitchParameter NoProxy { get; set; }

    [Parameter]
    public SwitchParameter PassThru { get; set; }

    private protected override object? ErrorTarget => BaseUri;

    // A script that goes on without a connection would report every later line instead of this one.
    private protected override bool EveryErrorEndsTheRun => true;

    private protected override async Task ProcessRecordAsync(CmdletOutput output, CancellationToken cancellationToken)
    {
        CcConnection connection = CcConnection.Create(ReadOptions(), ReadToken());
        await output.OnPipelineThreadAsync(() => ConnectionStore.Set(connection)).ConfigureAwait(false);
        output.WriteVerbose($"Connected to {connection}.");
        if (PassThru)
        {
            await output.WriteObjectAsync(connection).ConfigureAwait(false);
        }
    }

    private ApiClientOptions ReadOptions()
    {
        ProxyChoice proxy = ProxyChoice.Read(Proxy, ProxyCredential, ProxyUseDefaultCredentials, NoProxy);
        return new ApiClientOptions
        {
            BaseUri = ReadBaseUri(),
            RequestsPerSecond = RequestsPerSecond,
            RequestsPerDay = RequestsPerDay,
            Allowances = MachineAllowances.In(DataFolder.Current),
            UseProxy = proxy.UseProxy,
            Proxy = proxy.Proxy,
            DefaultProxyCredentials = proxy.SystemCredentials,
        };
    }

    private Uri ReadBaseUri()
    {
        if (BaseUri is not null)
        {
            return BaseUri;
        }

        string? fromEnvironment = FromEnvironment ? Environment.GetEnvironmentVariable(BaseUriVariable) : null;
        return string.IsNullOrWhiteSpace(fromEnvironment) ? Production
            : Uri.TryCreate(fromEnvironment!.Trim(), UriKind.Absolute, out Uri? uri) ? uri
            : throw InvalidInputException.Value(BaseUriVariable, fromEnvironment, "it is not an absolute address.", "Set it to an address such as https://api.cc.email/v3.");
    }

    private string ReadToken()
    {
        string token = FromEnvironment
            ? Environment.GetEnvironmentVariable(TokenVariable) ?? ""
            : new NetworkCredential("", AccessToken).Password;
        if (string.IsNullOrWhiteSpace(token))
        {
            throw InvalidInputException.Value(
                FromEnvironment ? TokenVariable : "The access token",
                value: null,
                "it is empty.",
                FromEnvironment ? "Set the environment variable to an OAuth access token." : "Give an OAuth access token, for instance by Read-Host -AsSecureString.");
        }

        return token;
    }
}
