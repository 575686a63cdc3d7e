using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using System.Text.Json.Nodes;
using ConstantContact.Emulator.Accounts;
using ConstantContact.Emulator.CustomFields;
using ConstantContact.Emulator.Http;
using ConstantContact.Emulator.Json;
using ConstantContact.Emulator.Switches;

namespace ConstantContact.Emulator.Contacts;

/// <summary>Checks the body of a POST or PUT: types, lengths, counts, and that every id it names exists.</summary>
internal sealed class ContactValidator(EmulatedAccount account)
{
    /// <param name="body">What was sent.</param>
    /// <param name="sourceMember">create_source or update_source, whichever the verb requires.</param>
    /// <param name="before">The stored contact, null for a new one: values it has already are not judged again.</param>
    /// <param name="maximumFields">Where more custom fields may be sent than a contact can have.</param>
    /// <param name="unknownIsNotFound">Whether the operation may answer 404 for ids that are unknown.</param>
    internal void Check(
        JsonObject body,
        string sourceMember,
        JsonObject? before,
        bool unknownIsNotFound = false,
        int? maximumFields = null
    )
    {
        var faults = new Validation { UnknownIsNotFound = unknownIsNotFound };
        faults.Required(body, sourceMember, [.. ContactShape.SourcesUnder(account.Switches)]);
        foreach (var name in ContactShape.Texts)
        {
            faults.Text(body, name, ContactShape.NameLength);
        }

        CheckBirthday(body, faults);
        CheckAnniversary(body, before, faults);
        CheckEmail(body, faults);
        CheckIds(body, SubResource.Lists, account.HasList, faults);
        CheckIds(body, SubResource.Tags, id => account.Tags.Find(id) is not null, faults);
        CheckEntries(body, SubResource.Phones, ContactShape.PhoneKinds, kindRequired: false, faults);
        CheckEntries(body, SubResource.Addresses, ContactShape.AddressKinds, kindRequired: true, faults);
        CheckEntries(body, SubResource.Notes, null, kindRequired: false, faults);
        CheckCustomFields(body, before, maximumFields ?? SubResource.CustomFields.Maximum, faults);
        SmsChannels.Check(body, faults);
        if (sourceMember == "update_source" && account.Switches.Is(SwitchCatalogue.EntryIds, "reject"))
        {
            RejectIds(body, SubResource.Phones, faults);
            RejectIds(body, SubResource.Addresses, faults);
        }

        if (account.Switches.Is(SwitchCatalogue.UnknownMembers, "reject"))
        {
            RejectUnknown(body, faults);
        }

        faults.ThrowIfAny();
    }

    internal static bool LooksLikeEmail(string address)
    {
        var at = address.IndexOf('@', StringComparison.Ordinal);
        return at > 0
            && at == address.LastIndexOf('@')
            && address.IndexOf('.', at) > at + 1
            && !address.EndsWith('.')
            && !address.Any(c => char.IsWhiteSpace(c) || char.IsControl(c) || c is ',' or ';' or '<' or '>');
    }

    private static void CheckBirthday(JsonObject body, Validation faults)
    {
        var month = faults.Integer(body, "birthday_month", 1, 12);
        var day = faults.Integer(body, "birthday_day", 1, 31);
        if (!faults.HasFaults && month.HasValue != day.HasValue)
        {
            faults.Add("birthday_month, birthday_day must be provided together");
        }
    }

    private static void CheckAnniversary(JsonObject body, JsonObject? before, Validation faults)
    {
        var text = faults.Text(body, "anniversary", 10);
        if (text is not null && text != before.Text("anniversary") && ContactDates.ToIso(text) is null)
        {
            faults.Add("anniversary is invalid");
        }
    }

    private static void CheckEmail(JsonObject body, Validation faults)
    {
        if (!body.TryGetPropertyValue("email_address", out var node) || node is null)
        {
            return;
        }

        if (node is not JsonObject email)
        {
            faults.Add("email_address is invalid");
            return;
        }

        var address = faults.Text(email, "address", ContactShape.AddressLength, "email_address[address]");
        if (address is null)
        {
            faults.Add("email_address[address] is missing");
        }
        else if (!LooksLikeEmail(address))
        {
            faults.Add("email_address[address] is invalid");
        }

        faults.Text(email, "opt_out_reason", ContactShape.ReasonLength, "email_address[opt_out_reason]");
        var permission = email.Text("permission_to_send");
        if (permission is not null && !ContactShape.Permissions.Contains(permission, StringComparer.Ordinal))
        {
            faults.Add("email_address[permission_to_send] does not have a valid value");
        }
    }

    private static void CheckIds(JsonObject body, SubResource kind, Func<Guid, bool> exists, Validation faults)
    {
        foreach (var id in faults.Ids(body, kind.Name, kind.Maximum) ?? [])
        {
            if (!exists(id))
            {
                faults.AddUnknown($"{kind.Name} contains an unknown id: {id}");
            }
        }
    }

    private static void CheckEntries(
        JsonObject body,
        SubResource kind,
        IReadOnlyList<string>? kinds,
        bool kindRequired,
        Validation faults
    )
    {
        foreach (var (entry, label) in Entries(body, kind, faults))
        {
            foreach (var (member, maximum) in kind.Writable)
            {
                faults.Text(entry, member, maximum, $"{label}[{member}]");
            }

            var given = entry.Text("kind");
            if (kinds is not null && given is not null && !kinds.Contains(given, StringComparer.Ordinal))
            {
                faults.Add($"{label}[kind] does not have a valid value");
            }
            else if (kindRequired && given is null)
            {
                faults.Add($"{label}[kind] is missing");
            }
        }
    }

    private void CheckCustomFields(JsonObject body, JsonObject? before, int maximum, Validation faults)
    {
        foreach (var (entry, label) in Entries(body, SubResource.CustomFields, faults, maximum))
        {
            var value = faults.Text(entry, "value", 255, $"{label}[value]");
            var text = entry.Text("custom_field_id");
            if (text is null)
            {
                faults.Add($"{label}[custom_field_id] is missing");
                continue;
            }

            if (!Guid.TryParseExact(text, "D", out var id))
            {
                faults.Add($"{label}[custom_field_id] is invalid");
                continue;
            }

            var field = account.Fields.Find(id);
            if (field is null)
            {
                faults.AddUnknown($"{label}[custom_field_id] is unknown: {text}");
                continue;
            }

            // A stored value may be older than the field's present type or choices. Sent back unchanged, it passes.
            var isStored =
                before
                    .Array("custom_fields")
                    ?.OfType<JsonObject>()
                    .Any(b =>
                        b.Text("custom_field_id") == text
                        && b.Text("value") == entry.Text("value")
                        && JsonNode.DeepEquals(b.Array("choice_ids"), entry.Array("choice_ids"))
                    )
                ?? false;
            if (!isStored)
            {
                FieldValues.Check(field, value, entry, label, faults);
            }
        }
    }

    private static IEnumerable<(JsonObject Entry, string Label)> Entries(
        JsonObject body,
        SubResource kind,
        Validation faults,
        int? maximum = null
    )
    {
        var items = faults.Items(body, kind.Name, maximum ?? kind.Maximum);
        for (var at = 0; at < items?.Count; at++)
        {
            if (items[at] is JsonObject entry)
            {
                yield return (entry, $"{kind.Name}[{at.ToString(CultureInfo.InvariantCulture)}]");
            }
            else
            {
                faults.Add($"{kind.Name} is invalid");
            }
        }
    }

    private static void RejectIds(JsonObject body, SubResource kind, Validation faults)
    {
        foreach (var (entry, label) in Entries(body, kind, faults))
        {
            if (entry.ContainsKey(kind.IdMember!))
            {
                faults.Add($"{label}[{kind.IdMember}] is not a known member");
            }
        }
    }

    private static void RejectUnknown(JsonObject body, Validation faults)
    {
        Reject(body, ContactShape.Knows, "");
        if (body.Object("email_address") is { } email)
        {
            Reject(email, ContactShape.EmailKnows, "email_address");
        }

        if (body.Object("sms_channel") is { } channel)
        {
            Reject(channel, SmsChannels.Members.Contains, "sms_channel");
            foreach (var consent in (channel.Array("sms_channel_consents") ?? []).OfType<JsonObject>())
            {
                Reject(consent, SmsChannels.ConsentMembers.Contains, "sms_channel[sms_channel_consents]");
            }
        }

        foreach (
            var kind in new[] { SubResource.CustomFields, SubResource.Phones, SubResource.Addresses, SubResource.Notes }
        )
        {
            foreach (var (entry, label) in Entries(body, kind, faults))
            {
                Reject(entry, kind.Knows, label);
            }
        }

        void Reject(JsonObject map, Func<string, bool> knows, string label)
        {
            foreach (var (name, _) in map)
            {
                if (!knows(name))
                {
                    faults.Add($"{(label.Length == 0 ? name : $"{label}[{name}]")} is not a known member");
                }
            }
        }
    }
}
