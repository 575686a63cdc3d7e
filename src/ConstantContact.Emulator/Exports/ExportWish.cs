using System;
using System.Collections.Generic;
using System.Linq;
using System.Text.Json.Nodes;
using ConstantContact.Emulator.Accounts;
using ConstantContact.Emulator.Activities;
using ConstantContact.Emulator.Contacts;
using ConstantContact.Emulator.Endpoints;
using ConstantContact.Emulator.Http;
using ConstantContact.Emulator.Json;
using ConstantContact.Emulator.Switches;

namespace ConstantContact.Emulator.Exports;

/// <summary>
/// Which contacts an export is to hold. The ways of naming them exclude one another, but status goes with contacts or
/// lists or stands alone, and exclude goes with lists or new subscribers. Nothing said is everybody who is not deleted.
/// </summary>
internal sealed class ExportWish
{
    private const int MaximumExcluded = 50;
    private static readonly string[] Sources = ["contact_ids", "list_ids", "tag_ids", "new_subscriber", "segment_id"];

    private readonly Func<StoredContact, bool> _holds;
    private readonly HashSet<Guid> _excluded;
    private readonly string? _status;
    private readonly SwitchSettings _switches;

    private ExportWish(Func<StoredContact, bool> holds, HashSet<Guid> excluded, string? status, SwitchSettings switches)
    {
        _switches = switches;
        _holds = holds;
        _excluded = excluded;
        _status = status;
    }

    internal static ExportWish Read(JsonObject body, EmulatedAccount account, Validation faults)
    {
        var named = Sources.Where(s => body[s] is { } value && JsonAccess.ScalarText(value) != "false").ToList();
        if (named.Count > 1)
        {
            faults.Add($"{string.Join(", ", named)} are mutually exclusive");
        }

        var status = body.Text("status");
        if (status is not (null or "active" or "unsubscribed" or "removed"))
        {
            faults.Add("status does not have a valid value");
        }

        if (status is not null && named.Exists(n => n is not ("contact_ids" or "list_ids")))
        {
            faults.Add("status is only allowed with contact_ids or list_ids");
        }

        var excluded = BulkSource.Exclude(body, named.Exists(n => n is "list_ids" or "new_subscriber"), faults);
        if (excluded.Count > MaximumExcluded)
        {
            faults.Add("exclude[contact_ids] has more than 50 items");
        }

        return new ExportWish(
            Condition(body, named.FirstOrDefault(), account, faults),
            excluded,
            status,
            account.Switches
        );
    }

    internal bool Holds(StoredContact row) => HasStatus(row) && !_excluded.Contains(row.Id) && _holds(row);

    private bool HasStatus(StoredContact row) =>
        _status switch
        {
            "active" => ActiveContacts.Holds(row, _switches),
            "unsubscribed" => !row.IsDeleted && row.Permission == "unsubscribed",
            "removed" => row.IsDeleted,
            _ => !row.IsDeleted,
        };

    private static Func<StoredContact, bool> Condition(
        JsonObject body,
        string? source,
        EmulatedAccount account,
        Validation faults
    )
    {
        switch (source)
        {
            case "contact_ids":
                var contacts = faults.Ids(body, source, BulkSource.MaximumContacts)?.ToHashSet() ?? [];
                return row => contacts.Contains(row.Id);
            case "list_ids":
                var lists = Known(faults.Ids(body, source, BulkSource.MaximumLists), source, account.HasList, faults);
                return row => row.Lists.Any(lists.Contains);
            case "tag_ids":
                var tags = Known(
                    faults.Ids(body, source, BulkSource.MaximumTags),
                    source,
                    id => account.Tags.Find(id) is not null,
                    faults
                );
                return row => row.Tags.Any(tags.Contains);
            case "new_subscriber":
                if (JsonAccess.ScalarText(body[source]) != "true")
                {
                    faults.Add("new_subscriber is invalid");
                }

                return row => NewSubscribers.Holds(row, account.Now);
            case "segment_id":
                if (SegmentEndpoints.CriteriaOf(account, body.Text(source)) is not { } criteria)
                {
                    faults.AddUnknown("segment_id is unknown");
                    return static _ => false;
                }

                return criteria.Holds;
            default:
                return static _ => true;
        }
    }

    private static List<Guid> Known(List<Guid>? ids, string member, Func<Guid, bool> exists, Validation faults)
    {
        (ids ??= [])
            .Where(id => !exists(id))
            .ToList()
            .ForEach(id => faults.AddUnknown($"{member} contains an unknown id: {id}"));
        return ids;
    }
}
