namespace ConstantContact.Core.Columns;

/// <summary>
/// Cells of the report files. A spreadsheet takes a cell that begins with <c>= + - @</c> for a formula and runs it, so such a
/// cell gets an apostrophe before it; one that looks guarded already gets another. A file with the column
/// <see cref="Reason"/> is known as a report when it is read, and the apostrophe is taken off again: what comes back is what was there.
/// </summary>
public static class ReportCells
{
    /// <summary>The column with the row's number in the original input.</summary>
    public const string Row = "cc_row";

    /// <summary>The column with what became of the row; the mark of a report file.</summary>
    public const string Reason = "cc_reason";

    /// <summary>True for the columns that a report adds; an import leaves them out.</summary>
    public static bool IsOwn(string heading) =>
        string.Equals(heading, Row, System.StringComparison.OrdinalIgnoreCase) || string.Equals(heading, Reason, System.StringComparison.OrdinalIgnoreCase);

    public static bool IsReport(IEnumerable<string> headings) => headings.Any(h => string.Equals(h.Trim(), Reason, System.StringComparison.OrdinalIgnoreCase));

    public static string Guard(string cell) => NeedsGuard(cell) ? "'" + cell : cell;

    public static string Unguard(string cell) => cell.Length > 0 && cell[0] == '\'' && NeedsGuard(cell) ? cell.Substring(1) : cell;

    private static bool NeedsGuard(string cell)
    {
        int i = 0;
        while (i < cell.Length && cell[i] == '\'')
        {
            i++;
        }

        // The wide forms are formulas too in spreadsheets set to Chinese or Japanese.
        return i < cell.Length && cell[i] is ('=' or '+' or '-' or '@' or '\t' or '\r' or '\n' or '\uFF1D' or '\uFF0B' or '\uFF0D' or '\uFF20');
    }
}
