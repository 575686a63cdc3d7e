using System.Globalization;
using ConstantContact.Core.Base;
using ConstantContact.Core.Errors;

namespace ConstantContact.Core.Jobs;

/// <summary>One request of a bulk operation and its result.</summary>
public sealed record ActivityJobResult
{
    /// <summary>From 1.</summary>
    public required int Number { get; init; }

    public required string State { get; init; }

    /// <summary>A UUID. Null if the service did not accept the request.</summary>
    public string? ActivityId { get; init; }

    /// <summary>The number of requested items. Null if a list, a tag or similar stands for its contacts.</summary>
    public int? Items { get; init; }

    /// <summary>
    /// The number of items that the service reports as found. It is not documented for every kind of job what this
    /// counts.
    /// </summary>
    public long? ItemsTotal { get; init; }

    /// <summary>The number of items that the service reports as processed.</summary>
    public long? ItemsCompleted { get; init; }

    /// <summary>
    /// Items of a completed job that were not done according to the service's counters or a check of the contacts. Zero
    /// for a job in another state, because that state applies to all its items.
    /// </summary>
    public long NotDone { get; init; }

    /// <summary>The contacts among <see cref="NotDone"/>, if known.</summary>
    internal IReadOnlyList<string> Undone { get; init; } = [];

    /// <summary>Items of a completed job whose result is unknown.</summary>
    public long Doubtful { get; init; }

    /// <summary>The texts of the service.</summary>
    public IReadOnlyList<string> Errors
    {
        get;
        init => field = JoinedList.Of(value);
    } = JoinedList.Of<string>([]);

    /// <summary>A message for the user. Null if there was no problem.</summary>
    public string? Message { get; init; }

    internal CcException? Error { get; init; }

    /// <summary>
    /// The reason why the service did not accept the request, or null. A method, so that <c>ConvertTo-Json</c> does not
    /// follow it.
    /// </summary>
    public CcException? ToException() => Error;

    public override string ToString() => string.Format(CultureInfo.InvariantCulture, "{0}: {1}", Number, State);
}
