namespace ConstantContact.Core.Contacts;

/// <summary>
/// The known members of a contact, and how a PUT treats each. Merge, body, diff and verification all read this table. A
/// member in none of these sets is unknown and is sent back unchanged.
/// </summary>
/// <remarks>
/// Source: the official OpenAPI document (read and write schemas of a contact) and the contacts overview of the
/// vendor's developer guide. Core members that a PUT omits become null. For the six sub-resources, the specification
/// says that omitted ones are kept, the vendor's staff says that they become null. Therefore they are always sent
/// complete.
/// </remarks>
public static class ContactMembers
{
    public const string ContactId = "contact_id";
    public const string EmailAddress = "email_address";
    public const string Address = "address";
    public const string PermissionToSend = "permission_to_send";
    public const string OptOutReason = "opt_out_reason";
    public const string FirstName = "first_name";
    public const string LastName = "last_name";
    public const string JobTitle = "job_title";
    public const string CompanyName = "company_name";
    public const string BirthdayMonth = "birthday_month";
    public const string BirthdayDay = "birthday_day";
    public const string Anniversary = "anniversary";
    public const string CustomFields = "custom_fields";
    public const string PhoneNumbers = "phone_numbers";
    public const string StreetAddresses = "street_addresses";
    public const string ListMemberships = "list_memberships";
    public const string Taggings = "taggings";
    public const string Notes = "notes";
    public const string SmsChannel = "sms_channel";
    public const string CreateSource = "create_source";
    public const string UpdateSource = "update_source";
    public const string DeletedAt = "deleted_at";

    public const string CustomFieldId = "custom_field_id";
    public const string Value = "value";
    public const string ChoiceIds = "choice_ids";
    public const string Kind = "kind";
    public const string PhoneNumber = "phone_number";
    public const string PhoneNumberId = "phone_number_id";
    public const string StreetAddressId = "street_address_id";
    public const string NoteId = "note_id";
    public const string CreatedAt = "created_at";
    public const string UpdatedAt = "updated_at";
    public const string Content = "content";

    /// <summary>
    /// Members that become null if a PUT omits them, in the order in which bodies and previews show them.
    /// </summary>
    public static IReadOnlyList<string> Core { get; } =
    [FirstName, LastName, JobTitle, CompanyName, BirthdayMonth, BirthdayDay, Anniversary];

    /// <summary>The values of the <c>include</c> parameter. The API has no <c>all</c>.</summary>
    public static IReadOnlyList<string> SubResources { get; } =
    [CustomFields, PhoneNumbers, StreetAddresses, ListMemberships, Taggings, Notes];

    /// <summary>The parts of a street address.</summary>
    public static IReadOnlyList<string> AddressParts { get; } = ["street", "city", "state", "postal_code", "country"];

    /// <summary>
    /// Parts of <c>email_address</c> that describe an opt-out. The service sets them, and an update must not change
    /// them.
    /// </summary>
    public static IReadOnlyList<string> OptOut { get; } = ["opt_out_source", "opt_out_date", OptOutReason];

    /// <summary>Parts of <c>email_address</c> that describe how and when the contact agreed to mail.</summary>
    public static IReadOnlyList<string> OptIn { get; } = ["opt_in_source", "opt_in_date"];

    private static readonly HashSet<string> ReadOnlyMembers = new(StringComparer.Ordinal)
    {
        ContactId,
        CreateSource,
        UpdateSource,
        CreatedAt,
        UpdatedAt,
        DeletedAt,
        "_links",
    };

    private static readonly HashSet<string> Known = new(
        [.. ReadOnlyMembers, .. Core, .. SubResources, EmailAddress, SmsChannel],
        StringComparer.Ordinal
    );

    private static readonly Dictionary<string, Level> Levels = new(StringComparer.Ordinal)
    {
        [EmailAddress] = new(
            [Address, PermissionToSend, OptOutReason],
            [CreatedAt, UpdatedAt, "opt_in_source", "opt_in_date", "opt_out_source", "opt_out_date", "confirm_status"]
        ),
        [CustomFields] = new([CustomFieldId, Value, ChoiceIds], []),
        // Ids are sent although the schema calls them read-only. Established programs send them back, and a server that
        // matches entries by id needs them.
        [PhoneNumbers] = new([PhoneNumberId, PhoneNumber, Kind], [CreatedAt, UpdatedAt, CreateSource, UpdateSource]),
        [StreetAddresses] = new([StreetAddressId, Kind, .. AddressParts], [CreatedAt, UpdatedAt]),
        [Notes] = new([NoteId, CreatedAt, Content], []),
    };

    /// <summary>True for top-level members that the service owns and a PUT ignores.</summary>
    public static bool IsReadOnly(string member) => ReadOnlyMembers.Contains(member);

    /// <summary>True for top-level members that this module does not know.</summary>
    public static bool IsUnknown(string member) => !Known.Contains(member);

    /// <summary>
    /// True for a part of <paramref name="member"/> (an object or the entries of an array) that the service owns.
    /// </summary>
    public static bool IsReadOnly(string member, string part) =>
        Levels.TryGetValue(member, out var level) && level.ReadOnly.Contains(part);

    /// <summary>True for a part of <paramref name="member"/> that this module does not know.</summary>
    public static bool IsUnknown(string member, string part) =>
        Levels.TryGetValue(member, out var level) && !level.ReadOnly.Contains(part) && !level.Writable.Contains(part);

    private sealed class Level(IEnumerable<string> writable, IEnumerable<string> readOnly)
    {
        public HashSet<string> Writable { get; } = new(writable, StringComparer.Ordinal);

        public HashSet<string> ReadOnly { get; } = new(readOnly, StringComparer.Ordinal);
    }
}
