using System.Management.Automation;
using System.Security;
using ConstantContact.Core.Api;
using ConstantContact.Core.Auth;
using ConstantContact.Core.Errors;
using ConstantContact.Core.Http;
using ConstantContact.Core.Resilience;
using ConstantContact.Core.Storage;
using ConstantContact.PowerShell.Bases;
using ConstantContact.PowerShell.Binding;
using ConstantContact.PowerShell.Completion;
using ConstantContact.PowerShell.Driving;
using ConstantContact.PowerShell.Hosting;
using ConstantContact.PowerShell.Session;

namespace ConstantContact.PowerShell.Commands.Connection;

/// <summary>
/// Creates the default connection of this runspace. Signs in if the parameters involve a person or a code. Otherwise,
/// it sends nothing, and a wrong token causes an error in the first request.
/// </summary>
[Cmdlet(VerbsCommunications.Connect, "CcAccount", DefaultParameterSetName = TokenSet)]
[OutputType(typeof(CcConnection))]
public sealed class ConnectCcAccountCommand : StoredSignInCmdlet
{
    private const string TokenSet = "Token";

    private bool _isUnattended;

    /// <summary>An OAuth access token, without "Bearer".</summary>
    [Parameter(Mandatory = true, Position = 0, ParameterSetName = TokenSet)]
    [ForgetsConnection]
    public SecureString AccessToken { get; set; } = null!;

    /// <summary>
    /// Uses the available variables of CONSTANTCONTACT_CLIENT_ID, _CLIENT_SECRET, _REFRESH_TOKEN, _ACCESS_TOKEN,
    /// _BASE_URL and _AUTH_URL.
    /// </summary>
    [Parameter(Mandatory = true, ParameterSetName = EnvironmentSet)]
    public SwitchParameter FromEnvironment { get; set; }

    /// <summary>Signs in through a browser on this machine.</summary>
    [Parameter(Mandatory = true, ParameterSetName = BrowserSet)]
    public SwitchParameter Browser { get; set; }

    /// <summary>Signs in with a code that the user enters in a browser on any machine.</summary>
    [Parameter(Mandatory = true, ParameterSetName = DeviceSet)]
    public SwitchParameter DeviceCode { get; set; }

    /// <summary>An authorization code that was obtained in another way.</summary>
    [Parameter(Mandatory = true, ParameterSetName = CodeSet)]
    [ForgetsConnection]
    public SecureString Code { get; set; } = null!;

    /// <summary>A refresh token. With a store, it is the initial token of the stored sign-in.</summary>
    [Parameter(Mandatory = true, ParameterSetName = RefreshSet)]
    [ForgetsConnection]
    public SecureString RefreshToken { get; set; } = null!;

    /// <summary>
    /// Reuses a saved sign-in: the one of -ProfileName, or the one in the store that the parameters name.
    /// </summary>
    [Parameter(Mandatory = true, ParameterSetName = SavedSet)]
    public SwitchParameter Saved { get; set; }

    /// <summary>The application's client id, which the developer portal calls the API key.</summary>
    [Parameter(ParameterSetName = BrowserSet)]
    [Parameter(ParameterSetName = DeviceSet)]
    [Parameter(ParameterSetName = CodeSet)]
    [Parameter(ParameterSetName = RefreshSet)]
    [ForgetsConnection]
    [ValidateNotNullOrEmpty]
    public string? ClientId { get; set; }

    /// <summary>The application's secret, if it has one.</summary>
    [Parameter(ParameterSetName = BrowserSet)]
    [Parameter(ParameterSetName = DeviceSet)]
    [Parameter(ParameterSetName = CodeSet)]
    [Parameter(ParameterSetName = RefreshSet)]
    [ForgetsConnection]
    [ValidateNotNull]
    public SecureString? ClientSecret { get; set; }

    /// <summary>Client id and client secret in one credential.</summary>
    [Parameter(ParameterSetName = BrowserSet)]
    [Parameter(ParameterSetName = DeviceSet)]
    [Parameter(ParameterSetName = CodeSet)]
    [Parameter(ParameterSetName = RefreshSet)]
    [ForgetsConnection]
    [ValidateNotNull]
    public PSCredential? ClientCredential { get; set; }

    /// <summary>The permissions of the connection. The default is contact_data and account_read.</summary>
    [Parameter(ParameterSetName = BrowserSet)]
    [Parameter(ParameterSetName = DeviceSet)]
    [ForgetsConnection]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(ScopeCompleter))]
    public string[] Scope { get; set; } = ["contact_data", "account_read"];

    /// <summary>The address to which the browser returns, exactly as registered for the application.</summary>
    [Parameter(ParameterSetName = BrowserSet)]
    [Parameter(ParameterSetName = CodeSet)]
    [ForgetsConnection]
    [ValidateNotNull]
    public Uri? RedirectUri { get; set; }

    /// <summary>The PKCE verifier of the request for the code.</summary>
    [Parameter(ParameterSetName = CodeSet)]
    [ForgetsConnection]
    [ValidateNotNull]
    public SecureString? CodeVerifier { get; set; }

    /// <summary>Shows the address instead of opening it in a browser.</summary>
    [Parameter(ParameterSetName = BrowserSet)]
    public SwitchParameter NoBrowser { get; set; }

    /// <summary>The time in which the person must sign in.</summary>
    [Parameter(ParameterSetName = BrowserSet)]
    [ForgetsConnection]
    [ValidateRange(5, 3600)]
    public int TimeoutSeconds { get; set; } = 300;

    /// <summary>
    /// The authorization server, for use with the emulator. The default is
    /// https://authz.constantcontact.com/oauth2/default/v1.
    /// </summary>
    [Parameter(ParameterSetName = EnvironmentSet)]
    [Parameter(ParameterSetName = BrowserSet)]
    [Parameter(ParameterSetName = DeviceSet)]
    [Parameter(ParameterSetName = CodeSet)]
    [Parameter(ParameterSetName = RefreshSet)]
    [ForgetsConnection]
    [ValidateNotNull]
    public Uri? AuthUri { get; set; }

    /// <summary>The address of the API with its version. The default is https://api.cc.email/v3.</summary>
    [Parameter]
    [ForgetsConnection]
    [ValidateNotNull]
    public Uri? BaseUri { get; set; }

    /// <summary>The requests per second that the account's agreement allows. The default is 4.</summary>
    [Parameter]
    [ForgetsConnection]
    [ValidateRange(1, 1000)]
    public int RequestsPerSecond { get; set; } = 4;

    /// <summary>The requests per day that the account's agreement allows. The default is 10,000.</summary>
    [Parameter]
    [ForgetsConnection]
    [ValidateRange(1L, 1_000_000_000_000L)]
    public long RequestsPerDay { get; set; } = 10_000;

    /// <summary>The proxy to use instead of the system's proxy.</summary>
    [Parameter]
    [ForgetsConnection]
    [ValidateNotNull]
    public Uri? Proxy { get; set; }

    /// <summary>Credentials for the proxy.</summary>
    [Parameter]
    [ForgetsConnection]
    [ValidateNotNull]
    [Credential]
    public PSCredential? ProxyCredential { get; set; }

    /// <summary>Uses the current user's credentials for the proxy.</summary>
    [Parameter]
    public SwitchParameter ProxyUseDefaultCredentials { get; set; }

    /// <summary>Connects directly to the service, without the system's proxy.</summary>
    [Parameter]
    public SwitchParameter NoProxy { get; set; }

    [Parameter]
    public SwitchParameter PassThru { get; set; }

    private protected override object? ErrorTarget => BaseUri;

    // If a script continued without a connection, every later line would report an error instead of this one.
    private protected override bool EveryErrorEndsTheRun => true;

    private protected override void Prepare()
    {
        // Whatever becomes of this: the commands after it must not write to the account before.
        ConnectionStore.Remove();
        _isUnattended = UnattendedSession.Is(Host);
        base.Prepare();
    }

    private protected override async Task ProcessRecordAsync(CmdletOutput output, CancellationToken cancellationToken)
    {
        var connection = ParameterSetName switch
        {
            TokenSet => CcConnection.Create(
                ApiOptions(ApiUri()),
                new StaticTokenSource(SecretText.Read(AccessToken, "The access token"))
            ),
            EnvironmentSet => await FromEnvironmentAsync(output, cancellationToken).ConfigureAwait(false),
            SavedSet => await FromStoreAsync(output, cancellationToken).ConfigureAwait(false),
            _ => await SignInAsync(output, cancellationToken).ConfigureAwait(false),
        };
        NotifyingTokens.Pass(connection.Tokens, output);
        if (!ApiClientOptions.HasVersion(connection.BaseUri))
        {
            output.WriteWarning(
                $"The address {connection.BaseUri} does not end with a version of the API, such as /v3. "
                    + "Test-CcConnection checks it."
            );
        }

        await output.OnPipelineThreadAsync(() => ConnectionStore.Set(connection)).ConfigureAwait(false);
        output.WriteVerbose($"Connected to {connection}; the sign-in is stored in: {connection.Store}.");
        if (PassThru)
        {
            await output.WriteObjectAsync(connection).ConfigureAwait(false);
        }
    }

    private async Task<CcConnection> FromEnvironmentAsync(CmdletOutput output, CancellationToken cancellationToken)
    {
        var settings = new EnvironmentSettings();
        var choice = await ChoiceAsync(output).ConfigureAwait(false);
        var canRefresh = settings.RefreshToken is not null && (LongLivedRefreshToken || settings.AccessToken is null);
        if (settings.App is { } app && (canRefresh || choice.IsNamed))
        {
            return await SignInWith(app, EnvironmentSettings.AuthUri, choice, settings.RefreshToken)
                .OpenAsync(cancellationToken)
                .ConfigureAwait(false);
        }

        if (settings.AccessToken is { } access && !choice.IsNamed)
        {
            if (settings.RefreshToken is not null)
            {
                output.WriteVerbose(
                    "Only the access token is used, because a rotating refresh token would be lost without a store."
                );
            }

            return CcConnection.Create(ApiOptions(ApiUri()), new StaticTokenSource(access));
        }

        throw InvalidInputException.Value(
            choice.IsNamed || settings.RefreshToken is not null
                ? EnvironmentSettings.ClientIdVariable
                : EnvironmentSettings.AccessTokenVariable,
            value: null,
            "it is empty.",
            $"Set {EnvironmentSettings.ClientIdVariable} and {EnvironmentSettings.RefreshTokenVariable} (with a "
                + $"store), or {EnvironmentSettings.AccessTokenVariable} alone."
        );
    }

    private async Task<CcConnection> FromStoreAsync(CmdletOutput output, CancellationToken cancellationToken)
    {
        if (TokenFile is null && VaultName is null && TokenStore is null)
        {
            var profile = ConnectionProfile.Load(ProfileName ?? ConnectionProfile.DefaultName);
            var saved = new AccountSignIn(
                ApiOptions(BaseUri ?? profile.BaseUri),
                profile.AuthUri,
                new AppCredentials(profile.ClientId, clientSecret: null),
                StoreChoice.Of(profile),
                Custody(seed: null, LongLivedRefreshToken || profile.LongLivedRefreshToken),
                profile.Name,
                isSaved: true
            );
            return await saved.OpenAsync(cancellationToken).ConfigureAwait(false);
        }

        // A store that this module wrote names its client.
        var choice = await ChoiceAsync(output).ConfigureAwait(false);
        var stored =
            await RefreshingTokenSource.PeekAsync(choice.Store, cancellationToken).ConfigureAwait(false)
            ?? throw TokenStoreException.Empty(choice.Store.Description);
        return await SignInWith(
                new AppCredentials(stored.ClientId!, clientSecret: null),
                stored.AuthUri,
                choice,
                seed: null
            )
            .OpenAsync(cancellationToken)
            .ConfigureAwait(false);
    }

    private async Task<CcConnection> SignInAsync(CmdletOutput output, CancellationToken cancellationToken)
    {
        if (_isUnattended && (Browser || DeviceCode))
        {
            throw PersonNeededException.For(Browser ? "Signing in through a browser" : "Signing in with a device code");
        }

        var choice = await ChoiceAsync(output).ConfigureAwait(false);
        var seed = ParameterSetName == RefreshSet ? SecretText.Read(RefreshToken, "The refresh token") : null;
        var signIn = SignInWith(AppParameters.Read(ClientId, ClientSecret, ClientCredential), AuthUri, choice, seed);
        var prompt = new SignInPrompt(output, NoBrowser);
        var redirect = RedirectUri ?? SignInFlows.DefaultRedirectUri;
        switch (ParameterSetName)
        {
            case RefreshSet:
                return await signIn.OpenAsync(cancellationToken).ConfigureAwait(false);
            case CodeSet:
                var verifier = CodeVerifier is null ? null : SecretText.Read(CodeVerifier, "The code verifier");
                await SignInFlows
                    .CodeAsync(
                        signIn.OAuth,
                        signIn.RequestFor(Scope),
                        SecretText.Read(Code, "The code"),
                        redirect,
                        verifier,
                        signIn.Tokens,
                        cancellationToken
                    )
                    .ConfigureAwait(false);
                break;
            case DeviceSet:
                await SignInFlows
                    .DeviceAsync(signIn.OAuth, signIn.RequestFor(Scope), prompt.Show, signIn.Tokens, cancellationToken)
                    .ConfigureAwait(false);
                break;
            default:
                await SignInFlows
                    .BrowserAsync(
                        signIn.OAuth,
                        signIn.RequestFor(Scope),
                        redirect,
                        TimeSpan.FromSeconds(TimeoutSeconds),
                        prompt.OpenAsync,
                        signIn.Tokens,
                        cancellationToken
                    )
                    .ConfigureAwait(false);
                break;
        }

        return signIn.Finish();
    }

    private AccountSignIn SignInWith(AppCredentials app, Uri? authUri, StoreChoice choice, string? seed) =>
        new(
            ApiOptions(ApiUri()),
            AuthUri ?? authUri ?? OAuthClient.DefaultAuthUri,
            app,
            choice,
            Custody(seed, LongLivedRefreshToken),
            ProfileName
        );

    private ApiClientOptions ApiOptions(Uri baseUri)
    {
        var proxy = ProxyChoice.Read(Proxy, ProxyCredential, ProxyUseDefaultCredentials, NoProxy);
        return new ApiClientOptions
        {
            BaseUri = baseUri,
            RequestsPerSecond = RequestsPerSecond,
            RequestsPerDay = RequestsPerDay,
            Allowances = MachineAllowances.In(DataFolder.Current),
            PrivilegesRequest = AccountApi.UserPrivileges(),
            UseProxy = proxy.UseProxy,
            Proxy = proxy.Proxy,
            DefaultProxyCredentials = proxy.SystemCredentials,
        };
    }

    private Uri ApiUri() =>
        BaseUri ?? (FromEnvironment ? EnvironmentSettings.BaseUri : null) ?? new ApiClientOptions().BaseUri;
}
