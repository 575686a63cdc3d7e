using System.Collections.Generic;
using ConstantContact.Core.Api;
using ConstantContact.Core.Errors;

namespace ConstantContact.Core.Bulk;

/// <summary>One activity about at most 500 ids, and what became of it.</summary>
public sealed class BulkJob
{
    internal BulkJob(int number, IReadOnlyList<string> ids)
    {
        Number = number;
        Ids = ids;
    }

    /// <summary>1 for the first of a run.</summary>
    public int Number { get; }

    public IReadOnlyList<string> Ids { get; }

    public BulkJobState State { get; internal set; } = BulkJobState.NotAttempted;

    /// <summary>Null where the service gave none.</summary>
    public string? ActivityId { get; internal set; }

    /// <summary>The activity as last seen; null where it was never seen.</summary>
    public ImportActivity? Activity { get; internal set; }

    /// <summary>What to know about a job that is not completed.</summary>
    public string? Message { get; internal set; }

    public CcException? Error { get; internal set; }

    /// <summary>Ids for which the service counts nothing done: they did not exist, or there was nothing to do. It does not say which.</summary>
    public long NotCounted => State == BulkJobState.Completed && Activity?.ItemsCompletedCount is { } done && done < Ids.Count ? Ids.Count - done : 0;

    public override string ToString() => $"{State}: {Ids.Count} ids";
}
