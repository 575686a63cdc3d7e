namespace ConstantContact.Core.Auth;

/// <summary>Who signs in, and for what.</summary>
public sealed class SignInWish
{
    /// <summary>Without it the service gives no refresh token (developer guides).</summary>
    public const string OfflineAccess = "offline_access";

    public SignInWish(AppCredentials app, IEnumerable<string> scopes, bool mustLast)
    {
        App = app;
        MustLast = mustLast;
        Scope = string.Join(" ", (mustLast ? scopes.Append(OfflineAccess) : scopes).Distinct(StringComparer.Ordinal));
    }

    public AppCredentials App { get; }

    /// <summary>True where it is to be stored: then there must be a refresh token.</summary>
    public bool MustLast { get; }

    /// <summary>Separated by blanks.</summary>
    public string Scope { get; }
}
