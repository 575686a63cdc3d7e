using System.Globalization;
using ConstantContact.Core.Base;

namespace ConstantContact.Core.Updates;

/// <summary>The counts of a run. Every row is in exactly one of them.</summary>
public sealed class UpdateSummary
{
    public long RowsIn { get; init; }

    public long Updated { get; init; }

    public long Created { get; init; }

    public long Unchanged { get; init; }

    public long Suppressed { get; init; }

    public long Failed { get; init; }

    public long NotAttempted { get; init; }

    /// <summary>Rows whose write was sent with an unknown result.</summary>
    public long Unknown { get; init; }

    /// <summary>Rows that -WhatIf showed.</summary>
    public long Previewed { get; init; }

    /// <summary>Requests sent by this machine, including retries.</summary>
    public long Requests { get; init; }

    public long Retries { get; init; }

    /// <summary>Time in which requests waited for a retry, because the service asked to slow down or failed.</summary>
    public TimeSpan Waited { get; init; }

    /// <summary>
    /// Time in which requests waited for their turn in the shared pace. Simultaneous waits count once.
    /// </summary>
    public TimeSpan Paced { get; init; }

    public TimeSpan Elapsed { get; init; }

    public override string ToString() =>
        string.Format(
            CultureInfo.InvariantCulture,
            "{0}: {1} updated, {2} created, {3} unchanged, {4} suppressed, {5} failed, {6} not attempted{13}{7}. {8} "
                + "({9}), waited {10:F1} s for turns and {11:F1} s to repeat, {12:F1} s in all.",
            Quantity.Of(RowsIn, "row"),
            Updated,
            Created,
            Unchanged,
            Suppressed,
            Failed,
            NotAttempted,
            Previewed > 0 ? $", {Previewed} previewed" : string.Empty,
            Quantity.Of(Requests, "request"),
            Quantity.Of(Retries, "retry", "retries"),
            Paced.TotalSeconds,
            Waited.TotalSeconds,
            Elapsed.TotalSeconds,
            Unknown > 0 ? $", {Unknown} unknown" : string.Empty
        );
}
