using System.Globalization;

namespace ConstantContact.Core.Errors;

/// <summary>The sign-in was not completed in time.</summary>
public sealed class SignInTimeoutException : CcException
{
    private readonly string _remedy;

    private SignInTimeoutException(string message, string remedy, Exception? innerException = null)
        : base(message, innerException)
    {
        _remedy = remedy;
    }

    public override string ErrorId => "CcSignInTimeout";

    public override string RecommendedAction => _remedy;

    public override bool EndsTheRun => true;

    internal static SignInTimeoutException Browser(TimeSpan limit, Uri redirect) =>
        new(
            string.Format(
                CultureInfo.InvariantCulture,
                "The browser did not respond within {0:0} seconds.",
                limit.TotalSeconds
            ),
            $"Sign in again. If the browser showed an error about the redirect address, register {redirect} in the "
                + "developer portal exactly as written here, or give the registered address with -RedirectUri."
        );

    internal static SignInTimeoutException Device(Exception? innerException = null) =>
        new(
            "The device code expired before it was entered.",
            "Run Connect-CcAccount -DeviceCode again and enter the new code before it expires.",
            innerException
        );
}
