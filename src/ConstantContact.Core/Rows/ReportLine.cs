using System.IO;
using ConstantContact.Core.Columns;

namespace ConstantContact.Core.Rows;

/// <summary>Writes a line of a report. Cells are guarded, so that spreadsheets do not run them as formulas.</summary>
internal static class ReportLine
{
    /// <summary>The columns that a report adds to the input columns.</summary>
    public static IReadOnlyList<string> OwnColumns { get; } = [ReportCells.Row, ReportCells.Reason];

    public static bool IsReport(IEnumerable<string> headings) => ReportCells.IsReport(headings);

    public static string Unguard(string cell) => ReportCells.Unguard(cell);

    public static bool IsOwn(string heading) => ReportCells.IsOwn(heading);

    public static void Write(TextWriter file, IEnumerable<string> cells) =>
        CsvLine.Write(file, [.. cells.Select(ReportCells.Guard)]);
}
