using System;
using System.Globalization;
using System.Linq;
using System.Text.Json.Nodes;
using ConstantContact.Emulator.Accounts;
using ConstantContact.Emulator.Contacts;
using ConstantContact.Emulator.Http;

namespace ConstantContact.Emulator.Seeds;

/// <summary>
/// An invented account of N members, the same for the same N, and member i the same in every account that has it.
/// All addresses are at example.com. It holds on purpose what trips clients: every permission state,
/// deleted contacts, plus signs and capitals in addresses, one field id twice in a contact (a sample of the vendor's
/// shows that), two work phones, contacts without an e-mail address.
/// </summary>
internal sealed class InventedSeed(int members) : ISeed
{
    private static readonly DateTimeOffset Beginning = new(2024, 1, 1, 0, 0, 0, TimeSpan.Zero);
    private static readonly string[] FirstNames = ["Ada", "Björn", "Chiara", "Dmitri", "Esi", "Fátima", "Grace", "Hana", "Igor", "Jun", "Kemal", "Łucja", "Mira", "Noor", "Olu", "Pia", "Quinn", "Rosa", "Sven", "Zoë"];
    private static readonly string[] LastNames = ["Abara", "Brandt", "Costa", "Dlamini", "Eriksen", "Fischer", "García", "Haddad", "Ivanov", "Jensen", "Kaya", "Lindqvist", "Moreau", "Nakamura", "O'Brien", "Petrov", "Ruiz", "Silva", "Tanaka", "van Dijk", "Weber", "Yilmaz", "Zhang"];
    private static readonly string[] Companies = ["Example Garden Club", "Acme, Inc.", "\"Quoted\" Partners", "Northwind Example", "Müller & Söhne"];
    private static readonly string[] Jobs = ["Teacher", "Head of Sales", "Engineer", "Florist", "Board member"];
    private static readonly string[] Streets = ["1 Main St", "22 Elm Ave, Apt 4", "7 Example Way", "99 Long Lane"];
    private static readonly (string City, string State, string Zip)[] Cities = [("Waltham", "MA", "02451"), ("Loveland", "CO", "80538"), ("Santa Barbara", "CA", "93101"), ("New York", "NY", "10001")];
    private static readonly string[] ListNames = ["General interest", "Spring news", "Members", "Donors", "Volunteers", "Press", "Events", "Empty list"];
    private static readonly string[] TagNames = ["vip", "prospect", "2024 gala", "Newsletter", "bounced once", "unused"];

    private static readonly (string Label, string Type, string[] Choices)[] FieldKinds =
    [
        ("Membership", "string", []), ("Member number", "number", []), ("Member since", "date", []), ("Last visit", "datetime", []),
        ("Shirt size", "single_select", ["S", "M", "L", "XL"]), ("Interests", "multi_select", ["Roses", "Trees", "Herbs", "Bees"]),
        ("Yearly fee", "currency", []), ("Remarks", "text_area", []), ("Paid up", "boolean", []), ("Referred by", "string", []),
    ];

    public void Plant(EmulatedAccount account)
    {
        account.Clear();
        for (var at = 0; at < ListNames.Length; at++)
        {
            account.Lists.Add(new JsonObject
            {
                ["list_id"] = Id(1, at).ToString(), ["name"] = ListNames[at], ["description"] = $"Invented: {ListNames[at]}",
                ["favorite"] = at == 0, ["created_at"] = Beginning.ToApi(), ["updated_at"] = Beginning.ToApi(),
            });
        }

        for (var at = 0; at < TagNames.Length; at++)
        {
            account.Tags.Add(new JsonObject
            {
                ["tag_id"] = Id(2, at).ToString(), ["name"] = TagNames[at], ["tag_source"] = "Contact",
                ["created_at"] = Beginning.ToApi(), ["updated_at"] = Beginning.ToApi(),
            });
        }

        for (var at = 0; at < FieldKinds.Length; at++)
        {
            account.Fields.Add(Field(account, at));
        }

        account.Contacts.EnsureCapacity(members);
        for (var member = 0; member < members; member++)
        {
            account.Contacts.Save(Contact(member));
        }
    }

    /// <summary>Ids by kind and number, time-based in form like real ones.</summary>
    private static Guid Id(int kind, int number, int part = 0) =>
        IdSource.Compose(0x1EE_A8A3_0000_0000L + ((long)number * 16) + part, 0x1000 + kind);

    private static string Digits(int number) => number.ToString("D4", CultureInfo.InvariantCulture);

    private static JsonObject Field(EmulatedAccount account, int at)
    {
        var (label, type, choices) = FieldKinds[at];
        var field = new JsonObject
        {
            ["custom_field_id"] = Id(3, at).ToString(), ["label"] = label, ["name"] = label.Replace(' ', '_'), ["type"] = type,
        };
        switch (type)
        {
            case "date" or "datetime":
                field["version"] = 2;
                field["metadata"] = new JsonObject { ["display_format"] = "YYYY-MM-DD" };
                break;
            case "currency":
                field["metadata"] = new JsonObject { ["currency_code"] = "USD", ["decimal_places"] = 2, ["allow_negative"] = false };
                break;
            case "single_select" or "multi_select":
                field["metadata"] = new JsonObject { ["display_type"] = type == "single_select" ? "dropdown" : "checkbox" };
                field["choices"] = new JsonArray([.. choices.Select((choice, order) => (JsonNode?)new JsonObject
                {
                    ["choice_id"] = ++account.LastChoiceId, ["choice_label"] = choice, ["display_order"] = order + 1,
                    ["created_at"] = Beginning.ToApi(), ["updated_at"] = Beginning.ToApi(),
                })]);
                break;
        }

        field["created_at"] = Beginning.ToApi();
        field["updated_at"] = Beginning.ToApi();
        return field;
    }

    private static JsonObject Contact(int i)
    {
        var first = FirstNames[i % FirstNames.Length];
        var last = LastNames[i * 7 % LastNames.Length];
        var created = Beginning.AddMinutes(i % 500_000);
        var contact = new JsonObject { ["contact_id"] = Id(4, i).ToString() };
        var permission = Permission(i);
        var isSmsOnly = i % 40 == 39;
        if (!isSmsOnly)
        {
            contact["email_address"] = Email(i, permission, created);
        }

        contact["first_name"] = first;
        contact["last_name"] = last;
        if (i % 2 == 0)
        {
            contact["job_title"] = Jobs[i / 2 % Jobs.Length];
        }

        if (i % 3 == 0)
        {
            contact["company_name"] = Companies[i / 3 % Companies.Length];
        }

        if (i % 4 == 1)
        {
            contact["birthday_month"] = 1 + (i % 12);
            contact["birthday_day"] = 1 + (i % 28);
        }

        if (i % 5 == 2)
        {
            contact["anniversary"] = $"20{10 + (i % 10)}-{1 + (i % 12):D2}-{1 + (i % 28):D2}";
        }

        // Absent until somebody changed the contact.
        var updated = created;
        if (i % 6 == 0)
        {
            contact["update_source"] = "Account";
            updated = created.AddDays(30);
        }

        contact["create_source"] = i % 9 == 0 ? "Contact" : "Account";
        contact["created_at"] = created.ToApi();
        contact["updated_at"] = updated.ToApi();
        var isDeleted = i % 25 == 24;
        if (isDeleted)
        {
            contact["deleted_at"] = created.AddDays(60).ToApi();
        }

        contact["custom_fields"] = Fields(i);
        contact["phone_numbers"] = Phones(i, created);
        contact["street_addresses"] = Addresses(i, created);
        contact["list_memberships"] = isDeleted ? [] : new JsonArray([.. Enumerable.Range(0, 1 + (i % 3)).Select(n => (JsonNode?)JsonValue.Create(Id(1, (i + n) % (ListNames.Length - 1)).ToString()))]);
        contact["taggings"] = new JsonArray([.. Enumerable.Range(0, i % 3).Select(n => (JsonNode?)JsonValue.Create(Id(2, (i + n) % (TagNames.Length - 1)).ToString()))]);
        contact["notes"] = new JsonArray([.. Enumerable.Range(0, i % 4).Select(n => (JsonNode?)new JsonObject
        {
            ["note_id"] = Id(7, i, n).ToString(), ["created_at"] = created.AddDays(10 - n).ToApi(), ["content"] = $"Invented note {n + 1} about {first}",
        })]);
        if (i % 10 == 3 || isSmsOnly)
        {
            contact["sms_channel"] = Sms(i, created);
        }

        return contact;
    }

    private static string Permission(int i) => (i % 20) switch
    {
        < 10 => "implicit",
        < 15 => "explicit",
        15 or 16 => "unsubscribed",
        17 => "pending_confirmation",
        18 => "temp_hold",
        _ => "not_set",
    };

    private static JsonObject Email(int i, string permission, DateTimeOffset created)
    {
        var number = i.ToString(CultureInfo.InvariantCulture);
        var address = (i % 15) switch
        {
            4 => $"member+news{number}@example.com",
            5 => $"Member.{number}@Example.com",
            _ => $"member{number}@example.com",
        };
        var email = new JsonObject
        {
            ["address"] = address, ["permission_to_send"] = permission, ["created_at"] = created.ToApi(), ["updated_at"] = created.ToApi(),
            ["opt_in_source"] = i % 9 == 0 ? "Contact" : "Account", ["opt_in_date"] = created.ToApi(), ["confirm_status"] = "off",
        };
        if (permission == "unsubscribed")
        {
            OptOuts.Stamp(email, i % 20 == 15 ? "Contact" : "Account", i % 40 < 20 ? "too many mails" : null, created.AddDays(45));
        }

        return email;
    }

    private static JsonArray Fields(int i)
    {
        var fields = new JsonArray();
        for (var at = 0; at < FieldKinds.Length; at++)
        {
            if ((i + at) % 3 != 0)
            {
                continue;
            }

            var field = new JsonObject { ["custom_field_id"] = Id(3, at).ToString() };
            switch (FieldKinds[at].Type)
            {
                case "number":
                    field["value"] = (1000 + i).ToString(CultureInfo.InvariantCulture);
                    break;
                case "date":
                    field["value"] = $"2023-{1 + (i % 12):D2}-15";
                    break;
                case "datetime":
                    field["value"] = Beginning.AddHours(i % 5000).ToApi();
                    break;
                case "currency":
                    field["value"] = $"{20 + (i % 80)}.50";
                    break;
                case "boolean":
                    field["value"] = i % 2 == 0 ? "true" : "false";
                    break;
                case "single_select":
                    field["choice_ids"] = new JsonArray((1 + (i % 4)).ToString(CultureInfo.InvariantCulture));
                    break;
                case "multi_select":
                    field["choice_ids"] = new JsonArray((5 + (i % 4)).ToString(CultureInfo.InvariantCulture), (5 + ((i + 1) % 4)).ToString(CultureInfo.InvariantCulture));
                    break;
                default:
                    field["value"] = $"{FieldKinds[at].Label} {i % 7}";
                    break;
            }

            fields.Add(field);
        }

        if (i % 50 == 7)
        {
            fields.Add(new JsonObject { ["custom_field_id"] = Id(3, 0).ToString(), ["value"] = "the same field once more" });
            fields.Add(new JsonObject { ["custom_field_id"] = Id(3, 0).ToString(), ["value"] = "and again" });
        }

        return fields;
    }

    private static JsonArray Phones(int i, DateTimeOffset created)
    {
        string[] kinds = i % 30 == 11 ? ["work", "work"] : (i % 4) switch { 0 => ["home"], 1 => ["mobile", "work"], 2 => [], _ => ["home", "work", "other"] };
        return new JsonArray([.. kinds.Select((kind, n) => (JsonNode?)new JsonObject
        {
            ["phone_number_id"] = Id(5, i, n).ToString(), ["phone_number"] = $"555-01{n}-{Digits(i % 10_000)}", ["kind"] = kind,
            ["created_at"] = created.ToApi(), ["updated_at"] = created.ToApi(), ["create_source"] = "Account", ["update_source"] = "Account",
        })]);
    }

    private static JsonArray Addresses(int i, DateTimeOffset created)
    {
        string[] kinds = (i % 5) switch { 0 => ["home"], 1 => ["home", "work"], 2 => [], 3 => ["work"], _ => ["home", "work", "other"] };
        return new JsonArray([.. kinds.Select((kind, n) =>
        {
            var (city, state, zip) = Cities[(i + n) % Cities.Length];
            return (JsonNode?)new JsonObject
            {
                ["street_address_id"] = Id(6, i, n).ToString(), ["kind"] = kind, ["street"] = Streets[(i + n) % Streets.Length], ["city"] = city,
                ["state"] = state, ["postal_code"] = zip, ["country"] = "United States", ["created_at"] = created.ToApi(), ["updated_at"] = created.ToApi(),
            };
        })]);
    }

    private static JsonObject Sms(int i, DateTimeOffset created) => new()
    {
        ["sms_channel_id"] = Id(8, i).ToString(), ["sms_address"] = $"555{i % 10_000_000:D7}", ["dial_code"] = "1", ["country_code"] = "US",
        ["create_source"] = "Contact", ["update_source"] = "Contact",
        ["sms_channel_consents"] = new JsonArray(new JsonObject
        {
            ["sms_consent_permission"] = i % 20 == 13 ? "unsubscribed" : "explicit", ["consent_type"] = "promotional_sms", ["opt_in_date"] = created.ToApi(),
            ["advertised_frequency"] = "4", ["advertised_interval"] = "monthly", ["created_at"] = created.ToApi(), ["updated_at"] = created.ToApi(),
        }),
    };
}
