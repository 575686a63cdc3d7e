namespace ConstantContact.Core.Auth;

/// <summary>The application that signs in, and the scopes it requests.</summary>
public sealed class SignInRequest
{
    /// <summary>Required for a refresh token (developer guides).</summary>
    public const string OfflineAccess = "offline_access";

    public SignInRequest(AppCredentials app, IEnumerable<string> scopes, bool mustLast)
    {
        App = app;
        MustLast = mustLast;
        Scope = string.Join(" ", (mustLast ? scopes.Append(OfflineAccess) : scopes).Distinct(StringComparer.Ordinal));
    }

    public AppCredentials App { get; }

    /// <summary>True if the sign-in will be stored. It must then include a refresh token.</summary>
    public bool MustLast { get; }

    /// <summary>Separated by blanks.</summary>
    public string Scope { get; }
}
