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

    public static IReadOnlyList<string> All { get; } =
    [
        Latency, Status500, Status502, Status503, Status504, Throttle, Quota, QueueFull, Unauthorized, ResetBefore, ResetAfter,
        Silent, HalfAnswer, Html, InvalidJson, HugeBody, Redirect, OtherHostLink,
    ];

    /// <summary>Whether the request takes its effect in spite of the fault.</summary>
    internal static bool TakesEffect(string? kind) =>
        kind is null or Latency or ResetAfter or HalfAnswer or InvalidJson or OtherHostLink;
}
