using System.Collections.Generic;

namespace ConstantContact.Emulator.Faults;

/// <summary>The things that can go wrong, by the names that <c>POST /_emulator/faults</c> takes.</summary>
public static class FaultKind
{
    /// <summary>Answers after <c>ms</c> milliseconds, otherwise as usual.</summary>
    public const string Latency = "latency";

    public const string Status500 = "status-500";
    public const string Status502 = "status-502";
    public const string Status503 = "status-503";
    public const string Status504 = "status-504";

    /// <summary>429 of the gateway, per second.</summary>
    public const string Throttle = "throttle";

    /// <summary>429 of the gateway, per day.</summary>
    public const string Quota = "quota";

    /// <summary>429 of the activities: too many are queued.</summary>
    public const string QueueFull = "queue-full";

    /// <summary>401 as for an expired token.</summary>
    public const string Unauthorized = "unauthorized";

    /// <summary>The connection breaks; nothing was done.</summary>
    public const string ResetBefore = "reset-before";

    /// <summary>It was done, then the connection breaks.</summary>
    public const string ResetAfter = "reset-after";

    /// <summary>Never answers; nothing was done.</summary>
    public const string Silent = "silent";

    /// <summary>It was done; half the announced answer comes, then the connection breaks.</summary>
    public const string HalfAnswer = "half-answer";

    /// <summary>200 with a web page, as from a captive portal; nothing was done.</summary>
    public const string Html = "html";

    /// <summary>It was done; 200 with text that is no JSON though it says so.</summary>
    public const string InvalidJson = "invalid-json";

    /// <summary>200 with a JSON body that does not end, without a length; nothing was done.</summary>
    public const string HugeBody = "huge-body";

    /// <summary>302 to another host (or <c>location</c>); nothing was done.</summary>
    public const string Redirect = "redirect";

    /// <summary>It was done; the answer's paging link names another host (or <c>location</c>).</summary>
    public const string OtherHostLink = "other-host-link";

    /// <summary>It was done; the answer comes a few bytes at a time, every <c>ms</c> milliseconds.</summary>
    public const string SlowDrip = "slow-drip";

    /// <summary>It was done; the right answer says it is plain text.</summary>
    public const string WrongContentType = "wrong-content-type";

    /// <summary>200 with a small gzip body that unpacks to 256 MB of JSON; nothing was done.</summary>
    public const string GzipBomb = "gzip-bomb";

    /// <summary>It was done; the paging link leads to the page that was just given, again and again.</summary>
    public const string StaleLink = "stale-link";

    /// <summary>400 as for a cursor that is too old; nothing was done.</summary>
    public const string CursorExpired = "cursor-expired";

    /// <summary>The activity that is queued never ends.</summary>
    public const string ActivityStuck = "activity-stuck";

    /// <summary>The activity that is queued ends as failed, without effect.</summary>
    public const string ActivityFailed = "activity-failed";

    /// <summary>The activity that is queued ends as timed_out, without effect.</summary>
    public const string ActivityTimedOut = "activity-timed-out";

    /// <summary>
    /// The activity that is queued completes, its counters say all is well, and every second contact was not written.
    /// </summary>
    public const string ActivityLosesRows = "activity-loses-rows";

    public static IReadOnlyList<string> All { get; } =
    [
        Latency,
        Status500,
        Status502,
        Status503,
        Status504,
        Throttle,
        Quota,
        QueueFull,
        Unauthorized,
        ResetBefore,
        ResetAfter,
        Silent,
        HalfAnswer,
        Html,
        InvalidJson,
        HugeBody,
        Redirect,
        OtherHostLink,
        SlowDrip,
        WrongContentType,
        GzipBomb,
        StaleLink,
        CursorExpired,
        ActivityStuck,
        ActivityFailed,
        ActivityTimedOut,
        ActivityLosesRows,
    ];

    /// <summary>Whether the request takes its effect in spite of the fault.</summary>
    internal static bool TakesEffect(string? kind) =>
        kind
            is null
                or Latency
                or ResetAfter
                or HalfAnswer
                or InvalidJson
                or OtherHostLink
                or SlowDrip
                or WrongContentType
                or StaleLink
        || IsOfActivity(kind);

    /// <summary>Whether it is the activity that suffers, and not the request that queues it.</summary>
    internal static bool IsOfActivity(string? kind) =>
        kind is ActivityStuck or ActivityFailed or ActivityTimedOut or ActivityLosesRows;
}
