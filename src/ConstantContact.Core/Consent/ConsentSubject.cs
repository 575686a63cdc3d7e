using System.Globalization;
using ConstantContact.Core.Contacts;

namespace ConstantContact.Core.Consent;

/// <summary>Whom it would be done to: what counts of a contact where consent is concerned.</summary>
public sealed record ConsentSubject
{
    /// <summary>What a person would call the contact.</summary>
    public required string Name { get; init; }

    /// <summary>False: nobody has the address, not even a deleted contact.</summary>
    public bool Exists { get; init; } = true;

    public bool IsDeleted { get; init; }

    /// <summary>As <c>YYYY-MM-DD</c>.</summary>
    public string? DeletedOn { get; init; }

    public string? Permission { get; init; }

    public string? OptedOutOn { get; init; }

    /// <summary>True for somebody who left by SMS, and who need not have left by e-mail.</summary>
    public bool LeftBySms { get; init; }

    public bool IsUnsubscribed => Permission == ConsentStatus.Unsubscribed;

    public static ConsentSubject Of(Contact contact) => new()
    {
        Name = contact.ToString(),
        IsDeleted = contact.IsDeleted,
        DeletedOn = Day(contact.DeletedAt),
        Permission = contact.PermissionToSend,
        OptedOutOn = Day(contact.OptOutDate),
        LeftBySms = contact.LeftBySms,
    };

    public static ConsentSubject Nobody(string name) => new() { Name = name, Exists = false };

    /// <summary>
    /// Of whom nothing is known but that the service lists them under this status: taken for the worst that such a contact
    /// may be. The service lists whoever was deleted after unsubscribing as deleted alone.
    /// </summary>
    public static ConsentSubject Listed(string status) => new()
    {
        Name = status,
        IsDeleted = status == ConsentStatus.Deleted,
        Permission = status == ConsentStatus.SmsUnsubscribed ? "implicit" : ConsentStatus.Unsubscribed,
        LeftBySms = status == ConsentStatus.SmsUnsubscribed,
    };

    private static string? Day(DateTimeOffset? moment) => moment?.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
}
