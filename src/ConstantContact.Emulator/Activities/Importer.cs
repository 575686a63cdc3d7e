using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using System.Text.Json.Nodes;
using ConstantContact.Emulator.Accounts;
using ConstantContact.Emulator.Contacts;
using ConstantContact.Emulator.CustomFields;
using ConstantContact.Emulator.Http;
using ConstantContact.Emulator.Json;
using ConstantContact.Emulator.Switches;

namespace ConstantContact.Emulator.Activities;

/// <summary>
/// The work of an import, the same for JSON and CSV: found by address, an existing contact gets only the cells that
/// were given; a new one is implicit, opted in by the account. Nobody's permission changes, and an
/// unsubscribed contact joins no list. The texts in activity_errors are ours: the real ones are not documented.
/// </summary>
internal sealed class Importer(
    EmulatedAccount account,
    IReadOnlyList<ImportRow> rows,
    IReadOnlyList<Guid> lists,
    int itemsTotal,
    string? smsPermission
)
{
    private const int MaximumErrors = 1000;

    private static readonly Dictionary<string, string> PhoneColumns = new(StringComparer.Ordinal)
    {
        ["phone"] = "other",
        ["home_phone"] = "home",
        ["work_phone"] = "work",
        ["mobile_phone"] = "mobile",
        ["other_phone"] = "other",
    };

    private static readonly Dictionary<string, string> AddressParts = new(StringComparer.Ordinal)
    {
        ["street"] = "street",
        ["street2"] = "street",
        ["city"] = "city",
        ["state"] = "state",
        ["zip"] = "postal_code",
        ["country"] = "country",
    };

    private readonly List<string> _errors = [];
    private readonly HashSet<Guid> _people = [];
    private readonly HashSet<Guid> _notListed = [];
    private readonly HashSet<string> _unknownFields = new(StringComparer.Ordinal);
    private readonly List<string> _toBlank = [];
    private Dictionary<string, JsonObject> _fields = null!;
    private int _errorCount;
    private int _correctable;

    /// <summary>Whether a column is one that imports know; custom fields are judged by the account.</summary>
    internal static bool KnowsColumn(string name) =>
        name
            is "email"
                or "sms_number"
                or "sms_consent_date"
                or "first_name"
                or "last_name"
                or "job_title"
                or "company_name"
                or "birthday_month"
                or "birthday_day"
                or "anniversary"
        || name.StartsWith("cf:", StringComparison.Ordinal)
        || PhoneColumns.ContainsKey(name)
        || AddressColumn(name) is not null;

    /// <summary>Whether a column is one of phones or addresses that says its kind.</summary>
    internal static bool HasKind(string name) =>
        (name != "phone" && PhoneColumns.ContainsKey(name))
        || (AddressColumn(name) is not null && !AddressParts.ContainsKey(name));

    internal ActivityOutcome Run(IEnumerable<string> columnErrors)
    {
        _errors.AddRange(columnErrors);
        _fields = account
            .Fields.All.Where(f => f.Text("name") is not null)
            .GroupBy(f => f.Text("name")!, StringComparer.Ordinal)
            .ToDictionary(g => g.Key, g => g.First(), StringComparer.Ordinal);
        if (account.Switches.Is(SwitchCatalogue.ImportUnknownField, "fail-job") && FirstUnknownField() is { } unknown)
        {
            Report($"Unknown custom field: {unknown}");
            return new ActivityOutcome(Status(), _errors, "failed");
        }

        foreach (var row in rows)
        {
            try
            {
                Import(row);
            }
            catch (ImportRowException refused)
            {
                if (refused.IsCorrectable)
                {
                    _correctable++;
                }
                else
                {
                    _errorCount++;
                }

                Report(string.Create(CultureInfo.InvariantCulture, $"Line {row.Line}: {refused.Message}"));
            }
        }

        return new ActivityOutcome(Status(), _errors);
    }

    private JsonObject Status() =>
        new()
        {
            ["items_total_count"] = itemsTotal,
            ["person_count"] = _people.Count,
            ["error_count"] = _errorCount,
            ["correctable_count"] = _correctable,
            ["cannot_add_to_list_count"] = _notListed.Count,
        };

    private string? FirstUnknownField() =>
        rows.SelectMany(r => r.Cells.Keys)
            .FirstOrDefault(c => c.StartsWith("cf:", StringComparison.Ordinal) && !_fields.ContainsKey(c[3..]));

    private void Report(string error)
    {
        if (_errors.Count < MaximumErrors)
        {
            _errors.Add(error);
        }
    }

    private void Import(ImportRow row)
    {
        _toBlank.Clear();
        var cells = Given(row);
        var address = cells.GetValueOrDefault("email");
        var sms = cells.GetValueOrDefault("sms_number")?.Replace("-", "", StringComparison.Ordinal);
        if (address is null && sms is null)
        {
            throw new ImportRowException("no email address", isCorrectable: true);
        }

        if (
            address is not null
            && (
                address.Length > account.Switches.Number(SwitchCatalogue.ImportEmailLength)
                || !ContactValidator.LooksLikeEmail(address)
            )
        )
        {
            throw new ImportRowException($"the email address '{address}' is not valid", isCorrectable: true);
        }

        if (sms is not null && (sms.Length != 10 || !sms.All(char.IsAsciiDigit)))
        {
            throw new ImportRowException($"the SMS number '{sms}' is not valid", isCorrectable: true);
        }

        var stored =
            (address is null ? null : account.Contacts.FindByEmail(address))
            ?? (sms is null ? null : account.Contacts.FindBySms("1" + sms));
        var revives = account.Switches.Is(SwitchCatalogue.ImportRevivesDeleted, "yes");
        var contact = stored?.ToJson() ?? NewContact(address);
        var before = contact.DeepClone();
        SetCore(contact, cells);
        SetPhones(contact, cells);
        SetAddresses(contact, cells);
        SetFields(contact, cells);
        SetSms(contact, cells, sms);
        if (stored is { IsDeleted: true } && revives)
        {
            contact.Remove("deleted_at");
        }

        JoinLists(contact, stored, revives);
        if (stored is not null && !JsonNode.DeepEquals(before, contact))
        {
            contact["update_source"] = "Account";
            contact["updated_at"] = account.Now.ToApi();
        }

        _people.Add(account.Contacts.Save(contact).Id);
    }

    /// <summary>
    /// The cells that say something. A blank one keeps what is stored, unless the switch says it erases.
    /// </summary>
    private Dictionary<string, string> Given(ImportRow row)
    {
        var cells = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var (column, cell) in row.Cells)
        {
            var text = cell.Trim();
            if (text.Length > 0)
            {
                cells[column] = text;
            }
            else if (account.Switches.Is(SwitchCatalogue.ImportBlank, "erase"))
            {
                _toBlank.Add(column);
            }
        }

        return cells;
    }

    private JsonObject NewContact(string? address)
    {
        var now = account.Now.ToApi();
        var contact = new JsonObject { ["contact_id"] = account.Ids.Next().ToString() };
        if (address is not null)
        {
            contact["email_address"] = new EmailWriter(account).New(
                new JsonObject { ["address"] = address, ["permission_to_send"] = "implicit" },
                "Account"
            );
        }

        contact["create_source"] = "Account";
        contact["created_at"] = now;
        contact["updated_at"] = now;
        foreach (var name in SubResource.Names)
        {
            contact[name] = new JsonArray();
        }

        return contact;
    }

    private void SetCore(JsonObject contact, Dictionary<string, string> cells)
    {
        foreach (var name in ContactShape.Texts)
        {
            if (cells.TryGetValue(name, out var text))
            {
                contact[name] = ContactShape.NameAsStored(
                    name,
                    Fitting(name, text, ContactShape.NameLength),
                    account.Switches
                );
            }
            else if (_toBlank.Contains(name))
            {
                contact.Remove(name);
            }
        }

        var hasMonth = cells.TryGetValue("birthday_month", out var month);
        var hasDay = cells.TryGetValue("birthday_day", out var day);
        if (hasMonth || hasDay)
        {
            contact["birthday_month"] = Number(month, 12);
            contact["birthday_day"] = Number(day, 31);
        }
        else if (_toBlank.Exists(c => c is "birthday_month" or "birthday_day"))
        {
            contact.Remove("birthday_month");
            contact.Remove("birthday_day");
        }

        if (_toBlank.Contains("anniversary"))
        {
            contact.Remove("anniversary");
        }

        if (cells.TryGetValue("anniversary", out var anniversary))
        {
            contact["anniversary"] =
                ContactDates.ToIso(anniversary)
                ?? throw new ImportRowException($"the anniversary '{anniversary}' is not valid", isCorrectable: true);
        }
    }

    private void SetPhones(JsonObject contact, Dictionary<string, string> cells)
    {
        var phones = contact.Array("phone_numbers")!;
        foreach (var (column, kind) in PhoneColumns)
        {
            if (!cells.TryGetValue(column, out var number))
            {
                if (_toBlank.Contains(column) && OfKind(phones, kind) is { } erased)
                {
                    phones.Remove(erased);
                }

                continue;
            }

            Fitting(column, number, 25);
            var now = account.Now.ToApi();
            if (OfKind(phones, kind) is { } phone)
            {
                if (phone.Text("phone_number") != number)
                {
                    phone["phone_number"] = number;
                    phone["updated_at"] = now;
                    phone["update_source"] = "Account";
                }

                continue;
            }

            Room(phones, SubResource.Phones);
            phones.Add(
                new JsonObject
                {
                    ["phone_number_id"] = account.Ids.Next().ToString(),
                    ["phone_number"] = number,
                    ["kind"] = kind,
                    ["created_at"] = now,
                    ["updated_at"] = now,
                    ["create_source"] = "Account",
                    ["update_source"] = "Account",
                }
            );
        }
    }

    private void SetAddresses(JsonObject contact, Dictionary<string, string> cells)
    {
        var addresses = contact.Array("street_addresses")!;
        BlankAddresses(addresses, cells);
        foreach (
            var group in cells
                .Select(c => (Column: AddressColumn(c.Key), Text: c.Value))
                .Where(c => c.Column is not null)
                .GroupBy(c => c.Column!.Value.Kind, StringComparer.Ordinal)
        )
        {
            var now = account.Now.ToApi();
            var address = OfKind(addresses, group.Key);
            if (address is null)
            {
                Room(addresses, SubResource.Addresses);
                address = new JsonObject
                {
                    ["street_address_id"] = account.Ids.Next().ToString(),
                    ["kind"] = group.Key,
                    ["created_at"] = now,
                };
                addresses.Add(address);
            }

            var parts = group
                .OrderBy(c => c.Column!.Value.Part, StringComparer.Ordinal)
                .GroupBy(c => AddressParts[c.Column!.Value.Part], c => c.Text, StringComparer.Ordinal);
            foreach (var part in parts)
            {
                // street2 goes behind street.
                var text = Fitting(part.Key, string.Join(", ", part), part.Key == "street" ? 255 : 50);
                if (address.Text(part.Key) != text)
                {
                    address[part.Key] = text;
                    address["updated_at"] = now;
                }
            }
        }
    }

    /// <summary>Erases the parts of addresses whose cells are blank, and an address of which nothing is left.</summary>
    private void BlankAddresses(JsonArray addresses, Dictionary<string, string> cells)
    {
        foreach (var (kind, part) in _toBlank.Select(AddressColumn).OfType<(string Kind, string Part)>())
        {
            var member = AddressParts[part];
            if (
                OfKind(addresses, kind) is not { } address
                || cells
                    .Keys.Select(AddressColumn)
                    .OfType<(string Kind, string Part)>()
                    .Any(c => c.Kind == kind && AddressParts[c.Part] == member)
            )
            {
                continue;
            }

            address.Remove(member);
            address["updated_at"] = account.Now.ToApi();
            if (SubResource.Addresses.Writable.All(w => w.Key == "kind" || !address.ContainsKey(w.Key)))
            {
                addresses.Remove(address);
            }
        }
    }

    private void SetFields(JsonObject contact, Dictionary<string, string> cells)
    {
        var values = contact.Array("custom_fields")!;
        foreach (var column in _toBlank.Where(c => c.StartsWith("cf:", StringComparison.Ordinal)))
        {
            var id = _fields.GetValueOrDefault(column[3..])?.Text("custom_field_id");
            values
                .OfType<JsonObject>()
                .Where(v => id is not null && v.Text("custom_field_id") == id)
                .ToList()
                .ForEach(v => values.Remove(v));
        }

        foreach (var (column, text) in cells.Where(c => c.Key.StartsWith("cf:", StringComparison.Ordinal)))
        {
            // By the field's name: neither its label nor its id will do.
            if (!_fields.TryGetValue(column[3..], out var field))
            {
                if (account.Switches.Is(SwitchCatalogue.ImportUnknownField, "drop-row"))
                {
                    throw new ImportRowException($"unknown custom field {column}", isCorrectable: false);
                }

                if (_unknownFields.Add(column) && account.Switches.Is(SwitchCatalogue.ImportUnknownField, "error"))
                {
                    Report($"Unknown custom field: {column}");
                }

                continue;
            }

            Fitting(column, text, 255);
            var entry = ValueOf(field, column, text);
            var same = values
                .OfType<JsonObject>()
                .FirstOrDefault(v => v.Text("custom_field_id") == field.Text("custom_field_id"));
            if (same is null)
            {
                Room(values, SubResource.CustomFields);
                values.Add(entry);
                continue;
            }

            same.Remove("value");
            same.Remove("choice_ids");
            foreach (var (name, value) in entry)
            {
                same[name] = value?.DeepClone();
            }
        }
    }

    private static JsonObject ValueOf(JsonObject field, string column, string text)
    {
        var type = field.Text("type");
        var entry = new JsonObject { ["custom_field_id"] = field.Text("custom_field_id") };
        if (type is "single_select" or "multi_select")
        {
            var ids = FieldValues
                .LabelsOf(text, type)
                .Select(label =>
                    FieldValues.ChoiceId(field, label)
                    ?? throw new ImportRowException($"{column} has no choice '{label}'", isCorrectable: true)
                );
            entry["choice_ids"] = new JsonArray([.. ids.Select(id => (JsonNode?)JsonValue.Create(id))]);
            return entry;
        }

        entry["value"] = FieldValues.Fits(field, type, text)
            ? text
            : throw new ImportRowException($"{column} '{text}' is not a valid {type}", isCorrectable: true);
        return entry;
    }

    private void SetSms(JsonObject contact, Dictionary<string, string> cells, string? number)
    {
        if (number is null || contact.ContainsKey("sms_channel"))
        {
            return;
        }

        // An explicit consent needs its date; without one nothing is granted.
        var permission = smsPermission == "explicit" && cells.ContainsKey("sms_consent_date") ? "explicit" : "not_set";
        contact["sms_channel"] = SmsChannels.ToReadShape(
            new JsonObject
            {
                ["full_sms_address"] = "1" + number,
                ["sms_channel_consents"] = new JsonArray(
                    new JsonObject { ["sms_consent_permission"] = permission, ["consent_type"] = "promotional_sms" }
                ),
            },
            before: null,
            "Account",
            account
        );
    }

    private void JoinLists(JsonObject contact, StoredContact? stored, bool revives)
    {
        if (stored is { Permission: "unsubscribed" } || stored is { IsDeleted: true } && !revives)
        {
            _notListed.Add(stored.Id);
            return;
        }

        var members = contact.Array("list_memberships")!;
        foreach (var id in lists.Where(account.HasList).Select(l => l.ToString()))
        {
            if (!members.Any(m => string.Equals(JsonAccess.ScalarText(m), id, StringComparison.OrdinalIgnoreCase)))
            {
                members.Add(id);
            }
        }
    }

    private static (string Kind, string Part)? AddressColumn(string column)
    {
        // Without a kind it is the home address.
        if (AddressParts.ContainsKey(column))
        {
            return ("home", column);
        }

        var parts = column.Split('_', 2);
        return
            parts.Length == 2
            && ContactShape.AddressKinds.Contains(parts[0], StringComparer.Ordinal)
            && AddressParts.ContainsKey(parts[1])
            ? (parts[0], parts[1])
            : null;
    }

    private static JsonObject? OfKind(JsonArray entries, string kind) =>
        entries.OfType<JsonObject>().FirstOrDefault(e => e.Text("kind") == kind);

    private static void Room(JsonArray entries, SubResource kind)
    {
        if (entries.Count >= kind.Maximum)
        {
            throw new ImportRowException(
                $"the contact has the maximum of {kind.Maximum.ToString(CultureInfo.InvariantCulture)} {kind.Name}",
                isCorrectable: false
            );
        }
    }

    private static string Fitting(string column, string text, int maximum) =>
        text.Length <= maximum
            ? text
            : throw new ImportRowException(
                $"{column} is longer than {maximum.ToString(CultureInfo.InvariantCulture)} characters",
                isCorrectable: false
            );

    private static int Number(string? text, int maximum) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number)
        && number >= 1
        && number <= maximum
            ? number
            : throw new ImportRowException("the birthday is not valid", isCorrectable: true);
}
