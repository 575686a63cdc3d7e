using System;
using System.Buffers;
using System.Globalization;
using System.Text.Json;
using ConstantContact.Emulator.Contacts;
using ConstantContact.Emulator.Http;
using ConstantContact.Emulator.Json;
using ConstantContact.Emulator.Switches;
using static ConstantContact.Emulator.Seeds.InventedMember;

namespace ConstantContact.Emulator.Seeds;

/// <summary>Writes an invented member as the JSON of a stored contact.</summary>
internal sealed class InventedMemberWriter(SwitchSettings switches)
{
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

    internal byte[] Write(int i)
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
        Ids(writer, SubResource.Lists.Name, Lists(i));
        Ids(writer, SubResource.Tags.Name, Tags(i));
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
