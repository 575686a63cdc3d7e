using System.Collections.Generic;

namespace ConstantContact.PowerShell.Tests.Help;

/// <summary>A block of a page without its Markdown marks; a paragraph is one line, a list item too.</summary>
internal sealed record PlainBlock(PlainKind Kind, IReadOnlyList<string> Lines)
{
    /// <summary>Of a table: how many lines make one row.</summary>
    public int Columns { get; init; } = 1;
}
