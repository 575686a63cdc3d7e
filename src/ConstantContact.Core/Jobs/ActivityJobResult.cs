using System.Globalization;
using ConstantContact.Core.Base;
using ConstantContact.Core.Errors;

namespace ConstantContact.Core.Jobs;

/// <summary>One request of a bulk operation and its end.</summary>
public sealed record ActivityJobResult
{
    /// <summary>From 1.</summary>
    public required int Number { get; init; }

    public required string State { get; init; }

    /// <summary>A UUID; null where the service took nothing.</summary>
    public string? ActivityId { get; init; }

    /// <summary>What was asked for; null where a list, a tag or the like stands for its contacts.</summary>
    public int? Items { get; init; }

    /// <summary>How many the service says it found. What it counts is not documented for every kind of job.</summary>
    public long? ItemsTotal { get; init; }

    /// <summary>How many the service says it dealt with.</summary>
    public long? ItemsCompleted { get; init; }

    /// <summary>
    /// Items of a completed job that were not done after all, as the service's counters or a look at the contacts showed. Zero
    /// for a job of another state: there, all its items stand as the state says.
    /// </summary>
    public long NotDone { get; init; }

    /// <summary>The contacts among <see cref="NotDone"/>, where they are known.</summary>
    internal IReadOnlyList<string> Undone { get; init; } = [];

    /// <summary>Items of a completed job of which it could not be learned whether they were done.</summary>
    public long Doubtful { get; init; }

    /// <summary>The service's own words.</summary>
    public IReadOnlyList<string> Errors { get; init => field = JoinedList.Of(value); } = JoinedList.Of<string>([]);

    /// <summary>What the reader should know; null where all is well.</summary>
    public string? Message { get; init; }

    internal CcException? Error { get; init; }

    /// <summary>Why the service did not take it; null where it did. A method, so that <c>ConvertTo-Json</c> does not follow it.</summary>
    public CcException? ToException() => Error;

    public override string ToString() => string.Format(CultureInfo.InvariantCulture, "{0}: {1}", Number, State);
}
