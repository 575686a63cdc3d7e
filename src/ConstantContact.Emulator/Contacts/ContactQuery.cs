using System;
using System.Collections.Generic;
using System.Linq;
using ConstantContact.Emulator.Http;
using ConstantContact.Emulator.Switches;

namespace ConstantContact.Emulator.Contacts;

/// <summary>The filters of GET /contacts. All that are given must hold.</summary>
internal sealed class ContactQuery
{
    private static readonly string[] Statuses =
    [
        "all",
        "active",
        "deleted",
        "not_set",
        "pending_confirmation",
        "temp_hold",
        "unsubscribed",
    ];

    private static readonly string[] SmsStatuses =
    [
        "all",
        "explicit",
        "unsubscribed",
        "pending_confirmation",
        "not_set",
    ];

    private readonly SwitchSettings _switches;
    private readonly string? _email;
    private readonly string[] _status;
    private readonly string[] _smsStatus;
    private readonly Guid[] _lists;
    private readonly Guid[] _tags;
    private readonly (DateTimeOffset? After, DateTimeOffset? Before) _updated;
    private readonly (DateTimeOffset? After, DateTimeOffset? Before) _created;
    private readonly (DateTimeOffset? After, DateTimeOffset? Before) _optedOut;

    internal ContactQuery(QueryParameters query, SwitchSettings switches)
    {
        _switches = switches;
        _email = query["email"];
        _status = query.Csv("status", Statuses);
        _smsStatus = query.Csv("sms_status", SmsStatuses);
        _lists = query.Ids("lists", 25);
        _tags = query.Ids("tags", 50);
        _updated = (query.Instant("updated_after"), query.Instant("updated_before"));
        _created = (query.Instant("created_after"), query.Instant("created_before"));
        _optedOut = (query.Instant("optout_after"), query.Instant("optout_before"));
        Include = Included(query);
    }

    internal IReadOnlyCollection<string> Include { get; }

    internal static IReadOnlyCollection<string> Included(QueryParameters query) =>
        query.Csv("include", SubResource.Names);

    internal IEnumerable<StoredContact> Select(ContactStore store, int from)
    {
        // One address is a look-up, not a walk through the account.
        if (_email is not null)
        {
            var hit = store.FindByEmail(_email);
            return hit is not null && store.PositionOf(hit.Id) >= from && IsAsked(hit) && Matches(hit) ? [hit] : [];
        }

        return Walk(store, from);
    }

    private bool IsAsked(StoredContact hit) =>
        hit.EmailKey == _email || _switches.Is(SwitchCatalogue.EmailFilter, "ignore-case");

    private IEnumerable<StoredContact> Walk(ContactStore store, int from)
    {
        for (var at = from; at < store.Count; at++)
        {
            var row = store.Rows[at];
            if (Matches(row))
            {
                yield return row;
            }
        }
    }

    private bool Matches(StoredContact row) =>
        HasStatus(row)
        && (
            _smsStatus.Length == 0
            || _smsStatus.Contains("all", StringComparer.Ordinal)
            || _smsStatus.Contains(row.SmsPermission, StringComparer.Ordinal)
        )
        && (_lists.Length == 0 || row.Lists.Intersect(_lists).Any())
        && (_tags.Length == 0 || row.Tags.Intersect(_tags).Any())
        && Within(row.UpdatedAt, _updated)
        && Within(row.CreatedAt, _created)
        && Within(row.OptedOutAt, _optedOut);

    // Without a status the deleted ones are hidden and the unsubscribed ones are not.
    private bool HasStatus(StoredContact row) =>
        _status.Length == 0
            ? !row.IsDeleted
            : Array.Exists(
                _status,
                status =>
                    status switch
                    {
                        "all" => true,
                        "deleted" => row.IsDeleted,
                        "active" => ActiveContacts.Holds(row, _switches),
                        _ => !row.IsDeleted && row.Permission == status,
                    }
            );

    private static bool Within(DateTimeOffset? instant, (DateTimeOffset? After, DateTimeOffset? Before) range) =>
        (range.After is null || instant > range.After) && (range.Before is null || instant < range.Before);
}
