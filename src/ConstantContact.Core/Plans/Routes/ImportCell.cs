namespace ConstantContact.Core.Plans.Routes;

/// <summary>One value as an import is to be told it.</summary>
/// <param name="Heading">The import's column.</param>
/// <param name="Text">The value.</param>
/// <param name="Shape">What a canary proves with it: the column, of a custom field its type.</param>
internal sealed record ImportCell(string Heading, string Text, string Shape);
