using System;
using System.Buffers.Binary;
using System.Collections.Generic;
using System.Linq;
using ConstantContact.Emulator.Contacts;
using ConstantContact.Emulator.Http;
using ConstantContact.Emulator.Json;

namespace ConstantContact.Emulator.Reports;

/// <summary>
/// The reactions of an invented contact to the invented newsletters, computed from its id: some people open most of
/// them and click, some open a few, some stopped after half a year, some never opened one, and some addresses bounce.
/// The same id gives the same events at every call and in every account; time only adds to them.
/// </summary>
internal static class TrackedEvents
{
    internal const string Send = "em_sends";
    internal const string Open = "em_opens";
    internal const string Click = "em_clicks";
    internal const string Bounce = "em_bounces";
    internal const string OptOut = "em_optouts";
    internal const string Forward = "em_forwards";

    /// <summary>
    /// The event types that can be requested. There are no landing pages here, so the last four never happen.
    /// </summary>
    internal static readonly string[] Types =
    [
        Send,
        Open,
        Click,
        Bounce,
        OptOut,
        Forward,
        "p_contact_open",
        "p_contact_click",
        "p_contact_add",
        "p_contact_update",
    ];

    private const int OptOutPart = 10;

    // Who stops does so half a year after the first mailing.
    private static readonly TimeSpan Interest = TimeSpan.FromDays(182);

    private enum Reader
    {
        Keen,
        Occasional,
        Former,
        Silent,
        Unreachable,
    }

    /// <summary>Everything up to an instant, the newest first.</summary>
    internal static List<TrackedEvent> Of(StoredContact contact, DateTimeOffset now)
    {
        var events = new List<TrackedEvent>();
        if (contact.EmailKey is null || contact.Permission is "pending_confirmation" or "not_set")
        {
            return events;
        }

        var end = Earliest(now, contact.OptedOutAt, contact.IsDeleted ? DeletedAt(contact) : null);
        var seed = Seed(contact.Id);
        var reader = contact.Permission == "temp_hold" ? Reader.Unreachable : ReaderOf(seed);
        Campaign? last = null;
        foreach (var campaign in Campaign.Between(contact.CreatedAt, end))
        {
            last = campaign;
            events.AddRange(
                OfOne(campaign, reader, Mix(seed ^ (ulong)campaign.Number), campaign.SentAt - contact.CreatedAt)
                    .Where(e => e.Time <= now)
            );
        }

        if (last is { } left && contact.OptedOutAt is { } optedOut && optedOut <= now)
        {
            events.Add(new TrackedEvent(left.EventId(OptOutPart), left, OptOut, optedOut));
        }

        return
        [
            .. events
                .OrderByDescending(e => e.Time)
                .ThenByDescending(e => e.Campaign.Number)
                .ThenByDescending(e => e.Id),
        ];
    }

    private static IEnumerable<TrackedEvent> OfOne(Campaign campaign, Reader reader, ulong chance, TimeSpan known)
    {
        yield return At(0, Send, campaign.SentAt);
        var (opens, clicks) = reader switch
        {
            Reader.Keen => (80, 40),
            Reader.Occasional => (25, 6),
            Reader.Former when known < Interest => (60, 15),
            _ => (0, 0),
        };
        if (reader == Reader.Unreachable)
        {
            yield return At(1, Bounce, campaign.SentAt.AddMinutes(1));
        }

        var roll = (int)(chance % 100);
        if (roll >= opens)
        {
            yield break;
        }

        // Within two days; one in four looks again.
        var opened = campaign.SentAt.AddMinutes(5 + (int)((chance >> 8) % 2880));
        yield return At(2, Open, opened);
        if ((chance >> 24) % 4 == 0)
        {
            yield return At(3, Open, opened.AddHours(7));
        }

        if (roll < clicks)
        {
            yield return At(4, Click, opened.AddMinutes(1));
        }

        if (roll == 0)
        {
            yield return At(5, Forward, opened.AddMinutes(3));
        }

        TrackedEvent At(int part, string type, DateTimeOffset time) =>
            new(campaign.EventId(part), campaign, type, time);
    }

    private static Reader ReaderOf(ulong seed) =>
        ((seed >> 32) % 10) switch
        {
            0 or 1 or 2 => Reader.Keen,
            3 or 4 or 5 => Reader.Occasional,
            6 or 7 => Reader.Former,
            8 => Reader.Silent,
            _ => Reader.Unreachable,
        };

    private static DateTimeOffset Earliest(DateTimeOffset now, params DateTimeOffset?[] others) =>
        others.OfType<DateTimeOffset>().Append(now).Min();

    private static DateTimeOffset? DeletedAt(StoredContact contact) =>
        Instants.Parse(contact.ToJson().Text("deleted_at"));

    private static ulong Seed(Guid id)
    {
        Span<byte> bytes = stackalloc byte[16];
        id.TryWriteBytes(bytes, bigEndian: true, out _);
        return Mix(BinaryPrimitives.ReadUInt64BigEndian(bytes) ^ BinaryPrimitives.ReadUInt64BigEndian(bytes[8..]));
    }

    /// <summary>SplitMix64: neighbouring numbers come out far apart, the same on every machine.</summary>
    private static ulong Mix(ulong value)
    {
        unchecked
        {
            value += 0x9E3779B97F4A7C15;
            value = (value ^ (value >> 30)) * 0xBF58476D1CE4E5B9;
            value = (value ^ (value >> 27)) * 0x94D049BB133111EB;
            return value ^ (value >> 31);
        }
    }
}
