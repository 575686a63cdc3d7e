using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using System.Text.Json.Nodes;
using ConstantContact.Emulator.Accounts;
using ConstantContact.Emulator.Contacts;
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

    private readonly EmailWriter _emails = new(account);
    private readonly ImportedKinds _kinds = new(account);
    private readonly List<string> _errors = [];
    private readonly HashSet<Guid> _people = [];
    private readonly HashSet<Guid> _notListed = [];
    private int _errorCount;
    private int _correctable;

    internal ActivityOutcome Run(IEnumerable<string> columnErrors)
    {
        _errors.AddRange(columnErrors);
        var fields = new ImportedFields(account, Report);
        if (
            account.Switches.Is(SwitchCatalogue.ImportUnknownField, "fail-job")
            && fields.FirstUnknown(rows) is { } unknown
        )
        {
            Report($"Unknown custom field: {unknown}");
            return new ActivityOutcome(Status(), _errors, "failed");
        }

        foreach (var row in rows)
        {
            try
            {
                Import(row, fields);
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

    private void Report(string error)
    {
        if (_errors.Count < MaximumErrors)
        {
            _errors.Add(error);
        }
    }

    private void Import(ImportRow row, ImportedFields fields)
    {
        var cells = new ImportCells(row, account.Switches.Is(SwitchCatalogue.ImportBlank, "erase"));
        var (address, sms) = Identify(cells);
        var stored =
            (address is null ? null : account.Contacts.FindByEmail(address))
            ?? (sms is null ? null : account.Contacts.FindBySms("1" + sms));
        var revives = account.Switches.Is(SwitchCatalogue.ImportRevivesDeleted, "yes");
        var contact = stored?.ToJson() ?? NewContact(address);
        var before = contact.DeepClone();
        SetTexts(contact, cells);
        SetBirthday(contact, cells);
        SetAnniversary(contact, cells);
        _kinds.SetPhones(contact, cells);
        _kinds.SetAddresses(contact, cells);
        fields.Set(contact, cells);
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

    /// <summary>The address and the SMS number by which the contact is found. One of them may be null.</summary>
    private (string? Address, string? Sms) Identify(ImportCells cells)
    {
        var address = cells["email"];
        var sms = cells["sms_number"]?.Replace("-", "", StringComparison.Ordinal);
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

        return (address, sms);
    }

    private JsonObject NewContact(string? address)
    {
        var now = account.Now.ToApi();
        var contact = new JsonObject { ["contact_id"] = account.Ids.Next().ToString() };
        if (address is not null)
        {
            contact["email_address"] = _emails.New(
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

    private void SetTexts(JsonObject contact, ImportCells cells)
    {
        foreach (var name in ContactShape.Texts)
        {
            if (cells[name] is { } text)
            {
                contact[name] = ContactShape.NameAsStored(
                    name,
                    ImportLimits.Fitting(name, text, ContactShape.NameLength),
                    account.Switches
                );
            }
            else if (cells.Erases(name))
            {
                contact.Remove(name);
            }
        }
    }

    private static void SetBirthday(JsonObject contact, ImportCells cells)
    {
        var (month, day) = (cells["birthday_month"], cells["birthday_day"]);
        if (month is not null || day is not null)
        {
            contact["birthday_month"] = Number(month, 12);
            contact["birthday_day"] = Number(day, 31);
        }
        else if (cells.Erases("birthday_month") || cells.Erases("birthday_day"))
        {
            contact.Remove("birthday_month");
            contact.Remove("birthday_day");
        }
    }

    private static void SetAnniversary(JsonObject contact, ImportCells cells)
    {
        if (cells["anniversary"] is { } anniversary)
        {
            contact["anniversary"] =
                ContactDates.ToIso(anniversary)
                ?? throw new ImportRowException($"the anniversary '{anniversary}' is not valid", isCorrectable: true);
        }
        else if (cells.Erases("anniversary"))
        {
            contact.Remove("anniversary");
        }
    }

    private void SetSms(JsonObject contact, ImportCells cells, string? number)
    {
        if (number is null || contact.ContainsKey("sms_channel"))
        {
            return;
        }

        // An explicit consent needs its date; without one nothing is granted.
        var permission = smsPermission == "explicit" && cells["sms_consent_date"] is not null ? "explicit" : "not_set";
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

    private static int Number(string? text, int maximum) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number)
        && number >= 1
        && number <= maximum
            ? number
            : throw new ImportRowException("the birthday is not valid", isCorrectable: true);
}
