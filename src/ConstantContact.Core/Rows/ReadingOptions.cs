namespace ConstantContact.Core.Rows;

/// <summary>What is said about the reading of values, beside their columns.</summary>
public sealed record ReadingOptions
{
    /// <summary>How dates are written.</summary>
    public DateForm Dates { get; init; } = DateForm.Api;

    /// <summary>Cells that mean "clear this member"; compared exactly. Updates only: an import cannot clear.</summary>
    public IReadOnlyList<string> NullTokens { get; init; } = [];

    /// <summary>What the dates of the run have shown; shared by all its readers.</summary>
    public DateEvidence Evidence { get; init; } = new(isStream: true);
}
