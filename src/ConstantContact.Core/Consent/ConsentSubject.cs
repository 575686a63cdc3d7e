using System.Globalization;
using ConstantContact.Core.Contacts;

namespace ConstantContact.Core.Consent;

/// <summary>The contact of an operation, reduced to the facts that matter for consent.</summary>
public sealed record ConsentSubject
{
    /// <summary>The contact as shown to users.</summary>
    public required string Name { get; init; }

    public bool IsDeleted { get; init; }

    /// <summary>As <c>YYYY-MM-DD</c>.</summary>
    public string? DeletedOn { get; init; }

    public string? Permission { get; init; }

    public string? OptedOutOn { get; init; }

    /// <summary>True if the contact opted out of SMS, which does not mean that they opted out of e-mail.</summary>
    public bool OptedOutOfSms { get; init; }

    public bool IsUnsubscribed => Permission == ConsentStatus.Unsubscribed;

    public static ConsentSubject Of(Contact contact) =>
        new()
        {
            Name = contact.ToString(),
            IsDeleted = contact.IsDeleted,
            DeletedOn = Day(contact.DeletedAt),
            Permission = contact.PermissionToSend,
            OptedOutOn = Day(contact.OptOutDate),
            OptedOutOfSms = contact.OptedOutOfSms,
        };

    public static ConsentSubject NewContact(string name) => new() { Name = name };

    /// <summary>
    /// A contact of which only the listed state is known. The worst case for this state is assumed. The service lists a
    /// contact that was deleted after unsubscribing only as deleted.
    /// </summary>
    public static ConsentSubject Listed(string status) =>
        new()
        {
            Name = status,
            IsDeleted = status == ConsentStatus.Deleted,
            Permission = status == ConsentStatus.SmsUnsubscribed ? "implicit" : ConsentStatus.Unsubscribed,
            OptedOutOfSms = status == ConsentStatus.SmsUnsubscribed,
        };

    private static string? Day(DateTimeOffset? moment) => moment?.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
}
