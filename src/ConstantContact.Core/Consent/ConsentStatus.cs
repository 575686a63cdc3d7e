namespace ConstantContact.Core.Consent;

/// <summary>
/// States under which the service lists contacts that a bulk job must not change without a switch. Reports use them as
/// reasons.
/// </summary>
public static class ConsentStatus
{
    public const string Deleted = "deleted";

    public const string Unsubscribed = "unsubscribed";

    /// <summary>A state of the SMS channel, not of the contact.</summary>
    public const string SmsUnsubscribed = "sms_unsubscribed";
}
