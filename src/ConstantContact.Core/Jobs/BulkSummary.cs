using System.Globalization;
using ConstantContact.Core.Base;
using ConstantContact.Core.Errors;

namespace ConstantContact.Core.Jobs;

/// <summary>
/// The account of one bulk operation. Where every item was named: in = done + unchanged + held back + duplicates + failed + not attempted +
/// pending + unknown. Done are the items of jobs that the service completed; what it counted itself stands with each job.
/// </summary>
public sealed class BulkSummary
{
    public required string Operation { get; init; }

    /// <summary>Null where a list, a tag or the like stood for its contacts.</summary>
    public long? ItemsIn { get; init; }

    /// <summary>Items of jobs that the service completed; where a list or the like stands for its contacts, what the service counted.</summary>
    public long Done { get; init; }

    /// <summary>Contacts for which there was nothing to do, such as those to restore that are not deleted.</summary>
    public long Unchanged { get; init; }

    public long Duplicates { get; init; }

    /// <summary>Could not be found, were refused, or belonged to a job that the service gave up.</summary>
    public long Failed { get; init; }

    public long NotAttempted { get; init; }

    /// <summary>In jobs that were not waited for.</summary>
    public long Pending { get; init; }

    public long Unknown { get; init; }

    /// <summary>Who was left out, each with the reason.</summary>
    public IReadOnlyList<HeldBackMember> HeldBack { get; init => field = JoinedList.Of(value); } = JoinedList.Of<HeldBackMember>([]);

    public IReadOnlyList<ActivityJobResult> Jobs { get; init => field = JoinedList.Of(value); } = JoinedList.Of<ActivityJobResult>([]);

    /// <summary>Of jobs that the service has taken, for <c>Wait-CcActivity</c>.</summary>
    public IReadOnlyList<string> ActivityId => JoinedList.Of(Jobs.Select(static job => job.ActivityId).OfType<string>());

    public long RequestsUsed { get; init; }

    /// <summary>Time in which requests waited to be repeated, because the service asked to slow down or failed.</summary>
    public TimeSpan Waited { get; init; }

    /// <summary>Time in which requests waited for their turn in the shared pace; those who wait at the same time wait once.</summary>
    public TimeSpan Paced { get; init; }

    public TimeSpan Duration { get; init; }

    /// <summary>The id of the error that ended the run before its end; null where nothing did.</summary>
    public string? ErrorId => Error?.ErrorId;

    internal CcException? Error { get; init; }

    /// <summary>What ended the run before its end. A method, so that <c>ConvertTo-Json</c> does not follow it.</summary>
    public CcException? ToException() => Error;

    public override string ToString() => string.Format(
        CultureInfo.InvariantCulture,
        "{0}: {1} done, {2} unchanged, {3} held back, {4}, {5} failed, {6} not attempted, {7} pending, {8} unknown. {9}, {10} in {11:0.0} s.",
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
        Duration.TotalSeconds);
}
