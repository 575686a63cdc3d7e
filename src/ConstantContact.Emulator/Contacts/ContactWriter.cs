using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using System.Text.Json.Nodes;
using ConstantContact.Emulator.Accounts;
using ConstantContact.Emulator.Http;
using ConstantContact.Emulator.Json;
using ConstantContact.Emulator.Switches;

namespace ConstantContact.Emulator.Contacts;

/// <summary>
/// The contact that results from a POST or PUT. PUT overwrites: a core member that the body leaves out, or sends
/// blank, is gone. Whether that holds for sub-resources too is where the specification (no) and the
/// vendor's staff (yes) part: see <see cref="SwitchCatalogue.OmittedSubresource"/>.
/// </summary>
internal sealed class ContactWriter(EmulatedAccount account)
{
    private static readonly SubResource[] EntryKinds =
    [
        SubResource.CustomFields,
        SubResource.Phones,
        SubResource.Addresses,
    ];

    private readonly ContactValidator _validator = new(account);

    private readonly EmailWriter _emails = new(account);

    /// <param name="body">What was sent.</param>
    /// <param name="checks">False for a body that was judged already.</param>
    internal StoredContact Create(JsonObject body, bool checks = true)
    {
        if (checks)
        {
            _validator.Check(body, "create_source", before: null);
        }

        var hasEmail = body.Object("email_address") is not null;
        if (
            checks
            && !hasEmail
            && body.Object("sms_channel") is null
            && IsBlank(body, "first_name")
            && IsBlank(body, "last_name")
        )
        {
            throw ApiProblem.Validation(
                "at least one of first_name, last_name, email_address, sms_channel must be provided"
            );
        }

        var source = body.Text("create_source")!;
        RefuseTaken(body, self: null);
        var now = account.Now.ToApi();
        var contact = new JsonObject { ["contact_id"] = account.Ids.Next().ToString() };
        if (hasEmail)
        {
            contact["email_address"] = _emails.New(body.Object("email_address")!, source);
        }

        SetCore(contact, body, before: null);
        contact["create_source"] = source;
        contact["created_at"] = now;
        contact["updated_at"] = now;
        foreach (var kind in EntryKinds)
        {
            contact[kind.Name] = new EntryMerge(account, kind, source).Apply([], body.Array(kind.Name) ?? []);
        }

        contact["list_memberships"] = IdsOf(body, SubResource.Lists) ?? [];
        contact["taggings"] = IdsOf(body, SubResource.Tags) ?? [];
        contact["notes"] = new EntryMerge(account, SubResource.Notes, source).Apply([], body.Array("notes") ?? []);
        if (body.Object("sms_channel") is { } sms)
        {
            contact["sms_channel"] = SmsChannels.ToReadShape(sms, before: null, source, account);
        }

        return account.Contacts.Save(contact);
    }

    internal StoredContact Replace(StoredContact row, JsonObject body)
    {
        var before = row.ToJson();
        _validator.Check(body, "update_source", before);
        var source = body.Text("update_source")!;
        if (row.IsDeleted && source == "Contact" && account.Switches.Is(SwitchCatalogue.RestoreByContact, "reject"))
        {
            throw ApiProblem.Validation("update_source must be Account to restore a deleted contact");
        }

        RefuseTaken(body, row.Id);
        var contact = new JsonObject { ["contact_id"] = before.Text("contact_id") };
        if (_emails.After(before, body, source) is { } email)
        {
            contact["email_address"] = email;
        }

        SetCore(contact, body, before);
        contact["update_source"] = source;
        foreach (var name in new[] { "create_source", "created_at", "updated_at" })
        {
            contact.SetOrRemove(name, before.Text(name));
        }

        EntryMerge.CarryUnknown(contact, before, body, ContactShape.Knows, account.Switches);
        foreach (var kind in EntryKinds.Append(SubResource.Notes))
        {
            contact[kind.Name] = EntriesAfter(before, body, kind, source);
        }

        contact["list_memberships"] = ListsAfter(before, body, contact);
        contact["taggings"] = MembersAfter(before, body, SubResource.Tags);
        SetSms(contact, before, body, source);
        if (row.IsDeleted || !JsonNode.DeepEquals(Details(before), Details(contact)))
        {
            contact["updated_at"] = account.Now.ToApi();
        }

        return account.Contacts.Save(contact);
    }

    internal StoredContact Delete(StoredContact row)
    {
        var contact = row.ToJson();
        contact["list_memberships"] = new JsonArray();
        contact["deleted_at"] = account.Now.ToApi();
        return account.Contacts.Save(contact);
    }

    internal void SetCore(JsonObject contact, JsonObject body, JsonObject? before)
    {
        foreach (var name in ContactShape.Texts)
        {
            contact.SetOrRemove(
                name,
                IsBlank(body, name) ? null : ContactShape.NameAsStored(name, body.Text(name)!, account.Switches)
            );
        }

        foreach (var name in new[] { "birthday_month", "birthday_day" })
        {
            contact.Remove(name);
            if (
                int.TryParse(
                    body.Text(name),
                    NumberStyles.AllowLeadingSign,
                    CultureInfo.InvariantCulture,
                    out var number
                )
            )
            {
                contact[name] = number;
            }
        }

        var anniversary = IsBlank(body, "anniversary") ? null : body.Text("anniversary");
        contact.SetOrRemove(
            "anniversary",
            anniversary is null || anniversary == before.Text("anniversary")
                ? anniversary
                : ContactDates.ToIso(anniversary)
        );
    }

    /// <summary>
    /// An address or number belongs to one contact for ever, a deleted one included; the text names the holder.
    /// </summary>
    internal void RefuseTaken(JsonObject body, Guid? self)
    {
        var address = body.Object("email_address").Text("address");
        var holder = address is null ? null : account.Contacts.FindByEmail(address);
        if (holder is not null && holder.Id != self)
        {
            throw ApiProblem.Conflict($"Validation failed: Email already exists for contact {holder.Id}");
        }

        var number = body.Object("sms_channel").Text("full_sms_address");
        holder = number is null ? null : account.Contacts.FindBySms(number);
        if (holder is not null && holder.Id != self)
        {
            throw ApiProblem.Conflict($"Validation failed: SMS address already exists for contact {holder.Id}");
        }
    }

    internal static JsonArray ToArray(IEnumerable<Guid> ids) =>
        new([.. ids.Select(id => (JsonNode?)JsonValue.Create(id.ToString()))]);

    private static bool IsBlank(JsonObject body, string name) => string.IsNullOrWhiteSpace(body.Text(name));

    private JsonArray EntriesAfter(JsonObject before, JsonObject body, SubResource kind, string source)
    {
        var stored = before.Array(kind.Name) ?? [];
        return Omits(body, kind.Name, out var kept)
            ? kept
                ? stored.DeepClone().AsArray()
                : []
            : new EntryMerge(account, kind, source).Apply(stored, body.Array(kind.Name) ?? []);
    }

    private JsonArray MembersAfter(JsonObject before, JsonObject body, SubResource kind)
    {
        var stored = before.Array(kind.Name) ?? [];
        if (Omits(body, kind.Name, out var kept))
        {
            return kept ? stored.DeepClone().AsArray() : [];
        }

        var sent = IdsOf(body, kind) ?? [];
        if (!account.Switches.Is(SwitchCatalogue.SentArray, "append"))
        {
            return sent;
        }

        return new JsonArray([
            .. stored
                .Concat(sent)
                .Select(JsonAccess.ScalarText)
                .Distinct(StringComparer.OrdinalIgnoreCase)
                .Select(t => (JsonNode?)JsonValue.Create(t)),
        ]);
    }

    private JsonArray ListsAfter(JsonObject before, JsonObject body, JsonObject contact)
    {
        var lists = MembersAfter(before, body, SubResource.Lists);
        var was = before.Object("email_address").Text("permission_to_send");
        if (contact.Object("email_address").Text("permission_to_send") != "unsubscribed")
        {
            return lists;
        }

        if (was != "unsubscribed")
        {
            return account.Switches.Is(SwitchCatalogue.UnsubscribeStripsLists, "yes") ? [] : lists;
        }

        var stored = (before.Array("list_memberships") ?? [])
            .Select(JsonAccess.ScalarText)
            .ToHashSet(StringComparer.OrdinalIgnoreCase);
        var added = lists.Where(l => !stored.Contains(JsonAccess.ScalarText(l)!)).ToList();
        if (added.Count > 0 && account.Switches.Is(SwitchCatalogue.UnsubscribedListAdd, "reject"))
        {
            throw ApiProblem.Validation("list_memberships cannot be added to an unsubscribed contact");
        }

        if (account.Switches.Is(SwitchCatalogue.UnsubscribedListAdd, "ignore"))
        {
            added.ForEach(a => lists.Remove(a));
        }

        return lists;
    }

    private void SetSms(JsonObject contact, JsonObject before, JsonObject body, string source)
    {
        var stored = before.Object("sms_channel");
        if (Omits(body, "sms_channel", out var kept))
        {
            if (kept && stored is not null)
            {
                contact["sms_channel"] = stored.DeepClone();
            }
        }
        else if (body.Object("sms_channel") is { } sent)
        {
            contact["sms_channel"] = SmsChannels.ToReadShape(sent, stored, source, account);
        }
    }

    /// <summary>
    /// Whether the body leaves a sub-resource out, and if so, whether that keeps it. A null that was sent empties.
    /// </summary>
    private bool Omits(JsonObject body, string name, out bool kept)
    {
        kept = account.Switches.Is(SwitchCatalogue.OmittedSubresource, "keep");
        if (body[name] is JsonArray { Count: 0 } && account.Switches.Is(SwitchCatalogue.EmptyArray, "keeps"))
        {
            kept = true;
            return true;
        }

        return !body.ContainsKey(name);
    }

    private static JsonArray? IdsOf(JsonObject body, SubResource kind) =>
        new Validation().Ids(body, kind.Name, kind.Maximum) is { } ids ? ToArray(ids) : null;

    /// <summary>
    /// The members that move updated_at. Permission and opt-out have stamps of their own, on the address.
    /// </summary>
    private static JsonObject Details(JsonObject contact)
    {
        var details = contact.DeepClone().AsObject();
        details.Remove("updated_at");
        details.Remove("update_source");
        if (details.Object("email_address") is { } email)
        {
            foreach (
                var name in new[]
                {
                    "permission_to_send",
                    "updated_at",
                    "confirm_status",
                    "opt_in_date",
                    "opt_out_source",
                    "opt_out_date",
                    "opt_out_reason",
                }
            )
            {
                email.Remove(name);
            }
        }

        return details;
    }
}
