using System;
using System.Collections.Generic;
using System.Linq;
using System.Text;
using System.Text.Json.Nodes;
using ConstantContact.Emulator.Accounts;
using ConstantContact.Emulator.Contacts;
using ConstantContact.Emulator.Http;
using ConstantContact.Emulator.Json;

namespace ConstantContact.Emulator.Activities;

/// <summary>The work of all jobs except imports.</summary>
internal static class BulkWork
{
    internal static Func<ActivityOutcome> DeleteLists(EmulatedAccount account, IReadOnlyList<Guid> ids) =>
        () =>
        {
            foreach (var id in ids)
            {
                if (account.Lists.Find(id) is { } list)
                {
                    list["deleted_at"] = account.Now.ToApi();
                }
            }

            ChangeContacts(
                account,
                row => row.Lists.Intersect(ids).Any(),
                contact => RemoveIds(contact, SubResource.Lists.Name, ids)
            );
            return new ActivityOutcome(new JsonObject { ["list_count"] = ids.Count }, []);
        };

    internal static Func<ActivityOutcome> DeleteTags(EmulatedAccount account, IReadOnlyList<Guid> ids) =>
        () =>
        {
            foreach (var id in ids)
            {
                account.Tags.Remove(id);
            }

            ChangeContacts(
                account,
                row => row.Tags.Intersect(ids).Any(),
                contact => RemoveIds(contact, SubResource.Tags.Name, ids)
            );
            return Items(ids.Count);
        };

    /// <summary>A field that is deleted takes its values from every contact with it.</summary>
    internal static void RemoveField(EmulatedAccount account, Guid id)
    {
        account.Fields.Remove(id);
        var text = id.ToString();
        var mark = Encoding.ASCII.GetBytes(text);
        ChangeContacts(
            account,
            row => row.Json.AsSpan().IndexOf(mark) >= 0,
            contact =>
            {
                var fields = contact.Array(SubResource.CustomFields.Name);
                var gone = fields?.Where(f => (f as JsonObject).Text("custom_field_id") == text).ToList() ?? [];
                gone.ForEach(g => fields!.Remove(g));
                return gone.Count > 0;
            }
        );
    }

    internal static ActivityOutcome Items(int count) =>
        new(new JsonObject { ["items_total_count"] = count, ["items_completed_count"] = count }, []);

    internal static int ChangeContacts(
        EmulatedAccount account,
        Func<StoredContact, bool> affected,
        Func<JsonObject, bool> change
    )
    {
        var changed = 0;
        foreach (var row in account.Contacts.Rows.Where(affected).ToList())
        {
            var contact = row.ToJson();
            if (change(contact))
            {
                account.Contacts.Save(contact);
                changed++;
            }
        }

        return changed;
    }

    internal static bool RemoveIds(JsonObject contact, string name, IReadOnlyCollection<Guid> ids)
    {
        var members = contact.Array(name);
        var gone =
            members?.Where(m => Guid.TryParse(JsonAccess.ScalarText(m), out var id) && ids.Contains(id)).ToList() ?? [];
        gone.ForEach(g => members!.Remove(g));
        return gone.Count > 0;
    }
}
