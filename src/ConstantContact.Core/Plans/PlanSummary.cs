using System.Globalization;
using ConstantContact.Core.Base;
using ConstantContact.Core.Runs;

namespace ConstantContact.Core.Plans;

/// <summary>The account of a plan that was applied: every entry stands in exactly one count.</summary>
public sealed class PlanSummary
{
    public required string RunId { get; init; }

    public long Entries { get; init; }

    /// <summary>Written, and the account shows it.</summary>
    public long Applied { get; init; }

    public long Unchanged { get; init; }

    /// <summary>The contact has changed since the plan was made; nothing was sent about it.</summary>
    public long Stale { get; init; }

    public long Suppressed { get; init; }

    /// <summary>
    /// Of an undo: changes that were left, because they were changed again since or cannot be undone.
    /// </summary>
    public long Kept { get; init; }

    public long Failed { get; init; }

    public long NotAttempted { get; init; }

    public long Unknown { get; init; }

    /// <summary>Requests that were forecast.</summary>
    public long Forecast { get; init; }

    /// <summary>Requests that left this machine, repeated ones included.</summary>
    public long Requests { get; init; }

    public long Retries { get; init; }

    /// <summary>Time in which requests waited to be repeated.</summary>
    public TimeSpan Waited { get; init; }

    /// <summary>Time in which requests waited for their turn.</summary>
    public TimeSpan Paced { get; init; }

    public TimeSpan Elapsed { get; init; }

    public override string ToString() =>
        string.Format(
            CultureInfo.InvariantCulture,
            "{0}: {1:N0} applied, {2:N0} unchanged, {3:N0} stale, {4:N0} suppressed, {5:N0} failed, {6:N0} not "
                + "attempted, {7:N0} unknown{8}. {9} of {10:N0} forecast ({11}), {12:F1} s.",
            Quantity.Of(Entries, "entry", "entries"),
            Applied,
            Unchanged,
            Stale,
            Suppressed,
            Failed,
            NotAttempted,
            Unknown,
            Kept > 0 ? string.Format(CultureInfo.InvariantCulture, ", {0:N0} kept", Kept) : "",
            Quantity.Of(Requests, "request"),
            Forecast,
            Quantity.Of(Retries, "retry", "retries"),
            Elapsed.TotalSeconds
        );

    internal static long Count(IReadOnlyList<RowOutcome> rows, string outcome) => rows.Count(r => r.Outcome == outcome);
}
