using System;
using System.Globalization;

namespace ConstantContact.Core.Sync;

/// <summary>The account of a run: every row stands in exactly one count.</summary>
public sealed class UpdateSummary
{
    public long RowsIn { get; init; }

    public long Updated { get; init; }

    public long Created { get; init; }

    public long Unchanged { get; init; }

    public long Suppressed { get; init; }

    public long Failed { get; init; }

    public long NotAttempted { get; init; }

    /// <summary>Rows shown by -WhatIf.</summary>
    public long Previewed { get; init; }

    /// <summary>Requests that left this machine, repeated ones included.</summary>
    public long Requests { get; init; }

    public long Retries { get; init; }

    /// <summary>Time spent waiting because the service asked for it or failed; waiting for pace is not counted.</summary>
    public TimeSpan Waited { get; init; }

    public TimeSpan Elapsed { get; init; }

    public override string ToString() => string.Format(
        CultureInfo.InvariantCulture,
        "{0} rows: {1} updated, {2} created, {3} unchanged, {4} suppressed, {5} failed, {6} not attempted{7}; {8} requests ({9} retries), {10:F1} s waited, {11:F1} s in all",
        RowsIn, Updated, Created, Unchanged, Suppressed, Failed, NotAttempted, Previewed > 0 ? $", {Previewed} previewed" : string.Empty,
        Requests, Retries, Waited.TotalSeconds, Elapsed.TotalSeconds);
}
