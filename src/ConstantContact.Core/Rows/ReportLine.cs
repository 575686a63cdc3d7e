using System.IO;
using ConstantContact.Core.Columns;

namespace ConstantContact.Core.Rows;

/// <summary>A line of a report: its cells are guarded, so that no spreadsheet takes one for a formula.</summary>
internal static class ReportLine
{
    /// <summary>The columns that a report adds to those of the input.</summary>
    public static IReadOnlyList<string> OwnColumns { get; } = [ReportCells.Row, ReportCells.Reason];

    public static bool IsReport(IEnumerable<string> headings) => ReportCells.IsReport(headings);

    public static string Unguard(string cell) => ReportCells.Unguard(cell);

    public static bool IsOwn(string heading) => ReportCells.IsOwn(heading);

    public static void Write(TextWriter file, IEnumerable<string> cells) => CsvLine.Write(file, [.. cells.Select(ReportCells.Guard)]);
}
