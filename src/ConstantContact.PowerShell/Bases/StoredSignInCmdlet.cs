using System.Collections;
using System.Management.Automation;
using ConstantContact.Core.Auth;
using ConstantContact.PowerShell.Completion;
using ConstantContact.PowerShell.Hosting;
using ConstantContact.PowerShell.Session;

namespace ConstantContact.PowerShell.Bases;

/// <summary>
/// A sign-in that can be renewed and therefore needs a place to be kept. Each parameter names its sets one by one:
/// PowerShell offers no attribute for "all sets but one", and ParameterAttribute is sealed.
/// </summary>
public abstract class StoredSignInCmdlet : AsyncCmdlet
{
    private protected const string EnvironmentSet = "Environment";
    private protected const string BrowserSet = "Browser";
    private protected const string DeviceSet = "DeviceCode";
    private protected const string CodeSet = "Code";
    private protected const string RefreshSet = "RefreshToken";
    private protected const string SavedSet = "Saved";

    private string? _tokenFile;

    private protected StoredSignInCmdlet() { }

    /// <summary>The name under which the connection is saved, or, with -Saved, found.</summary>
    [Parameter(ParameterSetName = EnvironmentSet)]
    [Parameter(ParameterSetName = BrowserSet)]
    [Parameter(ParameterSetName = DeviceSet)]
    [Parameter(ParameterSetName = CodeSet)]
    [Parameter(ParameterSetName = RefreshSet)]
    [Parameter(ParameterSetName = SavedSet)]
    [ForgetsConnection]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(ProfileNameCompleter))]
    public string? ProfileName { get; set; }

    /// <summary>Keeps the sign-in in a file: encrypted on Windows, readable only by its owner elsewhere.</summary>
    [Parameter(ParameterSetName = EnvironmentSet)]
    [Parameter(ParameterSetName = BrowserSet)]
    [Parameter(ParameterSetName = DeviceSet)]
    [Parameter(ParameterSetName = CodeSet)]
    [Parameter(ParameterSetName = RefreshSet)]
    [Parameter(ParameterSetName = SavedSet)]
    [ForgetsConnection]
    [ValidateNotNullOrEmpty]
    public string? TokenFile { get; set; }

    /// <summary>Keeps the sign-in in a vault of SecretManagement.</summary>
    [Parameter(ParameterSetName = EnvironmentSet)]
    [Parameter(ParameterSetName = BrowserSet)]
    [Parameter(ParameterSetName = DeviceSet)]
    [Parameter(ParameterSetName = CodeSet)]
    [Parameter(ParameterSetName = RefreshSet)]
    [Parameter(ParameterSetName = SavedSet)]
    [ForgetsConnection]
    [ValidateNotNullOrEmpty]
    public string? VaultName { get; set; }

    /// <summary>
    /// The name of the secret in the vault. The default is ConstantContact, or ConstantContact-PROFILE.
    /// </summary>
    [Parameter(ParameterSetName = EnvironmentSet)]
    [Parameter(ParameterSetName = BrowserSet)]
    [Parameter(ParameterSetName = DeviceSet)]
    [Parameter(ParameterSetName = CodeSet)]
    [Parameter(ParameterSetName = RefreshSet)]
    [Parameter(ParameterSetName = SavedSet)]
    [ForgetsConnection]
    [ValidateNotNullOrEmpty]
    public string? SecretName { get; set; }

    /// <summary>Keeps the sign-in with two script blocks: @{ Load = { … }; Save = { param($token) … } }.</summary>
    [Parameter(ParameterSetName = EnvironmentSet)]
    [Parameter(ParameterSetName = BrowserSet)]
    [Parameter(ParameterSetName = DeviceSet)]
    [Parameter(ParameterSetName = CodeSet)]
    [Parameter(ParameterSetName = RefreshSet)]
    [Parameter(ParameterSetName = SavedSet)]
    [ForgetsConnection]
    [ValidateNotNull]
    public IDictionary? TokenStore { get; set; }

    /// <summary>
    /// Declares that the application is registered with long-lived refresh tokens, which can be used without a store.
    /// </summary>
    [Parameter(ParameterSetName = EnvironmentSet)]
    [Parameter(ParameterSetName = BrowserSet)]
    [Parameter(ParameterSetName = DeviceSet)]
    [Parameter(ParameterSetName = CodeSet)]
    [Parameter(ParameterSetName = RefreshSet)]
    [Parameter(ParameterSetName = SavedSet)]
    public SwitchParameter LongLivedRefreshToken { get; set; }

    /// <summary>How long before its expiry an access token is renewed. The default is 5 minutes.</summary>
    [Parameter(ParameterSetName = EnvironmentSet)]
    [Parameter(ParameterSetName = BrowserSet)]
    [Parameter(ParameterSetName = DeviceSet)]
    [Parameter(ParameterSetName = CodeSet)]
    [Parameter(ParameterSetName = RefreshSet)]
    [Parameter(ParameterSetName = SavedSet)]
    [ForgetsConnection]
    public TimeSpan RenewBefore { get; set; } = TimeSpan.FromMinutes(5);

    private protected override void Prepare() =>
        _tokenFile = TokenFile is null ? null : GetUnresolvedProviderPathFromPSPath(TokenFile);

    // Script blocks are bound to their runspace, which only the pipeline thread has.
    private protected Task<StoreChoice> ChoiceAsync(CmdletOutput output) =>
        output.OnPipelineThreadAsync(() => StoreChoice.Of(_tokenFile, VaultName, SecretName, TokenStore, ProfileName));

    private protected CustodyOptions Custody(string? seed, bool longLived) =>
        new()
        {
            RenewBefore = RenewBefore,
            LongLivedRefreshToken = longLived,
            Seed = seed,
        };
}
