using ConstantContact.Core.Auth;
using ConstantContact.Core.Errors;
using ConstantContact.Core.Http;

namespace ConstantContact.PowerShell.Session;

/// <summary>A sign-in in progress: application, authorization server and store. It becomes a connection.</summary>
internal sealed class AccountSignIn
{
    private readonly ApiClientOptions _options;
    private readonly StoreChoice _choice;
    private readonly CustodyOptions _custody;
    private readonly string? _profileName;
    private readonly bool _isSaved;

    /// <param name="options">
    /// The options of the API client. Proxy and time limit also apply to the authorization server.
    /// </param>
    /// <param name="authUri">The authorization server.</param>
    /// <param name="app">The application.</param>
    /// <param name="choice">The store.</param>
    /// <param name="custody">How the sign-in is kept and renewed.</param>
    /// <param name="profileName">The name of the profile to save; null for none.</param>
    /// <param name="isSaved">Whether the profile already exists.</param>
    internal AccountSignIn(
        ApiClientOptions options,
        Uri authUri,
        AppCredentials app,
        StoreChoice choice,
        CustodyOptions custody,
        string? profileName,
        bool isSaved = false
    )
    {
        if (profileName is not null && !choice.CanBeSaved)
        {
            throw InvalidInputException.Value(
                "ProfileName",
                profileName,
                "a profile cannot save a store of script blocks.",
                "Omit -ProfileName and give -TokenStore each time, or use -TokenFile or -VaultName."
            );
        }

        _options = options;
        _choice = choice;
        _custody = custody;
        _profileName = profileName is null ? null : ConnectionProfile.Checked(profileName);
        _isSaved = isSaved;
        App = app;
        OAuth = new OAuthClient(authUri, options, TimeProvider.System);
        Tokens = new RefreshingTokenSource(OAuth, app, choice.Store, custody);
    }

    internal AppCredentials App { get; }

    internal OAuthClient OAuth { get; }

    internal RefreshingTokenSource Tokens { get; }

    /// <summary>Requests offline_access if a store is named. Without it, there is nothing to store.</summary>
    internal SignInRequest RequestFor(string[] scopes) => new(App, scopes, _choice.IsNamed);

    /// <summary>Continues a stored sign-in, or one with tokens from the user. Sends nothing.</summary>
    internal async Task<CcConnection> OpenAsync(CancellationToken cancellationToken) =>
        await Tokens.OpenAsync(cancellationToken).ConfigureAwait(false)
            ? Finish()
            : throw TokenStoreException.Empty(_choice.Store.Description);

    /// <summary>Called when the sign-in is complete and stored.</summary>
    internal CcConnection Finish()
    {
        var connection = CcConnection.Create(_options, Tokens);
        if (_profileName is not null && !_isSaved)
        {
            new ConnectionProfile
            {
                Name = _profileName,
                ClientId = App.ClientId,
                AuthUri = OAuth.AuthUri,
                BaseUri = _options.BaseUri,
                TokenFile = _choice.TokenFile,
                VaultName = _choice.VaultName,
                SecretName = _choice.SecretName,
                LongLivedRefreshToken = _custody.LongLivedRefreshToken,
            }.Save();
        }

        connection.ProfileName = _profileName;
        return connection;
    }
}
