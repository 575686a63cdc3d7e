using System;
using System.Collections.Frozen;
using System.Linq;
using System.Text.Json.Nodes;
using ConstantContact.Emulator.Accounts;
using ConstantContact.Emulator.Http;
using ConstantContact.Emulator.Json;
using ConstantContact.Emulator.Switches;

namespace ConstantContact.Emulator.Contacts;

/// <summary>
/// POST /contacts/sign_up_form: create or update in one call, for people who just asked for it. Only what
/// is sent changes, lists and fields are added to, a deleted contact comes back, an opt-out is undone.
/// </summary>
internal sealed class SignUpForm(EmulatedAccount account, ContactWriter writer)
{
    /// <summary>The members that a form copies to the contact unchanged.</summary>
    private static readonly string[] Copied =
    [
        .. ContactShape.Texts,
        "birthday_month",
        "birthday_day",
        "anniversary",
        "custom_fields",
        "list_memberships",
    ];

    private static readonly FrozenSet<string> Members = Copied
        .Concat(["email_address", "phone_number", "street_address", "sms_channel"])
        .ToFrozenSet(StringComparer.Ordinal);

    private readonly ContactValidator _validator = new(account);

    internal ApiAnswer Submit(ApiCall call)
    {
        var form = call.JsonBody();
        var faults = new Validation();
        var address = faults.Text(form, "email_address", account.Switches.Number(SwitchCatalogue.SignUpEmailLength));
        var sms = SmsChannels.CheckForm(form, faults);
        if (address is null && sms is null)
        {
            faults.Add("email_address is missing");
        }

        var lists = faults.Ids(form, "list_memberships", 50);
        if (lists is null or { Count: 0 })
        {
            faults.Add("list_memberships is missing");
        }

        var maximumFields = account.Switches.Number(SwitchCatalogue.SignUpFields);
        faults.Items(form, "custom_fields", maximumFields);
        faults.Text(form, "phone_number", 25);
        if (account.Switches.Is(SwitchCatalogue.UnknownMembers, "reject"))
        {
            form.Select(m => m.Key)
                .Where(n => !Members.Contains(n))
                .ToList()
                .ForEach(n => faults.Add($"{n} is not a known member"));
        }

        faults.ThrowIfAny();
        var stored =
            (address is null ? null : account.Contacts.FindByEmail(address))
            ?? (sms is null ? null : account.Contacts.FindBySms(sms.Text("dial_code") + sms.Text("sms_address")));
        var before = stored?.ToJson();
        var body = AsContactBody(form, address);
        _validator.Check(
            body,
            "create_source",
            before,
            account.Switches.Is(SwitchCatalogue.UnknownIds, "404"),
            maximumFields
        );

        var permission =
            account.Switches.Is(SwitchCatalogue.ConfirmedOptIn, "on") && stored is null
                ? "pending_confirmation"
                : "explicit";
        if (body.Object("email_address") is { } email)
        {
            email["permission_to_send"] = permission;
        }

        if (before is not null)
        {
            return Answer(200, Update(before, body, permission, sms), "updated");
        }

        var created = writer.Create(body, checks: false);
        return Answer(201, sms is null ? created : WithSms(created, sms), "created");
    }

    private StoredContact WithSms(StoredContact created, JsonObject sms)
    {
        var contact = created.ToJson();
        contact["sms_channel"] = SmsChannels.FromForm(sms, before: null, account);
        return account.Contacts.Save(contact);
    }

    private static ApiAnswer Answer(int status, StoredContact row, string action) =>
        ApiAnswer.Json(status, new JsonObject { ["contact_id"] = row.Id.ToString(), ["action"] = action }, wrote: true);

    /// <summary>The form's flat members in the shape of a contact, so that one validator rules both.</summary>
    private static JsonObject AsContactBody(JsonObject form, string? address)
    {
        var body = new JsonObject { ["create_source"] = "Contact" };
        if (address is not null)
        {
            body["email_address"] = new JsonObject { ["address"] = address };
        }

        foreach (var name in Copied)
        {
            if (form.TryGetPropertyValue(name, out var value) && value is not null)
            {
                body[name] = value.DeepClone();
            }
        }

        if (form.Text("phone_number") is { Length: > 0 } phone)
        {
            body["phone_numbers"] = new JsonArray(new JsonObject { ["phone_number"] = phone, ["kind"] = "other" });
        }

        if (form.Object("street_address") is { } street)
        {
            body["street_addresses"] = new JsonArray(street.DeepClone());
        }

        return body;
    }

    private StoredContact Update(JsonObject before, JsonObject body, string permission, JsonObject? sms)
    {
        var contact = before.DeepClone().AsObject();
        if (body.Object("email_address") is { } sentEmail && contact.Object("email_address") is null)
        {
            contact["email_address"] = new EmailWriter(account).New(sentEmail, "Contact");
        }
        else if (
            body.ContainsKey("email_address")
            && contact.Object("email_address") is { } email
            && email.Text("permission_to_send") != permission
        )
        {
            email["permission_to_send"] = permission;
            email["updated_at"] = account.Now.ToApi();
            email["opt_in_date"] = account.Now.ToApi();
            email["confirm_status"] = ContactShape.ConfirmStatus(permission, account.Switches);
            OptOuts.Clear(email);
        }

        var sent = body.DeepClone().AsObject();
        foreach (var name in ContactShape.Texts.Concat(["birthday_month", "birthday_day", "anniversary"]))
        {
            // Members that the form does not have stay.
            if (!sent.ContainsKey(name) && before[name] is { } kept)
            {
                sent[name] = kept.DeepClone();
            }
        }

        if (sms is not null)
        {
            contact["sms_channel"] = SmsChannels.FromForm(sms, before.Object("sms_channel"), account);
        }

        writer.SetCore(contact, sent, before);
        AddEntries(contact, body, SubResource.CustomFields, "custom_field_id");
        AddEntries(contact, body, SubResource.Phones, "kind");
        AddEntries(contact, body, SubResource.Addresses, "kind");
        var lists = (contact.Array("list_memberships") ?? [])
            .Concat(body.Array("list_memberships")!)
            .Select(JsonAccess.ScalarText)
            .Distinct(StringComparer.OrdinalIgnoreCase)
            .Select(Guid.Parse!);
        contact["list_memberships"] = ContactWriter.ToArray(lists);
        contact["update_source"] = "Contact";
        contact["updated_at"] = account.Now.ToApi();
        contact.Remove("deleted_at");
        return account.Contacts.Save(contact);
    }

    private void AddEntries(JsonObject contact, JsonObject body, SubResource kind, string key)
    {
        if (body.Array(kind.Name) is not { } sent)
        {
            return;
        }

        var merged = contact.Array(kind.Name)?.DeepClone().AsArray() ?? [];
        foreach (var entry in new EntryMerge(account, kind, "Contact").Apply([], sent).ToList())
        {
            var same = merged.OfType<JsonObject>().FirstOrDefault(m => m.Text(key) == (entry as JsonObject).Text(key));
            if (same is null)
            {
                merged.Add(entry!.DeepClone());
            }
            else
            {
                foreach (var (member, _) in kind.Writable.Where(w => (entry as JsonObject).Text(w.Key) is not null))
                {
                    same[member] = (entry as JsonObject).Text(member);
                }
            }
        }

        contact[kind.Name] = merged;
    }
}
