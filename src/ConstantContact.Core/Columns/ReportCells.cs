namespace ConstantContact.Core.Columns;

/// <summary>
/// Guards the cells of report files. A spreadsheet runs a cell that begins with <c>= + - @</c> as a formula, so such a
/// cell gets a leading apostrophe. A cell that already looks guarded gets another one. A file with the column
/// <see cref="Reason"/> is recognised as a report when it is read, and the apostrophe is removed again, so that the
/// original text returns.
/// </summary>
public static class ReportCells
{
    /// <summary>The column with the row number in the original input.</summary>
    public const string Row = "cc_row";

    /// <summary>The column with the outcome of the row. It identifies a report file.</summary>
    public const string Reason = "cc_reason";

    /// <summary>True for the columns that a report adds. An import leaves them out.</summary>
    public static bool IsOwn(string heading) =>
        string.Equals(heading, Row, System.StringComparison.OrdinalIgnoreCase)
        || string.Equals(heading, Reason, System.StringComparison.OrdinalIgnoreCase);

    public static bool IsReport(IEnumerable<string> headings) =>
        headings.Any(h => string.Equals(h.Trim(), Reason, System.StringComparison.OrdinalIgnoreCase));

    public static string Guard(string cell) => NeedsGuard(cell) ? "'" + cell : cell;

    public static string Unguard(string cell) =>
        cell.Length > 0 && cell[0] == '\'' && NeedsGuard(cell) ? cell.Substring(1) : cell;

    private static bool NeedsGuard(string cell)
    {
        var i = 0;
        while (i < cell.Length && cell[i] == '\'')
        {
            i++;
        }

        // In Chinese and Japanese spreadsheets, the wide forms also begin formulas.
        return i < cell.Length
            && cell[i]
                is ('=' or '+' or '-' or '@' or '\t' or '\r' or '\n' or '\uFF1D' or '\uFF0B' or '\uFF0D' or '\uFF20');
    }
}
