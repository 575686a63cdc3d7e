using System;
using System.Collections.Generic;
using System.Linq;
using System.Text.Json.Nodes;
using ConstantContact.Emulator.Accounts;
using ConstantContact.Emulator.Contacts;
using ConstantContact.Emulator.Json;

namespace ConstantContact.Emulator.Exports;

/// <summary>
/// The names that an export's <c>fields</c> may have, and the columns that each makes. Headings seen in real files are
/// Email address, First name, Last name, Phone - home, Phone - mobile, Email update source, Source Name, Created At,
/// Updated At, and the label of a custom field; the others are made alike. Columns stand in the order of this table
/// whatever the order asked for.
/// </summary>
internal sealed class ExportFields
{
    internal const string CustomFields = "custom_fields";

    private static readonly (string Kind, string Heading)[] PhoneKinds =
    [
        ("home", "home"),
        ("work", "work"),
        ("mobile", "mobile"),
        ("other", "other"),
    ];
    private static readonly (string Kind, string Heading)[] AddressKinds =
    [
        ("home", "Home"),
        ("work", "Work"),
        ("other", "Other"),
    ];

    private readonly List<(string Field, ExportColumn Column)> _columns = [];

    internal ExportFields(EmulatedAccount account)
    {
        Add("email_address", "Email address", c => c.Object("email_address").Text("address"));
        Add("email_address", "Email permission status", c => c.Object("email_address").Text("permission_to_send"));
        Add("email_address", "Email update source", c => c.Text("update_source") ?? c.Text("create_source"));
        Add("first_name", "First name", c => c.Text("first_name"));
        Add("last_name", "Last name", c => c.Text("last_name"));
        Add("company_name", "Company", c => c.Text("company_name"));
        Add("job_title", "Job title", c => c.Text("job_title"));
        foreach (var (kind, heading) in PhoneKinds)
        {
            Add("phone_number", $"Phone - {heading}", c => OfKind(c, SubResource.Phones, kind, "phone_number"));
        }

        foreach (var (kind, heading) in AddressKinds)
        {
            Add("street", $"Street address line 1 - {heading}", c => OfKind(c, SubResource.Addresses, kind, "street"));
            Add("city", $"City - {heading}", c => OfKind(c, SubResource.Addresses, kind, "city"));
            Add("state", $"State/Province - {heading}", c => OfKind(c, SubResource.Addresses, kind, "state"));
            Add("zip", $"Zip/Postal Code - {heading}", c => OfKind(c, SubResource.Addresses, kind, "postal_code"));
            Add("country", $"Country - {heading}", c => OfKind(c, SubResource.Addresses, kind, "country"));
        }

        Add("website", "Website", static _ => null);
        Add("social_profiles", "Social profiles", static _ => null);
        Add("anniversary", "Anniversary", c => c.Text("anniversary"));
        Add(
            "birthday",
            "Birthday",
            c => c.Text("birthday_month") is { } month ? $"{month}/{c.Text("birthday_day")}" : null
        );
        Add("birthday_month", "Birthday month", c => c.Text("birthday_month"));
        Add("birthday_day", "Birthday day", c => c.Text("birthday_day"));
        Add("notes", "Notes", c => Joined(Entries(c, SubResource.Notes).Select(n => n.Text("content"))));
        var lists = account.Lists.All.ToDictionary(
            l => l.Text("list_id")!,
            l => l.Text("name"),
            StringComparer.OrdinalIgnoreCase
        );
        Add(
            "email_lists",
            "Email Lists",
            c =>
                Joined(
                    (c.Array("list_memberships") ?? []).Select(l =>
                        lists.GetValueOrDefault(JsonAccess.ScalarText(l) ?? "")
                    )
                )
        );
        Add("source_name", "Source Name", c => c.Text("create_source"));
        Add("created_at", "Created At", c => c.Text("created_at"));
        Add("updated_at", "Updated At", c => c.Text("updated_at"));
        Add("email_optin_source", "Email opt-in source", c => c.Object("email_address").Text("opt_in_source"));
        Add("email_optin_date", "Email opt-in date", c => c.Object("email_address").Text("opt_in_date"));
        Add("email_optout_source", "Email opt-out source", c => c.Object("email_address").Text("opt_out_source"));
        Add("email_optout_date", "Email opt-out date", c => c.Object("email_address").Text("opt_out_date"));
        Add("email_optout_reason", "Email opt-out reason", c => c.Object("email_address").Text("opt_out_reason"));
        Add("sms_number", "SMS number", c => c.Object("sms_channel").Text("sms_address"));
        Add("sms_consent_date", "SMS consent date", c => Consent(c).Text("opt_in_date"));
        Add("sms_status", "SMS status", c => Consent(c).Text("sms_consent_permission"));
        foreach (var field in account.Fields.All)
        {
            var id = field.Text("custom_field_id")!;
            var column = new ExportColumn(field.Text("label")!, c => ValueOf(c, field));

            // Asked for together or one by one, by id.
            _columns.Add((CustomFields, column));
            _columns.Add((id, column));
        }
    }

    internal bool Knows(string field) => field == CustomFields || _columns.Exists(c => Same(c.Field, field));

    /// <summary>The columns for the fields that were asked for; all of them when none was.</summary>
    internal List<ExportColumn> Columns(IReadOnlyCollection<string>? fields) =>
        [.. _columns.Where(c => fields is null || fields.Any(f => Same(f, c.Field))).Select(c => c.Column).Distinct()];

    private void Add(string field, string heading, Func<JsonObject, string?> value) =>
        _columns.Add((field, new ExportColumn(heading, value)));

    private static bool Same(string left, string right) =>
        string.Equals(left, right, StringComparison.OrdinalIgnoreCase);

    private static IEnumerable<JsonObject> Entries(JsonObject contact, SubResource kind) =>
        (contact.Array(kind.Name) ?? []).OfType<JsonObject>();

    private static string? OfKind(JsonObject contact, SubResource kind, string entryKind, string member) =>
        Joined(Entries(contact, kind).Where(e => e.Text("kind") == entryKind).Select(e => e.Text(member)));

    private static JsonObject? Consent(JsonObject contact) =>
        contact.Object("sms_channel").Array("sms_channel_consents")?.OfType<JsonObject>().FirstOrDefault();

    private static string? ValueOf(JsonObject contact, JsonObject field)
    {
        var id = field.Text("custom_field_id");
        return Joined(
            Entries(contact, SubResource.CustomFields)
                .Where(e => e.Text("custom_field_id") == id)
                .SelectMany(entry =>
                    entry.Array("choice_ids") is { Count: > 0 } choices
                        ? choices
                            .Select(JsonAccess.ScalarText)
                            .Select(choice =>
                                field
                                    .Array("choices")
                                    ?.OfType<JsonObject>()
                                    .FirstOrDefault(f => f.Text("choice_id") == choice)
                                    .Text("choice_label")
                            )
                        : [entry.Text("value")]
                )
        );
    }

    private static string? Joined(IEnumerable<string?> texts)
    {
        var given = texts.Where(t => !string.IsNullOrEmpty(t)).ToList();
        return given.Count == 0 ? null : string.Join(", ", given);
    }
}
