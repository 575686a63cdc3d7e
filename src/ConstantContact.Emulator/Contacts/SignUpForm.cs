using System;
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
/// SMS is not emulated here yet.
/// </summary>
internal sealed class SignUpForm(EmulatedAccount account, ContactWriter writer)
{
    private readonly ContactValidator _validator = new(account);

    internal ApiAnswer Submit(ApiCall call)
    {
        var form = call.JsonBody();
        var faults = new Validation();
        var address = faults.Text(form, "email_address", ContactShape.AddressLength);
        if (address is null)
        {
            faults.Add("email_address is missing");
        }

        var lists = faults.Ids(form, "list_memberships", 50);
        if (lists is null or { Count: 0 })
        {
            faults.Add("list_memberships is missing");
        }

        faults.ThrowIfAny();
        var stored = account.Contacts.FindByEmail(address!);
        var before = stored?.ToJson();
        var body = AsContactBody(form, address!);
        _validator.Check(body, "create_source", before);

        var permission = account.Switches.Is(SwitchCatalogue.ConfirmedOptIn, "on") && stored is null ? "pending_confirmation" : "explicit";
        body["email_address"]!["permission_to_send"] = permission;
        if (before is null)
        {
            var created = writer.Create(body);
            return Answer(201, created, "created");
        }

        return Answer(200, Update(before, body, permission), "updated");
    }

    private static ApiAnswer Answer(int status, StoredContact row, string action) =>
        ApiAnswer.Json(status, new JsonObject { ["contact_id"] = row.Id.ToString(), ["action"] = action }, wrote: true);

    /// <summary>The form's flat members in the shape of a contact, so that one validator rules both.</summary>
    private static JsonObject AsContactBody(JsonObject form, string address)
    {
        var body = new JsonObject { ["create_source"] = "Contact", ["email_address"] = new JsonObject { ["address"] = address } };
        foreach (var name in ContactShape.Texts.Concat(["birthday_month", "birthday_day", "anniversary", "custom_fields", "list_memberships"]))
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

    private StoredContact Update(JsonObject before, JsonObject body, string permission)
    {
        var contact = before.DeepClone().AsObject();
        var email = contact.Object("email_address")!;
        if (email.Text("permission_to_send") != permission)
        {
            email["permission_to_send"] = permission;
            email["updated_at"] = account.Now.ToApi();
            email["opt_in_date"] = account.Now.ToApi();
            OptOuts.Clear(email);
        }

        var sent = body.DeepClone().AsObject();
        foreach (var name in ContactShape.Texts.Concat(["birthday_month", "birthday_day", "anniversary"]))
        {
            // What the form does not carry stays.
            if (!sent.ContainsKey(name) && before[name] is { } kept)
            {
                sent[name] = kept.DeepClone();
            }
        }

        ContactWriter.SetCore(contact, sent, before);
        AddEntries(contact, body, SubResource.CustomFields, "custom_field_id");
        AddEntries(contact, body, SubResource.Phones, "kind");
        AddEntries(contact, body, SubResource.Addresses, "kind");
        var lists = (contact.Array("list_memberships") ?? []).Concat(body.Array("list_memberships")!)
            .Select(JsonAccess.ScalarText).Distinct(StringComparer.OrdinalIgnoreCase).Select(Guid.Parse!);
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
