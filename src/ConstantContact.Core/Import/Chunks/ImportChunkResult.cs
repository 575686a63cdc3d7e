using ConstantContact.Core.Base;

namespace ConstantContact.Core.Import.Chunks;

/// <summary>The result of one chunk, in rows.</summary>
public sealed record ImportChunkResult
{
    public required int Number { get; init; }

    public required string State { get; init; }

    public required int Rows { get; init; }

    public required int Bytes { get; init; }

    /// <summary>The source's rows; rows in between that were held back are not in the chunk.</summary>
    public required long FirstRow { get; init; }

    public required long LastRow { get; init; }

    /// <summary>SHA-256 of the body.</summary>
    public string? Hash { get; init; }

    public DateTimeOffset? SentAt { get; init; }

    /// <summary>
    /// Of a JSON chunk: its first, middle and last row as they were sent. By these rows the chunk is known again in the
    /// account if its answer is lost.
    /// </summary>
    internal IReadOnlyList<string> Sample { get; init; } = [];

    /// <summary>Null where the service gave none.</summary>
    public string? ActivityId { get; init; }

    public long Accepted { get; init; }

    /// <summary>Part of <see cref="Accepted"/>: unsubscribed, so not put on the lists.</summary>
    public long NotAddedToList { get; init; }

    public long Correctable { get; init; }

    public long Rejected { get; init; }

    /// <summary>Rows minus what the service's counters say; below zero where they say more.</summary>
    public long Unaccounted { get; init; }

    /// <summary>The service's own sentences. In a summary they name the input row where that is proven.</summary>
    public IReadOnlyList<string> Errors
    {
        get;
        init => field = JoinedList.Of(value);
    } = JoinedList.Of<string>([]);

    /// <summary>The advice about this chunk; null if all is well.</summary>
    public string? Message { get; init; }

    /// <summary>Rows of which the service does not say what became of them.</summary>
    internal long Rest => Rows - Accepted - Correctable - Rejected;

    public override string ToString() => $"{State}: {Quantity.Of(Rows, "row")}";
}
