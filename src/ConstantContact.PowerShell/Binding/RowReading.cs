using ConstantContact.Core.Rows;

namespace ConstantContact.PowerShell.Binding;

/// <summary>How headings and cells of rows are read.</summary>
/// <param name="ColumnMap">What headings mean that say something else.</param>
/// <param name="IgnoreUnknown">Leaves out columns that mean nothing.</param>
/// <param name="Values">How values are read.</param>
internal sealed record RowReading(IReadOnlyDictionary<string, string>? ColumnMap, bool IgnoreUnknown, ReadingOptions Values);
