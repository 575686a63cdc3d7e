using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using System.Text.Json.Nodes;
using ConstantContact.Emulator.Accounts;
using ConstantContact.Emulator.Activities;
using ConstantContact.Emulator.Contacts;
using ConstantContact.Emulator.Http;
using ConstantContact.Emulator.Json;
using ConstantContact.Emulator.Switches;

namespace ConstantContact.Emulator.Endpoints;

/// <summary>The bulk jobs that are no imports and no exports.</summary>
internal sealed class BulkEndpoints(EmulatedAccount account)
{
    internal void MapTo(Router router)
    {
        router.Map(
            "POST",
            "/v3/activities/add_list_memberships",
            call => ChangeLists(call, "add_list_memberships", adds: true)
        );
        router.Map(
            "POST",
            "/v3/activities/remove_list_memberships",
            call => ChangeLists(call, "remove_list_memberships", adds: false)
        );
        router.Map(
            "POST",
            "/v3/activities/contacts_taggings_add",
            call => ChangeTags(call, "contacts_taggings_add", adds: true)
        );
        router.Map(
            "POST",
            "/v3/activities/contacts_taggings_remove",
            call => ChangeTags(call, "contacts_taggings_remove", adds: false)
        );
        router.Map("POST", "/v3/activities/contact_delete", DeleteContacts);
        router.Map(
            "POST",
            "/v3/activities/list_delete",
            call =>
                Queue("list_delete", BulkWork.DeleteLists(account, Required(call, "list_ids", 100, account.HasList)))
        );
        router.Map(
            "POST",
            "/v3/activities/contacts_tags_delete",
            call => Queue("contacts_tags_delete", BulkWork.DeleteTags(account, Required(call, "tag_ids", 500, HasTag)))
        );
        router.Map(
            "POST",
            "/v3/activities/custom_fields_delete",
            call =>
                Queue(
                    "custom_fields_delete",
                    DeleteFields(
                        Required(
                            call,
                            "custom_field_ids",
                            100,
                            id => account.Fields.Find(id) is not null,
                            UnknownIsNotFound
                        )
                    )
                )
        );
    }

    /// <summary>For the jobs that declare a 404: to take from lists, to tag, to delete fields.</summary>
    private bool UnknownIsNotFound => account.Switches.Is(SwitchCatalogue.UnknownIds, "404");

    private bool HasTag(Guid id) => account.Tags.Find(id) is not null;

    private ApiAnswer Queue(string kind, Func<ActivityOutcome> work) =>
        ApiAnswer.Json(201, account.Activities.Start(kind, work).DescribeStart(), wrote: true);

    private ApiAnswer ChangeLists(ApiCall call, string kind, bool adds)
    {
        var body = call.JsonBody();
        var faults = new Validation { UnknownIsNotFound = !adds && UnknownIsNotFound };
        var source = adds
            ? BulkSource.Read(body, account, BulkSource.ToAddToLists, BulkSource.MaximumLists, faults)
            : BulkSource.Read(
                body,
                account,
                BulkSource.ToRemoveFromLists,
                account.Switches.Number(SwitchCatalogue.RemoveListSources),
                faults
            );
        var lists = Known(body, "list_ids", 50, account.HasList, faults);
        faults.ThrowIfAny();
        return Queue(
            kind,
            () =>
            {
                // The service adds nobody who opted out to a list.
                var outcome = Change(
                    source!,
                    SubResource.Lists,
                    lists,
                    adds,
                    row => !(adds && row.Permission == "unsubscribed")
                );
                outcome.Status["list_count"] = lists.Count;
                return outcome;
            }
        );
    }

    private ApiAnswer ChangeTags(ApiCall call, string kind, bool adds)
    {
        var body = call.JsonBody();
        var faults = new Validation { UnknownIsNotFound = UnknownIsNotFound };
        var source = BulkSource.Read(body, account, BulkSource.ToTag, BulkSource.MaximumLists, faults);
        var tags = Known(body, "tag_ids", 50, HasTag, faults);
        faults.ThrowIfAny();
        return Queue(kind, () => Change(source!, SubResource.Tags, tags, adds, static _ => true));
    }

    private ApiAnswer DeleteContacts(ApiCall call)
    {
        var body = call.JsonBody();
        var faults = new Validation();
        var contacts = faults.Ids(body, "contact_ids", BulkSource.MaximumContacts);
        var lists = faults.Ids(body, "list_ids", BulkSource.MaximumLists);
        if (contacts is { Count: > 0 } == lists is { Count: > 0 })
        {
            faults.Add("exactly one of contact_ids, list_ids must be provided");
        }

        faults.ThrowIfAny();
        return Queue(
            "contact_delete",
            () =>
            {
                var writer = new ContactWriter(account);
                var rows = account
                    .Contacts.Rows.Where(r =>
                        !r.IsDeleted
                        && (
                            (contacts?.Contains(r.Id) ?? false) || (lists is not null && r.Lists.Intersect(lists).Any())
                        )
                    )
                    .ToList();
                rows.ForEach(r => writer.Delete(r));
                var outcome = BulkWork.Items(rows.Count);
                if (lists is { Count: > 0 })
                {
                    outcome.Status["list_count"] = lists.Count;
                }

                return outcome;
            }
        );
    }

    private Func<ActivityOutcome> DeleteFields(List<Guid> ids) =>
        () =>
        {
            ids.ForEach(id => BulkWork.RemoveField(account, id));
            return BulkWork.Items(ids.Count);
        };

    private static List<Guid> Required(
        ApiCall call,
        string name,
        int maximum,
        Func<Guid, bool> exists,
        bool unknownIsNotFound = false
    )
    {
        var faults = new Validation { UnknownIsNotFound = unknownIsNotFound };
        var ids = Known(call.JsonBody(), name, maximum, exists, faults);
        faults.ThrowIfAny();
        return ids;
    }

    private static List<Guid> Known(
        JsonObject body,
        string name,
        int maximum,
        Func<Guid, bool> exists,
        Validation faults
    )
    {
        var ids = faults.Ids(body, name, maximum) ?? [];
        if (ids.Count == 0)
        {
            faults.Add($"{name} is missing");
        }

        ids.Where(id => !exists(id)).ToList().ForEach(id => faults.AddUnknown($"{name} contains an unknown id: {id}"));
        return ids;
    }

    /// <summary>
    /// Adds to or takes from one array of every contact of the source. Items are contacts; one that could not be served
    /// is not completed.
    /// </summary>
    private ActivityOutcome Change(
        BulkSource source,
        SubResource kind,
        List<Guid> ids,
        bool adds,
        Func<StoredContact, bool> mayChange
    )
    {
        var errors = new List<string>();
        var completed = 0;

        // The vendor's FAQ restores up to 500 deleted contacts by naming them here.
        var revives = adds && kind == SubResource.Lists;
        var rows = account.Contacts.Rows.Where(r => source.Holds(r) && (!r.IsDeleted || revives)).ToList();
        foreach (var row in rows.Where(mayChange))
        {
            var contact = row.ToJson();
            var isChanged = adds ? Add(contact, kind, ids, errors) : BulkWork.RemoveIds(contact, kind.Name, ids);
            if (isChanged is null)
            {
                continue;
            }

            completed++;
            if (isChanged == true)
            {
                contact.Remove("deleted_at");
                account.Contacts.Save(contact);
            }
        }

        return new ActivityOutcome(
            new JsonObject { ["items_total_count"] = rows.Count, ["items_completed_count"] = completed },
            errors
        );
    }

    private static bool? Add(JsonObject contact, SubResource kind, List<Guid> ids, List<string> errors)
    {
        var members = contact.Array(kind.Name)!;
        var known = members.Select(JsonAccess.ScalarText).ToHashSet(StringComparer.OrdinalIgnoreCase);
        var missing = ids.Select(id => id.ToString()).Where(id => !known.Contains(id)).ToList();
        if (members.Count + missing.Count > kind.Maximum)
        {
            errors.Add(
                $"Contact {contact.Text("contact_id")} would have more than "
                    + $"{kind.Maximum.ToString(CultureInfo.InvariantCulture)} {kind.Name}"
            );
            return null;
        }

        missing.ForEach(id => members.Add(id));
        return missing.Count > 0;
    }
}
