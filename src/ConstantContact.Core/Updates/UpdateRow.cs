using ConstantContact.Core.Errors;

namespace ConstantContact.Core.Updates;

/// <summary>One row of a run: who, and what is wished of them.</summary>
public sealed class UpdateRow
{
    /// <summary>The source row, 1 for the first; null where the contact was named by parameters alone.</summary>
    public long? Number { get; init; }

    public string? Email { get; init; }

    /// <summary>Preferred to <see cref="Email"/> where both are given.</summary>
    public string? ContactId { get; init; }

    public UpdateWish Wish { get; init; } = new();

    /// <summary>Why the row cannot be used at all; no request is spent on it.</summary>
    public CcException? Invalid { get; init; }

    /// <summary>What the user gave, for the error record's target. Not looked into.</summary>
    public object? Input { get; init; }

    public override string ToString() => Email ?? ContactId ?? "(no contact)";
}
