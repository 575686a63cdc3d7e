using Sylvan.Data.Csv;

namespace ConstantContact.Core.Rows;

/// <summary>The current record of a CSV reader, as it stands in the file.</summary>
internal static class CsvRecord
{
#if NETSTANDARD
    // The reader has no spans on this framework, so each record is copied for inspection.
    [ThreadStatic]
    private static char[]? s_record;

    public static ReadOnlySpan<char> Of(CsvDataReader reader)
    {
        var length = reader.GetRawRecord(null!, 0);
        if (s_record is null || length > s_record.Length)
        {
            s_record = new char[Math.Max(1024, length * 2)];
        }

        return new ReadOnlySpan<char>(s_record, 0, reader.GetRawRecord(s_record, 0));
    }

    public static ReadOnlySpan<char> Cell(CsvDataReader reader, int index) => reader.GetString(index).AsSpan().Trim();
#else
    public static ReadOnlySpan<char> Of(CsvDataReader reader) => reader.GetRawRecordSpan();

    public static ReadOnlySpan<char> Cell(CsvDataReader reader, int index)
    {
        var cell = reader.GetFieldSpan(index);
        return cell.IsEmpty || (IsVisible(cell[0]) && IsVisible(cell[cell.Length - 1])) ? cell : cell.Trim();
    }

    // A quick check that proves for most cells that they need no trimming. All others go to Trim.
    private static bool IsVisible(char c) => c is > ' ' and <= '~';
#endif

    /// <summary>
    /// A line of delimiters and empty quotes is blank too. Spreadsheets write such lines below the last row.
    /// </summary>
    public static bool IsBlank(ReadOnlySpan<char> raw, char delimiter)
    {
        foreach (var c in raw)
        {
            if (c != delimiter && c != '"' && !char.IsWhiteSpace(c))
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>The line that Export-Csv of Windows PowerShell writes before the headings.</summary>
    public static bool IsTypeLine(ReadOnlySpan<char> raw) =>
        raw.TrimStart('"').StartsWith("#TYPE ".AsSpan(), StringComparison.Ordinal);

    public static int Lines(ReadOnlySpan<char> raw)
    {
        var lines = 0;
        for (var i = raw.IndexOfAny('\r', '\n'); i >= 0; i = raw.IndexOfAny('\r', '\n'))
        {
            lines++;
            raw = raw.Slice(raw[i] == '\r' && i + 1 < raw.Length && raw[i + 1] == '\n' ? i + 2 : i + 1);
        }

        return lines;
    }
}
