using ConstantContact.Core.Auth;
using ConstantContact.Core.Errors;
using ConstantContact.Core.Http;

namespace ConstantContact.PowerShell.Session;

/// <summary>A sign-in under way: application, authorization server and store, which become a connection.</summary>
internal sealed class AccountSignIn
{
    private readonly ApiClientOptions _options;
    private readonly StoreChoice _choice;
    private readonly CustodyOptions _custody;
    private readonly string? _profileName;
    private readonly bool _isSaved;

    /// <param name="options">Of the API's client; proxy and time limit hold for the authorization server too.</param>
    /// <param name="authUri">The authorization server.</param>
    /// <param name="app">The application.</param>
    /// <param name="choice">The store.</param>
    /// <param name="custody">How the sign-in is looked after.</param>
    /// <param name="profileName">The name to save it under; null for none.</param>
    /// <param name="isSaved">It is there under that name already.</param>
    internal AccountSignIn(ApiClientOptions options, Uri authUri, AppCredentials app, StoreChoice choice, CustodyOptions custody, string? profileName, bool isSaved = false)
    {
        if (profileName is not null && !choice.CanBeSaved)
        {
            throw InvalidInputException.Value(
                "ProfileName", profileName, "a profile cannot save a store of script blocks.", "Omit -ProfileName and give -TokenStore each time, or use -TokenFile or -VaultName.");
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

    /// <summary>offline_access is asked for wherever a store is named: without it there is nothing to store.</summary>
    internal SignInWish WishFor(string[] scopes) => new(App, scopes, _choice.IsNamed);

    /// <summary>Goes on with what is stored or was handed over. Sends nothing.</summary>
    internal async Task<CcConnection> OpenAsync(CancellationToken cancellationToken) =>
        await Tokens.OpenAsync(cancellationToken).ConfigureAwait(false) ? Finish() : throw TokenStoreException.Empty(_choice.Store.Description);

    /// <summary>The sign-in is done and stored.</summary>
    internal CcConnection Finish()
    {
        CcConnection connection = CcConnection.Create(_options, Tokens);
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
