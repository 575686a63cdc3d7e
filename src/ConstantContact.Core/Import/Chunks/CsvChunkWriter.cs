using System.Text;
using ConstantContact.Core.Columns;
using ConstantContact.Core.Contacts;
using ConstantContact.Core.Rows;

namespace ConstantContact.Core.Import.Chunks;

/// <summary>
/// Bodies for <c>POST /activities/contacts_file_import</c>: the multipart framing is written here too, so that the size
/// that is checked is the size that is sent. One chunk has one set of columns.
/// </summary>
public sealed class CsvChunkWriter : ChunkWriter
{
    /// <summary>
    /// The columns that the file import documents; the prefixed home_, work_ and other_ ones are not among them
    /// (reference §11.1).
    /// </summary>
    private static readonly HashSet<string> Documented = new(StringComparer.Ordinal)
    {
        "email",
        "sms_number",
        "sms_consent_date",
        "first_name",
        "last_name",
        "phone",
        "job_title",
        "company_name",
        "anniversary",
        "birthday_day",
        "birthday_month",
        "street",
        "street2",
        "city",
        "state",
        "zip",
        "country",
    };

    private static readonly char[] Special = ['"', ',', '\r', '\n'];

    private static readonly char[] LineEnds = ['\r', '\n'];

    private readonly string _boundary;
    private readonly Func<int, string> _fileName;
    private readonly byte[] _tail;
    private readonly int _maxLines;
    private ColumnPlan? _plan;
    private int _lines;
    private int _linesBefore;

    /// <param name="envelope">Lists and SMS permission.</param>
    /// <param name="boundary">Between the parts; must not occur in the rows, so: random.</param>
    /// <param name="maxBytes">A chunk has fewer bytes.</param>
    /// <param name="maxRows">A chunk has at most so many rows, and lines beside the heading: a cell with line breaks
    /// counts for each.</param>
    /// <param name="fileName">From the number of a chunk, with <c>.csv</c>; the activity repeats it.</param>
    public CsvChunkWriter(
        ImportEnvelope envelope,
        string boundary,
        int maxBytes = ContactLimits.ImportBytes,
        int maxRows = ContactLimits.ImportRows,
        Func<int, string>? fileName = null
    )
        : base(maxBytes, maxRows)
    {
        _boundary = boundary;
        _maxLines = maxRows;
        _fileName = fileName ?? (static _ => "contacts.csv");
        var tail = new StringBuilder("\r\n");
        Part(tail, "list_ids", string.Join(",", envelope.ListIds));
        if (envelope.SmsPermission is not null)
        {
            Part(tail, "sms_permission_to_send", envelope.SmsPermission);
        }

        _tail = Encoding.UTF8.GetBytes(tail.Append($"--{boundary}--\r\n").ToString());
    }

    private protected override int TailLength => _tail.Length;

    private protected override string ContentType => "multipart/form-data; boundary=" + _boundary;

    /// <summary>True where the file import says that it takes the column.</summary>
    public static bool CanTake(ContactColumn column) =>
        column.Kind == ContactColumnKind.CustomField || Documented.Contains(column.Name);

    private protected override bool CanFollow(ColumnPlan plan) =>
        Rows == 0
        || plan == _plan
        || (
            _plan!.Columns.Count == plan.Columns.Count
            && _plan.Columns.Zip(plan.Columns, (a, b) => a.Column.Name == b.Column.Name).All(same => same)
        );

    private protected override void WriteHead(ColumnPlan plan)
    {
        _plan = plan;
        _lines = 0;
        Buffer.WriteUtf8(
            $"--{_boundary}\r\nContent-Disposition: form-data; name=\"file\"; "
                + $"filename=\"{_fileName(Number)}\"\r\nContent-Type: text/csv\r\n\r\n"
        );
        var first = true;
        foreach (var planned in _plan.Columns)
        {
            Cell(planned.Column.Name, ref first);
        }

        Buffer.Write("\r\n"u8);
    }

    private protected override void WriteRow(RowValues row)
    {
        _linesBefore = _lines;
        var firstCell = true;
        var next = 0;
        foreach (var planned in row.Plan.Columns)
        {
            var text = "";
            if (next < row.Values.Count && row.Values[next].Planned == planned)
            {
                text = row.Values[next++].Text;
            }

            Cell(text, ref firstCell);
        }

        Buffer.Write("\r\n"u8);
        _lines++;
    }

    private protected override bool IsOver => _lines > _maxLines;

    private protected override void Undo() => _lines = _linesBefore;

    private protected override void WriteTail() => Buffer.Write(_tail);

    private void Part(StringBuilder text, string name, string value) =>
        text.Append($"--{_boundary}\r\nContent-Disposition: form-data; name=\"{name}\"\r\n\r\n{value}\r\n");

    private void Cell(string text, ref bool first)
    {
        if (!first)
        {
            Buffer.Write((byte)',');
        }

        first = false;
        if (text.IndexOfAny(Special) < 0)
        {
            Buffer.WriteUtf8(text);
            return;
        }

        for (var i = text.IndexOfAny(LineEnds); i >= 0; i = text.IndexOfAny(LineEnds, i + 1))
        {
            _lines += text[i] == '\r' && i + 1 < text.Length && text[i + 1] == '\n' ? 0 : 1;
        }

        Buffer.Write((byte)'"');
        Buffer.WriteUtf8(text.Replace("\"", "\"\""));
        Buffer.Write((byte)'"');
    }
}
