using System.Globalization;
using ConstantContact.Core.Base;
using ConstantContact.Core.Errors;

namespace ConstantContact.Core.Jobs;

/// <summary>
/// The account of one bulk operation. If every item was named: in = done + unchanged + held back + duplicates + failed
/// + not attempted + pending + unknown. Done items belong to jobs that the service completed. The service's own counts
/// are in each job.
/// </summary>
public sealed class BulkSummary
{
    public required string Operation { get; init; }

    /// <summary>Null if a list, a tag or similar stood for its contacts.</summary>
    public long? ItemsIn { get; init; }

    /// <summary>
    /// Items of jobs that the service completed. If a list or similar stands for its contacts, the count of the
    /// service.
    /// </summary>
    public long Done { get; init; }

    /// <summary>Contacts that need no change, such as contacts to restore that are not deleted.</summary>
    public long Unchanged { get; init; }

    public long Duplicates { get; init; }

    /// <summary>Items that were not found, were refused, or belonged to a job that the service abandoned.</summary>
    public long Failed { get; init; }

    public long NotAttempted { get; init; }

    /// <summary>Items in jobs that were not waited for.</summary>
    public long Pending { get; init; }

    public long Unknown { get; init; }

    /// <summary>The contacts that were left out, each with the reason.</summary>
    public IReadOnlyList<HeldBackMember> HeldBack
    {
        get;
        init => field = JoinedList.Of(value);
    } = JoinedList.Of<HeldBackMember>([]);

    public IReadOnlyList<ActivityJobResult> Jobs
    {
        get;
        init => field = JoinedList.Of(value);
    } = JoinedList.Of<ActivityJobResult>([]);

    /// <summary>The ids of the accepted jobs, for <c>Wait-CcActivity</c>.</summary>
    public IReadOnlyList<string> ActivityId =>
        JoinedList.Of(Jobs.Select(static job => job.ActivityId).OfType<string>());

    public long RequestsUsed { get; init; }

    /// <summary>Time in which requests waited for a retry, because the service asked to slow down or failed.</summary>
    public TimeSpan Waited { get; init; }

    /// <summary>
    /// Time in which requests waited for their turn in the shared pace. Simultaneous waits count once.
    /// </summary>
    public TimeSpan Paced { get; init; }

    public TimeSpan Duration { get; init; }

    /// <summary>The id of the error that ended the run early. Null if there is none.</summary>
    public string? ErrorId => Error?.ErrorId;

    internal CcException? Error { get; init; }

    /// <summary>
    /// The error that ended the run early, or null. A method, so that <c>ConvertTo-Json</c> does not follow it.
    /// </summary>
    public CcException? ToException() => Error;

    public override string ToString() =>
        string.Format(
            CultureInfo.InvariantCulture,
            "{0}: {1} done, {2} unchanged, {3} held back, {4}, {5} failed, {6} not attempted, {7} pending, {8} "
                + "unknown. {9}, {10} in {11:0.0} s.",
            Operation,
            Done.ToString("N0", CultureInfo.InvariantCulture),
            Unchanged.ToString("N0", CultureInfo.InvariantCulture),
            HeldBack.Count,
            Quantity.Of(Duplicates, "duplicate"),
            Failed,
            NotAttempted,
            Pending,
            Unknown,
            Quantity.Of(Jobs.Count, "job"),
            Quantity.Of(RequestsUsed, "request"),
            Duration.TotalSeconds
        );
}
