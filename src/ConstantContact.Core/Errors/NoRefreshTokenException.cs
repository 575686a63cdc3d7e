namespace ConstantContact.Core.Errors;

/// <summary>The user asked for a lasting sign-in, but the answer has no refresh token.</summary>
public sealed class NoRefreshTokenException : CcException
{
    internal NoRefreshTokenException(string scopes)
        : base(
            "The authorization server returned no refresh token, so there is nothing to store. Scopes granted: "
                + $"{scopes}."
        ) { }

    public override string ErrorId => "CcNoRefreshToken";

    public override string RecommendedAction =>
        "Request the scope offline_access, and allow refresh tokens for the application in the developer portal.";

    public override bool EndsTheRun => true;
}
