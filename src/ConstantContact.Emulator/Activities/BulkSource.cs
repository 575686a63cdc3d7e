using System;
using System.Collections.Generic;
using System.Linq;
using System.Text.Json.Nodes;
using ConstantContact.Emulator.Accounts;
using ConstantContact.Emulator.Contacts;
using ConstantContact.Emulator.Endpoints;
using ConstantContact.Emulator.Http;
using ConstantContact.Emulator.Json;

namespace ConstantContact.Emulator.Activities;

/// <summary>The contacts a bulk job is about: exactly one way of naming them, chosen when the job runs.</summary>
internal sealed class BulkSource
{
    internal const int MaximumContacts = 500;
    internal const int MaximumLists = 50;
    internal const int MaximumTags = 50;

    internal static readonly string[] ToAddToLists =
    [
        "contact_ids",
        "list_ids",
        "tag_ids",
        "all_active_contacts",
        "engagement_level",
        "segment_id",
    ];
    internal static readonly string[] ToRemoveFromLists =
    [
        "contact_ids",
        "list_ids",
        "tag_ids",
        "all_active_contacts",
        "engagement_level",
    ];
    internal static readonly string[] ToTag =
    [
        "contact_ids",
        "list_ids",
        "tag_ids",
        "all_active_contacts",
        "new_subscriber",
    ];

    private static readonly string[] EngagementLevels = ["unqualified", "low", "medium", "high"];

    private readonly Func<StoredContact, bool> _holds;
    private readonly HashSet<Guid> _excluded;

    private BulkSource(Func<StoredContact, bool> holds, HashSet<Guid> excluded)
    {
        _holds = holds;
        _excluded = excluded;
    }

    /// <summary>Whether contacts are named one by one, which reaches deleted ones too.</summary>
    internal bool NamesContacts { get; private init; }

    /// <param name="body">The body of the request.</param>
    /// <param name="account">Knows segments and the time.</param>
    /// <param name="allowed">The members this job takes.</param>
    /// <param name="maximumLists">How many lists may be named.</param>
    /// <param name="faults">Gets what is wrong; the answer is then null.</param>
    internal static BulkSource? Read(
        JsonObject body,
        EmulatedAccount account,
        IReadOnlyCollection<string> allowed,
        int maximumLists,
        Validation faults
    )
    {
        if (body.Object("source") is not { } source)
        {
            faults.Add("source is missing");
            return null;
        }

        var named = source
            .Where(m => m.Value is not null && JsonAccess.ScalarText(m.Value) != "false")
            .Select(m => m.Key)
            .ToList();
        if (named.Count != 1 || !allowed.Contains(named[0], StringComparer.Ordinal))
        {
            faults.Add($"source must have exactly one of {string.Join(", ", allowed)}");
            return null;
        }

        var excluded = Exclude(body, named[0] is "list_ids" or "all_active_contacts" or "new_subscriber", faults);
        var holds = Condition(source, named[0], account, maximumLists, faults);
        return holds is null ? null : new BulkSource(holds, excluded) { NamesContacts = named[0] == "contact_ids" };
    }

    internal static HashSet<Guid> Exclude(JsonObject body, bool isAllowed, Validation faults)
    {
        if (body.Object("exclude") is not { } exclude)
        {
            return [];
        }

        if (!isAllowed)
        {
            faults.Add("exclude is not allowed with this source");
        }

        return [.. faults.Ids(exclude, "contact_ids", int.MaxValue) ?? []];
    }

    internal bool Holds(StoredContact row) =>
        (NamesContacts || !row.IsDeleted) && !_excluded.Contains(row.Id) && _holds(row);

    private static Func<StoredContact, bool>? Condition(
        JsonObject source,
        string member,
        EmulatedAccount account,
        int maximumLists,
        Validation faults
    )
    {
        switch (member)
        {
            case "contact_ids":
                var contacts = Ids(source, member, MaximumContacts, faults);
                return row => contacts.Contains(row.Id);
            case "list_ids":
                var lists = Ids(source, member, maximumLists, faults);
                return row => row.Lists.Any(lists.Contains);
            case "tag_ids":
                var tags = Ids(source, member, MaximumTags, faults);
                return row => row.Tags.Any(tags.Contains);
            case "segment_id":
                if (SegmentEndpoints.CriteriaOf(account, source.Text(member)) is not { } criteria)
                {
                    faults.Add("source[segment_id] is unknown");
                    return null;
                }

                return criteria.Holds;
            case "engagement_level":
                var level = source.Text(member);
                if (!EngagementLevels.Contains(level, StringComparer.Ordinal))
                {
                    faults.Add("source[engagement_level] does not have a valid value");
                }

                // Nobody was ever sent a mail here, so nobody has shown how engaged they are.
                return row => ActiveContacts.Holds(row, account.Switches) && level == "unqualified";
            default:
                if (JsonAccess.ScalarText(source[member]) != "true")
                {
                    faults.Add($"source[{member}] is invalid");
                }

                return member == "new_subscriber"
                    ? row => NewSubscribers.Holds(row, account.Now)
                    : row => ActiveContacts.Holds(row, account.Switches);
        }
    }

    private static HashSet<Guid> Ids(JsonObject source, string member, int maximum, Validation faults)
    {
        var ids = faults.Ids(source, member, maximum);
        if (ids is { Count: 0 })
        {
            faults.Add($"source[{member}] is empty");
        }

        return [.. ids ?? []];
    }
}
