using System.Text.Json.Nodes;
using ConstantContact.Core.Base;
using ConstantContact.Core.Json;

namespace ConstantContact.Core.Contacts;

/// <summary>
/// A contact as returned by the service. It keeps the original JSON and adds typed accessors, so that members unknown
/// to this module are preserved. An accessor returns null for a value that it cannot read. The document itself is never
/// changed.
/// </summary>
public sealed class Contact
{
    private readonly JsonObject _json;
    private readonly ContactNames _names;

    /// <param name="json">The document.</param>
    /// <param name="names">The names of its ids. Null to show ids.</param>
    public Contact(JsonObject json, ContactNames? names = null)
    {
        _json = json ?? throw new ArgumentNullException(nameof(json));
        _names = names ?? ContactNames.None;
    }

    public string? ContactId => _json.Text(ContactMembers.ContactId);

    /// <summary>The address in its stored spelling. Null for a contact that has only an SMS number.</summary>
    public string? EmailAddress => Email?.Text(ContactMembers.Address);

    /// <summary>
    /// <c>explicit</c>, <c>implicit</c>, <c>not_set</c>, <c>pending_confirmation</c>, <c>temp_hold</c> or
    /// <c>unsubscribed</c>.
    /// </summary>
    public string? PermissionToSend => Email?.Text(ContactMembers.PermissionToSend);

    /// <summary>First and last name, or the company if there is neither. One line, for display.</summary>
    public string Name => ShownText.Line(PersonName is { Length: > 0 } name ? name : CompanyName ?? string.Empty);

    /// <summary>
    /// <c>deleted</c>, or the permission. Deleted is not a permission, but it is the most important fact about a
    /// deleted contact.
    /// </summary>
    public string State =>
        IsDeleted ? "deleted"
        : PermissionToSend is { } permission ? ShownText.Line(permission)
        : "(no e-mail)";

    public string? FirstName => _json.Text(ContactMembers.FirstName);

    public string? LastName => _json.Text(ContactMembers.LastName);

    public string? JobTitle => _json.Text(ContactMembers.JobTitle);

    public string? CompanyName => _json.Text(ContactMembers.CompanyName);

    public int? BirthdayMonth => _json.Integer(ContactMembers.BirthdayMonth);

    public int? BirthdayDay => _json.Integer(ContactMembers.BirthdayDay);

    public string? Anniversary => _json.Text(ContactMembers.Anniversary);

    public IReadOnlyList<ContactFieldValue> CustomFields =>
        JoinedList.Of(
            _json
                .Entries(ContactMembers.CustomFields)
                .Select(e =>
                    ContactFieldValue.Of(
                        e.Text(ContactMembers.CustomFieldId),
                        e.Text(ContactMembers.Value),
                        JoinedList.Of(e.Texts(ContactMembers.ChoiceIds)),
                        _names.Field(e.Text(ContactMembers.CustomFieldId))
                    )
                )
        );

    public IReadOnlyList<ContactPhone> PhoneNumbers =>
        JoinedList.Of(
            _json
                .Entries(ContactMembers.PhoneNumbers)
                .Select(e => new ContactPhone(e.Text(ContactMembers.Kind), e.Text(ContactMembers.PhoneNumber)))
        );

    public IReadOnlyList<ContactAddress> StreetAddresses =>
        JoinedList.Of(
            _json
                .Entries(ContactMembers.StreetAddresses)
                .Select(e => new ContactAddress(
                    e.Text(ContactMembers.Kind),
                    e.Text("street"),
                    e.Text("city"),
                    e.Text("state"),
                    e.Text("postal_code"),
                    e.Text("country")
                ))
        );

    /// <summary>The contact's lists, by name.</summary>
    public IReadOnlyList<NamedId> Lists =>
        JoinedList.Of(_json.Texts(ContactMembers.ListMemberships).Select(_names.List));

    /// <summary>The contact's tags, by name.</summary>
    public IReadOnlyList<NamedId> Tags => JoinedList.Of(_json.Texts(ContactMembers.Taggings).Select(_names.Tag));

    /// <summary>Ids of the lists that the contact is on.</summary>
    public IReadOnlyList<string> ListMemberships => JoinedList.Of(_json.Texts(ContactMembers.ListMemberships));

    /// <summary>Ids of the contact's tags.</summary>
    public IReadOnlyList<string> Taggings => JoinedList.Of(_json.Texts(ContactMembers.Taggings));

    public IReadOnlyList<ContactNote> Notes =>
        JoinedList.Of(
            _json
                .Entries(ContactMembers.Notes)
                .Select(e => new ContactNote(
                    e.Text(ContactMembers.NoteId),
                    e.Text(ContactMembers.Content),
                    e.Time(ContactMembers.CreatedAt)
                ))
        );

    public string? CreateSource => _json.Text(ContactMembers.CreateSource);

    public string? UpdateSource => _json.Text(ContactMembers.UpdateSource);

    public DateTimeOffset? CreatedAt => _json.Time(ContactMembers.CreatedAt);

    /// <summary>Changes when details change, but not on an opt-out (see <see cref="OptOutDate"/>).</summary>
    public DateTimeOffset? UpdatedAt => _json.Time(ContactMembers.UpdatedAt);

    public DateTimeOffset? DeletedAt => _json.Time(ContactMembers.DeletedAt);

    public string? OptOutSource => Email?.Text("opt_out_source");

    public DateTimeOffset? OptOutDate => Email?.Time("opt_out_date");

    public string? OptOutReason => Email?.Text(ContactMembers.OptOutReason);

    public bool IsDeleted => _json.Text(ContactMembers.DeletedAt) is not null;

    public bool IsUnsubscribed => PermissionToSend == "unsubscribed";

    /// <summary>True if the contact opted out of SMS, which does not mean that they opted out of e-mail.</summary>
    internal bool OptedOutOfSms =>
        _json
            .Object(ContactMembers.SmsChannel)
            ?.Entries("sms_channel_consents")
            .Any(static consent => consent.Text("sms_consent_permission") == "unsubscribed")
        ?? false;

    private string PersonName => $"{FirstName} {LastName}".Trim();

    private JsonObject? Email => _json.Object(ContactMembers.EmailAddress);

    /// <summary>A copy of the document. The caller may change it.</summary>
    public JsonObject ToJson() => _json.Copy();

    /// <summary>The contact as shown to users: the address, otherwise the name, otherwise the id.</summary>
    public override string ToString() =>
        ShownText.Line(EmailAddress ?? (PersonName is { Length: > 0 } name ? name : ContactId ?? "(contact)"));
}
