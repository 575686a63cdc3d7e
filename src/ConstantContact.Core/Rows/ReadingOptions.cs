namespace ConstantContact.Core.Rows;

/// <summary>Options for reading values, independent of their columns.</summary>
public sealed record ReadingOptions
{
    /// <summary>The form of dates.</summary>
    public DateForm Dates { get; init; } = DateForm.Api;

    /// <summary>
    /// Cells that mean "clear this member". Compared exactly. Updates only: an import cannot clear members.
    /// </summary>
    public IReadOnlyList<string> NullTokens { get; init; } = [];

    /// <summary>The evidence about the date order in this run, shared by all its readers.</summary>
    public DateEvidence Evidence { get; init; } = new(isStream: true);
}
