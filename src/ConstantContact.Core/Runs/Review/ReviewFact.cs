namespace ConstantContact.Core.Runs.Review;

/// <summary>One line of a page's facts or of its cost.</summary>
/// <param name="Label">Such as "Requests".</param>
/// <param name="Value">Numbers and times as they are to be read.</param>
/// <param name="Note">A second, smaller line; null for none.</param>
/// <param name="IsCode">True for a command, which is shown in a line of its own.</param>
public sealed record ReviewFact(string Label, string Value, string? Note = null, bool IsCode = false);
