using System;
using System.Buffers;
using System.Globalization;
using System.Text.Json;
using ConstantContact.Emulator.Contacts;
using ConstantContact.Emulator.Http;
using ConstantContact.Emulator.Json;
using ConstantContact.Emulator.Switches;

namespace ConstantContact.Emulator.Seeds;

/// <summary>
/// The contacts of <see cref="InventedSeed"/>, each made from its number when it is looked at. All addresses are at
/// example.com. They hold on purpose what trips clients: every permission state, deleted contacts, plus signs and
/// capitals in addresses, one field id twice in a contact (a sample of the vendor's shows that), two work phones,
/// contacts without an e-mail address. Whoever changes what they are raises <see cref="Version"/>: kept data rests on
/// it.
/// </summary>
internal sealed class InventedMembers(int count, SwitchSettings switches) : ISeededContacts
{
    internal const int Version = 1;

    private const int ContactKind = 4;
    private const string Host = "@example.com";

    // No contact is on the last list or has the last tag: those are the empty ones.
    private static readonly int JoinedLists = InventedSeed.ListNames.Length - 1;
    private static readonly int UsedTags = InventedSeed.TagNames.Length - 1;

    private static readonly string[] FirstNames =
    [
        "Ada",
        "Björn",
        "Chiara",
        "Dmitri",
        "Esi",
        "Fátima",
        "Grace",
        "Hana",
        "Igor",
        "Jun",
        "Kemal",
        "Łucja",
        "Mira",
        "Noor",
        "Olu",
        "Pia",
        "Quinn",
        "Rosa",
        "Sven",
        "Zoë",
    ];
    private static readonly string[] LastNames =
    [
        "Abara",
        "Brandt",
        "Costa",
        "Dlamini",
        "Eriksen",
        "Fischer",
        "García",
        "Haddad",
        "Ivanov",
        "Jensen",
        "Kaya",
        "Lindqvist",
        "Moreau",
        "Nakamura",
        "O'Brien",
        "Petrov",
        "Ruiz",
        "Silva",
        "Tanaka",
        "van Dijk",
        "Weber",
        "Yilmaz",
        "Zhang",
    ];
    private static readonly string[] Companies =
    [
        "Example Garden Club",
        "Acme, Inc.",
        "\"Quoted\" Partners",
        "Northwind Example",
        "Müller & Söhne",
    ];
    private static readonly string[] Jobs = ["Teacher", "Head of Sales", "Engineer", "Florist", "Board member"];
    private static readonly string[] Streets = ["1 Main St", "22 Elm Ave, Apt 4", "7 Example Way", "99 Long Lane"];
    private static readonly (string City, string State, string Zip)[] Cities =
    [
        ("Waltham", "MA", "02451"),
        ("Loveland", "CO", "80538"),
        ("Santa Barbara", "CA", "93101"),
        ("New York", "NY", "10001"),
    ];
    private static readonly string[][] PhoneKinds =
    [
        ["home"],
        ["mobile", "work"],
        [],
        ["home", "work", "other"],
    ];
    private static readonly string[] TwoOfAKind = ["work", "work"];
    private static readonly string[][] AddressKinds =
    [
        ["home"],
        ["home", "work"],
        [],
        ["work"],
        ["home", "work", "other"],
    ];

    // Shared by all that have the same, so that a walk through a million contacts makes no arrays.
    private static readonly Guid[][] ListSets = Sets(1, JoinedLists, i => 1 + (i % 3));
    private static readonly Guid[][] TagSets = Sets(2, UsedTags, i => i % 3);

    public int Count => count;

    public StoredContact At(int number)
    {
        var created = CreatedAt(number);
        var permission = Permission(number);
        var isDeleted = IsDeleted(number);
        var isSmsOnly = IsSmsOnly(number);
        return new StoredContact(InventedSeed.Id(ContactKind, number), number, Write)
        {
            EmailKey = isSmsOnly ? null : Address(number),
            SmsKey = HasSms(number) ? "1" + SmsNumber(number) : null,
            Permission = isSmsOnly ? "not_set" : permission,
            SmsPermission = HasSms(number) ? SmsPermission(number) : "not_set",
            CreatedAt = created,
            UpdatedAt = UpdatedAt(number),
            OptedOutAt = !isSmsOnly && permission == "unsubscribed" ? OptedOutAt(number) : null,
            IsDeleted = isDeleted,
            Lists = isDeleted ? [] : ListSets[number % ListSets.Length],
            Tags = TagSets[number % TagSets.Length],
        };
    }

    public int NumberOf(Guid id) => Within(InventedSeed.NumberOf(ContactKind, id));

    public int NumberOfEmail(string address)
    {
        if (!address.EndsWith(Host, StringComparison.OrdinalIgnoreCase))
        {
            return -1;
        }

        var name = address.AsSpan(0, address.Length - Host.Length);
        var number = Within(
            int.TryParse(
                name[(name.LastIndexOfAnyExceptInRange('0', '9') + 1)..],
                NumberStyles.None,
                CultureInfo.InvariantCulture,
                out var parsed
            )
                ? parsed
                : -1
        );
        return
            number >= 0
            && !IsSmsOnly(number)
            && string.Equals(Address(number), address, StringComparison.OrdinalIgnoreCase)
            ? number
            : -1;
    }

    public int NumberOfSms(string number)
    {
        var parsed =
            number.Length == 11
            && int.TryParse(number.AsSpan(4), NumberStyles.None, CultureInfo.InvariantCulture, out var digits)
                ? Within(digits)
                : -1;
        return parsed >= 0 && HasSms(parsed) && "1" + SmsNumber(parsed) == number ? parsed : -1;
    }

    private int Within(int number) => number < count ? number : -1;

    private static Guid[][] Sets(int kind, int kinds, Func<int, int> size)
    {
        var sets = new Guid[kinds * 3][];
        for (var at = 0; at < sets.Length; at++)
        {
            sets[at] = new Guid[size(at)];
            for (var n = 0; n < sets[at].Length; n++)
            {
                sets[at][n] = InventedSeed.Id(kind, (at + n) % kinds);
            }
        }

        return sets;
    }

    private static DateTimeOffset CreatedAt(int i) => InventedSeed.Beginning.AddMinutes(i % 500_000);

    // Absent until somebody changed the contact.
    private static bool WasUpdated(int i) => i % 6 == 0;

    private static DateTimeOffset UpdatedAt(int i) => WasUpdated(i) ? CreatedAt(i).AddDays(30) : CreatedAt(i);

    private static DateTimeOffset OptedOutAt(int i) => CreatedAt(i).AddDays(45);

    private static bool IsDeleted(int i) => i % 25 == 24;

    private static bool IsSmsOnly(int i) => i % 40 == 39;

    private static bool HasSms(int i) => i % 10 == 3 || IsSmsOnly(i);

    private static string SmsNumber(int i) => $"555{(i % 10_000_000).ToString("D7", CultureInfo.InvariantCulture)}";

    private static string SmsPermission(int i) => i % 20 == 13 ? "unsubscribed" : "explicit";

    private static string Source(int i) => i % 9 == 0 ? "Contact" : "Account";

    private static string Permission(int i) =>
        (i % 20) switch
        {
            < 10 => "implicit",
            < 15 => "explicit",
            15 or 16 => "unsubscribed",
            17 => "pending_confirmation",
            18 => "temp_hold",
            _ => "not_set",
        };

    private static string Address(int i) =>
        (i % 15) switch
        {
            4 => $"member+news{i.ToString(CultureInfo.InvariantCulture)}@example.com",
            5 => $"Member.{i.ToString(CultureInfo.InvariantCulture)}@Example.com",
            _ => $"member{i.ToString(CultureInfo.InvariantCulture)}@example.com",
        };

    private byte[] Write(int i)
    {
        var buffer = new ArrayBufferWriter<byte>(2048);
        using (var writer = new Utf8JsonWriter(buffer, JsonText.WriterOptions))
        {
            Contact(writer, i);
        }

        return buffer.WrittenSpan.ToArray();
    }

    private void Contact(Utf8JsonWriter writer, int i)
    {
        var first = FirstNames[i % FirstNames.Length];
        var created = CreatedAt(i);
        var createdAt = created.ToApi();
        writer.WriteStartObject();
        writer.WriteString("contact_id", InventedSeed.Id(ContactKind, i));
        if (!IsSmsOnly(i))
        {
            Email(writer, i, createdAt);
        }

        writer.WriteString("first_name", first);
        writer.WriteString("last_name", LastNames[(int)((long)i * 7 % LastNames.Length)]);
        if (i % 2 == 0)
        {
            writer.WriteString("job_title", Jobs[i / 2 % Jobs.Length]);
        }

        if (i % 3 == 0)
        {
            writer.WriteString("company_name", Companies[i / 3 % Companies.Length]);
        }

        if (i % 4 == 1)
        {
            writer.WriteNumber("birthday_month", 1 + (i % 12));
            writer.WriteNumber("birthday_day", 1 + (i % 28));
        }

        if (i % 5 == 2)
        {
            writer.WriteString(
                "anniversary",
                string.Create(CultureInfo.InvariantCulture, $"20{10 + (i % 10)}-{1 + (i % 12):D2}-{1 + (i % 28):D2}")
            );
        }

        if (WasUpdated(i))
        {
            writer.WriteString("update_source", "Account");
        }

        writer.WriteString("create_source", Source(i));
        writer.WriteString("created_at", createdAt);
        writer.WriteString("updated_at", UpdatedAt(i).ToApi());
        if (IsDeleted(i))
        {
            writer.WriteString("deleted_at", created.AddDays(60).ToApi());
        }

        Fields(writer, i);
        Phones(writer, i, createdAt);
        Addresses(writer, i, createdAt);
        Ids(writer, SubResource.Lists.Name, IsDeleted(i) ? [] : ListSets[i % ListSets.Length]);
        Ids(writer, SubResource.Tags.Name, TagSets[i % TagSets.Length]);
        Notes(writer, i, created, first);
        if (HasSms(i))
        {
            Sms(writer, i, createdAt);
        }

        writer.WriteEndObject();
    }

    private void Email(Utf8JsonWriter writer, int i, string createdAt)
    {
        var permission = Permission(i);
        var hasOptedOut = permission == "unsubscribed";
        writer.WriteStartObject("email_address");
        writer.WriteString("address", Address(i));
        writer.WriteString("permission_to_send", permission);
        writer.WriteString("created_at", createdAt);
        writer.WriteString("updated_at", hasOptedOut ? OptedOutAt(i).ToApi() : createdAt);
        writer.WriteString("opt_in_source", Source(i));
        writer.WriteString("opt_in_date", createdAt);
        writer.WriteString("confirm_status", ContactShape.ConfirmStatus(permission, switches));
        if (hasOptedOut)
        {
            writer.WriteString("opt_out_source", i % 20 == 15 ? "Contact" : "Account");
            writer.WriteString("opt_out_date", OptedOutAt(i).ToApi());
            if (i % 40 < 20)
            {
                writer.WriteString("opt_out_reason", "too many mails");
            }
        }

        writer.WriteEndObject();
    }

    private static void Fields(Utf8JsonWriter writer, int i)
    {
        writer.WriteStartArray(SubResource.CustomFields.Name);
        for (var at = 0; at < InventedSeed.FieldKinds.Length; at++)
        {
            if ((i + at) % 3 != 0)
            {
                continue;
            }

            var (label, type, _) = InventedSeed.FieldKinds[at];
            writer.WriteStartObject();
            writer.WriteString("custom_field_id", InventedSeed.Id(3, at));
            switch (type)
            {
                case "single_select":
                    Texts(writer, "choice_ids", 1 + (i % 4));
                    break;
                case "multi_select":
                    Texts(writer, "choice_ids", 5 + (i % 4), 5 + ((i + 1) % 4));
                    break;
                default:
                    writer.WriteString("value", ValueOf(type, label, i));
                    break;
            }

            writer.WriteEndObject();
        }

        if (i % 50 == 7)
        {
            foreach (var value in new[] { "the same field once more", "and again" })
            {
                writer.WriteStartObject();
                writer.WriteString("custom_field_id", InventedSeed.Id(3, 0));
                writer.WriteString("value", value);
                writer.WriteEndObject();
            }
        }

        writer.WriteEndArray();
    }

    private static string ValueOf(string type, string label, int i) =>
        type switch
        {
            "number" => (1000 + i).ToString(CultureInfo.InvariantCulture),
            "date" => string.Create(CultureInfo.InvariantCulture, $"2023-{1 + (i % 12):D2}-15"),
            "datetime" => InventedSeed.Beginning.AddHours(i % 5000).ToApi(),
            "currency" => string.Create(CultureInfo.InvariantCulture, $"{20 + (i % 80)}.50"),
            "boolean" => i % 2 == 0 ? "true" : "false",
            _ => string.Create(CultureInfo.InvariantCulture, $"{label} {i % 7}"),
        };

    private static void Phones(Utf8JsonWriter writer, int i, string createdAt)
    {
        var kinds = i % 30 == 11 ? TwoOfAKind : PhoneKinds[i % PhoneKinds.Length];
        writer.WriteStartArray(SubResource.Phones.Name);
        for (var n = 0; n < kinds.Length; n++)
        {
            writer.WriteStartObject();
            writer.WriteString("phone_number_id", InventedSeed.Id(5, i, n));
            writer.WriteString(
                "phone_number",
                string.Create(CultureInfo.InvariantCulture, $"555-01{n}-{i % 10_000:D4}")
            );
            writer.WriteString("kind", kinds[n]);
            writer.WriteString("created_at", createdAt);
            writer.WriteString("updated_at", createdAt);
            writer.WriteString("create_source", "Account");
            writer.WriteString("update_source", "Account");
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
    }

    private static void Addresses(Utf8JsonWriter writer, int i, string createdAt)
    {
        var kinds = AddressKinds[i % AddressKinds.Length];
        writer.WriteStartArray(SubResource.Addresses.Name);
        for (var n = 0; n < kinds.Length; n++)
        {
            var (city, state, zip) = Cities[(i + n) % Cities.Length];
            writer.WriteStartObject();
            writer.WriteString("street_address_id", InventedSeed.Id(6, i, n));
            writer.WriteString("kind", kinds[n]);
            writer.WriteString("street", Streets[(i + n) % Streets.Length]);
            writer.WriteString("city", city);
            writer.WriteString("state", state);
            writer.WriteString("postal_code", zip);
            writer.WriteString("country", "United States");
            writer.WriteString("created_at", createdAt);
            writer.WriteString("updated_at", createdAt);
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
    }

    private static void Notes(Utf8JsonWriter writer, int i, DateTimeOffset created, string first)
    {
        writer.WriteStartArray(SubResource.Notes.Name);
        for (var n = 0; n < i % 4; n++)
        {
            writer.WriteStartObject();
            writer.WriteString("note_id", InventedSeed.Id(7, i, n));
            writer.WriteString("created_at", created.AddDays(10 - n).ToApi());
            writer.WriteString(
                "content",
                string.Create(CultureInfo.InvariantCulture, $"Invented note {n + 1} about {first}")
            );
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
    }

    private static void Sms(Utf8JsonWriter writer, int i, string createdAt)
    {
        writer.WriteStartObject("sms_channel");
        writer.WriteString("sms_channel_id", InventedSeed.Id(8, i));
        writer.WriteString("sms_address", SmsNumber(i));
        writer.WriteString("dial_code", "1");
        writer.WriteString("country_code", "US");
        writer.WriteString("create_source", "Contact");
        writer.WriteString("update_source", "Contact");
        writer.WriteStartArray("sms_channel_consents");
        writer.WriteStartObject();
        writer.WriteString("sms_consent_permission", SmsPermission(i));
        writer.WriteString("consent_type", "promotional_sms");
        writer.WriteString("opt_in_date", createdAt);
        writer.WriteString("advertised_frequency", "4");
        writer.WriteString("advertised_interval", "monthly");
        writer.WriteString("created_at", createdAt);
        writer.WriteString("updated_at", createdAt);
        writer.WriteEndObject();
        writer.WriteEndArray();
        writer.WriteEndObject();
    }

    private static void Ids(Utf8JsonWriter writer, string name, Guid[] ids)
    {
        writer.WriteStartArray(name);
        foreach (var id in ids)
        {
            writer.WriteStringValue(id);
        }

        writer.WriteEndArray();
    }

    private static void Texts(Utf8JsonWriter writer, string name, params ReadOnlySpan<int> numbers)
    {
        writer.WriteStartArray(name);
        foreach (var number in numbers)
        {
            writer.WriteStringValue(number.ToString(CultureInfo.InvariantCulture));
        }

        writer.WriteEndArray();
    }
}
