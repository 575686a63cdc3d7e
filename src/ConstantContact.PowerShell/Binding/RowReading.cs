using ConstantContact.Core.Rows;

namespace ConstantContact.PowerShell.Binding;

/// <summary>Options for reading headings and cells of rows.</summary>
/// <param name="ColumnMap">The columns of headings that would otherwise mean something else.</param>
/// <param name="IgnoreUnknown">True to leave unknown columns out.</param>
/// <param name="Values">Options for reading values.</param>
internal sealed record RowReading(
    IReadOnlyDictionary<string, string>? ColumnMap,
    bool IgnoreUnknown,
    ReadingOptions Values
);
