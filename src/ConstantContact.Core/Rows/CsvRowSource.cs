using System.Globalization;
using System.IO;
using System.Text;
using ConstantContact.Core.Base;
using ConstantContact.Core.Contacts;
using ConstantContact.Core.Errors;
using Sylvan.Data.Csv;

namespace ConstantContact.Core.Rows;

/// <summary>
/// Streams the rows of a CSV file. The file stays open until the end of the run, so that every pass reads the same
/// file. A file that changes in the meantime is refused. Several readings may take turns.
/// </summary>
public sealed class CsvRowSource : IRowSource, IDisposable
{
    /// <summary>
    /// The maximum number of characters in a record, far more than any row that could be sent. A longer record means an
    /// unclosed quote.
    /// </summary>
    private const int MaxRecord = 4 * 1024 * 1024;

    private readonly FileStream _stream;
    private readonly Encoding _encoding;
    private readonly int _markLength;
    private readonly string _path;
    private readonly long _length;
    private readonly DateTime _written;

    private CsvRowSource(FileStream stream, string path, CsvRowOptions options)
    {
        _stream = stream;
        _path = path;
        _length = stream.Length;
        _written = File.GetLastWriteTimeUtc(path);
        Name = Path.GetFileName(path);
        try
        {
            (_encoding, _markLength) = TextEncodings.Detect(stream, options.Encoding);
        }
        catch (InvalidDataException e)
        {
            throw Invalid(
                $"{Name} is not text in UTF-8: {e.Message}.",
                "Save it as 'CSV UTF-8', or name its encoding with -Encoding.",
                e
            );
        }

        var firstLine = FirstRecord();
        Delimiter = options.Delimiter ?? CsvDelimiter.Detect(firstLine);
        Headings = ReadHeadings();
    }

    public string Name { get; }

    string? IRowSource.Name => Name;

    /// <summary>Trimmed, in the order of the file.</summary>
    public IReadOnlyList<string> Headings { get; }

    public char Delimiter { get; }

    /// <summary>The size of the file in bytes.</summary>
    public long Length => _length;

    /// <summary>The time at which the file was last written, in UTC.</summary>
    public DateTime Written => _written;

    public string EncodingName => _encoding.WebName;

    /// <summary>Opens the file, detects its encoding and delimiter, and reads the headings.</summary>
    /// <exception cref="InvalidInputException">
    /// <c>CcEmptyInput</c>: the file is empty. <c>CcInvalidFile</c>: it does not exist, has no headings, or cannot be
    /// decoded.
    /// </exception>
    public static CsvRowSource Open(string path, CsvRowOptions? options = null)
    {
        FileStream stream;
        try
        {
            stream = SharedFile.OpenRead(path, 1 << 16, FileOptions.SequentialScan);
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            throw Invalid($"There is no file '{path}'.", "Check the path.", e);
        }
        catch (Exception e)
            when (e is IOException or UnauthorizedAccessException or ArgumentException or NotSupportedException)
        {
            throw Invalid(
                $"The file '{path}' cannot be opened: {e.Message}",
                "Check the path and your rights to the file.",
                e
            );
        }

        try
        {
            return new CsvRowSource(stream, path, options ?? new CsvRowOptions());
        }
        catch
        {
            stream.Dispose();
            throw;
        }
    }

    /// <summary>
    /// The data rows. Lines that are blank or hold only delimiters are skipped, and so is a line <c>#TYPE ...</c>
    /// before the headings. A row with too many or too few cells is returned with its <see cref="InputRow.Defect"/>.
    /// </summary>
    /// <exception cref="InvalidInputException">
    /// <c>CcEmptyInput</c>: the file has no rows. <c>CcInvalidFile</c>, naming row and line: it has damaged text or an
    /// unclosed quote, or has changed.
    /// </exception>
    public IEnumerable<InputRow> Read(CancellationToken cancellationToken)
    {
        ThrowIfChanged();
        using var reader = OpenReader();
        long line = 1,
            number = 0;
        SkipHeadings(reader, ref line);
        while (Advance(reader, number, line))
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (ReadRow(reader, number + 1, ref line) is { } row)
            {
                number++;
                yield return row;
            }
        }

        if (number == 0)
        {
            throw Empty($"{Name} has headings and no rows.");
        }

        ThrowIfChanged();
    }

    public void Dispose() => _stream.Dispose();

    /// <summary>The current record of the reader. Null for a blank line.</summary>
    private InputRow? ReadRow(CsvDataReader reader, long number, ref long line)
    {
        var raw = CsvRecord.Of(reader);
        var firstLine = line;
        line += CsvRecord.Lines(raw);
        if (CsvRecord.IsBlank(raw, Delimiter))
        {
            return null;
        }

        var count = reader.RowFieldCount;
        var values = new object?[Headings.Count];
        for (var i = 0; i < values.Length && i < count; i++)
        {
            values[i] = CsvRecord.Cell(reader, i).ToString();
        }

        return new InputRow(number, Name, Headings, values)
        {
            Defect = count == values.Length ? null : Ragged(number, firstLine, count),
        };
    }

    private RowFinding Ragged(long number, long line, int count) =>
        new(
            RowRules.RaggedRow,
            FindingSeverity.Error,
            number,
            Name,
            null,
            null,
            $"{Quantity.Of(count, "cell")} for {Quantity.Of(Headings.Count, "heading")}, in line {Text(line)}",
            count > Headings.Count
                ? $"Put quotes around a cell that has the delimiter ({Show(Delimiter)}) in it."
                : "Add empty cells to the row."
        );

    private IReadOnlyList<string> ReadHeadings()
    {
        using var reader = OpenReader();
        long line = 1;
        SkipHeadings(reader, ref line);
        var headings = new string[reader.RowFieldCount];
        for (var i = 0; i < headings.Length; i++)
        {
            headings[i] = CsvRecord.Cell(reader, i).ToString();
        }

        var data = Array.Find(headings, static h => ContactText.CheckEmail(h) is null);
        return data is null
            ? headings
            : throw Invalid(
                $"{Name} has no headings: its first line has the address '{data}'.",
                "Put a line with the columns' names before it, such as: email,first_name,last_name"
            );
    }

    /// <summary>Moves the reader to the record with the headings.</summary>
    private void SkipHeadings(CsvDataReader reader, ref long line)
    {
        while (Advance(reader, rowsBefore: null, line))
        {
            var raw = CsvRecord.Of(reader);
            line += CsvRecord.Lines(raw);
            if (!CsvRecord.IsBlank(raw, Delimiter) && !CsvRecord.IsTypeLine(raw))
            {
                return;
            }
        }

        throw Empty($"{Name} is empty.");
    }

    /// <param name="reader">The reader.</param>
    /// <param name="rowsBefore">The number of rows that were read. Null for the headings.</param>
    /// <param name="line">The line in which the next record starts.</param>
    private bool Advance(CsvDataReader reader, long? rowsBefore, long line)
    {
        try
        {
            return reader.Read();
        }
        catch (DecoderFallbackException e)
        {
            throw Damaged(e);
        }
        catch (CsvRecordTooLargeException e)
        {
            throw Invalid(
                $"{Unreadable(rowsBefore)}: the record that starts in line {Text(line)} has more than "
                    + $"{Quantity.Of(MaxRecord, "character")}.",
                "A quote that is never closed makes one cell of everything after it. Close the quote.",
                e
            );
        }
        catch (CsvFormatException e)
        {
            throw Invalid(
                $"{Unreadable(rowsBefore)}: the record that starts in line {Text(line)} has a quoted cell that does not "
                    + "end properly.",
                "Close the quotes. Write a quote inside a quoted cell twice.",
                e
            );
        }
    }

    private string Unreadable(long? rowsBefore) =>
        rowsBefore switch
        {
            null => $"The headings of {Name} cannot be read",
            0 => $"No row of {Name} can be read",
            { } rows => $"{Name} cannot be read beyond row {Text(rows)}",
        };

    private CsvDataReader OpenReader()
    {
        var reader = new StreamReader(
            new FilePlace(_stream, _markLength),
            _encoding,
            detectEncodingFromByteOrderMarks: false,
            1 << 16
        );
        try
        {
            return CsvDataReader.Create(
                reader,
                new CsvDataReaderOptions
                {
                    // the headings are read as a record, so that this class handles blank lines before them and counts
                    // the lines
                    HasHeaders = false,
                    Delimiter = Delimiter,
                    // never occurs in text; the default would treat a row that starts with # as a comment and drop it
                    Comment = '\uFFFF',
                    BufferSize = 1 << 16,
                    MaxBufferSize = MaxRecord,
                }
            );
        }
        catch (DecoderFallbackException e)
        {
            throw Damaged(e);
        }
        catch (CsvRecordTooLargeException e)
        {
            throw Invalid(
                $"{Name} cannot be read: its first line has more than {Quantity.Of(MaxRecord, "character")}.",
                "Close the quotes, and check that this is a CSV file.",
                e
            );
        }
        catch (CsvFormatException e)
        {
            throw Invalid(
                $"{Name} cannot be read: its first line has a quoted cell that does not end properly.",
                "Close the quotes. Write a quote inside a quoted cell twice.",
                e
            );
        }
    }

    private InvalidInputException Damaged(DecoderFallbackException inner)
    {
        var line = _encoding is UnicodeEncoding or UTF32Encoding
            ? 0
            : TextEncodings.FirstDamagedLine(_stream, _encoding, _markLength);
        return Invalid(
            line > 0
                ? $"Line {Text(line)} of {Name} is not text in {_encoding.WebName}."
                : $"{Name} is not text in {_encoding.WebName}.",
            "Save the file as 'CSV UTF-8', or name its encoding with -Encoding.",
            inner
        );
    }

    private void ThrowIfChanged()
    {
        if (_stream.Length != _length || File.GetLastWriteTimeUtc(_path) != _written)
        {
            throw Invalid(
                $"{Name} was changed while it was being read.",
                "Wait until it is written to its end, then run this again."
            );
        }
    }

    /// <summary>
    /// The first line that is neither blank nor a type line. Line breaks within quotes do not end a line.
    /// </summary>
    private string FirstRecord()
    {
        _stream.Position = _markLength;
        using var reader = new StreamReader(_stream, _encoding, false, 4096, leaveOpen: true);
        var record = new StringBuilder();
        var quoted = false;
        try
        {
            for (int c; (c = reader.Read()) >= 0 && record.Length < 1 << 16; )
            {
                if (!quoted && c is '\r' or '\n')
                {
                    if (
                        !string.IsNullOrWhiteSpace(record.ToString())
                        && !CsvRecord.IsTypeLine(record.ToString().AsSpan())
                    )
                    {
                        break;
                    }

                    record.Clear();
                    continue;
                }

                quoted ^= c == '"';
                record.Append((char)c);
            }
        }
        catch (DecoderFallbackException e)
        {
            throw Damaged(e);
        }

        return record.ToString();
    }

    private static string Show(char delimiter) => delimiter == '\t' ? "tab" : delimiter.ToString();

    private static string Text(long number) => number.ToString(CultureInfo.InvariantCulture);

    private static InvalidInputException Empty(string message) =>
        new("CcEmptyInput", message, "Check that this is the right file and that it was written to its end.");

    private static InvalidInputException Invalid(string message, string remedy, Exception? inner = null) =>
        new("CcInvalidFile", message, remedy, inner);
}
