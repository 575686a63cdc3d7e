using System;
using System.Collections.Generic;
using System.Linq;
using System.Text.Json.Nodes;
using ConstantContact.Emulator.Contacts;
using ConstantContact.Emulator.Http;
using ConstantContact.Emulator.Json;

namespace ConstantContact.Emulator.Activities;

/// <summary>The contacts a bulk job is about: exactly one way of naming them, chosen when the job runs.</summary>
internal sealed class BulkSource
{
    private static readonly string[] Members =
        ["contact_ids", "list_ids", "tag_ids", "all_active_contacts", "new_subscriber", "engagement_level", "segment_id"];

    private readonly HashSet<Guid> _contacts;
    private readonly List<Guid> _lists;
    private readonly List<Guid> _tags;
    private readonly bool _allActive;
    private readonly bool _newSubscribers;
    private readonly HashSet<Guid> _excluded;

    private BulkSource(JsonObject source, JsonObject? exclude, Validation faults)
    {
        _contacts = [.. faults.Ids(source, "contact_ids", 500) ?? []];
        _lists = faults.Ids(source, "list_ids", 50) ?? [];
        _tags = faults.Ids(source, "tag_ids", 50) ?? [];
        _allActive = source.Text("all_active_contacts") == "true";
        _newSubscribers = source.Text("new_subscriber") == "true";
        _excluded = exclude is null ? [] : [.. faults.Ids(exclude, "contact_ids", int.MaxValue) ?? []];
    }

    internal static BulkSource? Read(JsonObject body, Validation faults)
    {
        if (body.Object("source") is not { } source)
        {
            faults.Add("source is missing");
            return null;
        }

        var named = Members.Where(m => source[m] is { } value && JsonAccess.ScalarText(value) != "false").ToList();
        if (named.Count != 1)
        {
            faults.Add("source must have exactly one of its members");
            return null;
        }

        if (named[0] is "engagement_level" or "segment_id")
        {
            faults.Add($"source[{named[0]}] is not emulated");
        }

        if (body.Object("exclude") is not null && named[0] is not ("list_ids" or "all_active_contacts"))
        {
            faults.Add("exclude is only allowed with list_ids or all_active_contacts");
        }

        return new BulkSource(source, body.Object("exclude"), faults);
    }

    internal bool Holds(StoredContact row, DateTimeOffset now) =>
        !row.IsDeleted
        && !_excluded.Contains(row.Id)
        && (_contacts.Contains(row.Id)
            || row.Lists.Intersect(_lists).Any()
            || row.Tags.Intersect(_tags).Any()
            || (_allActive && row.IsActive)
            || (_newSubscribers && row.CreatedAt >= now.AddDays(-30)));
}
