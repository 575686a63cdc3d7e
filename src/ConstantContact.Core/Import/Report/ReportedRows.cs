using ConstantContact.Core.Errors;
using ConstantContact.Core.Import.Judging;
using ConstantContact.Core.Rows;
using ConstantContact.Core.Runs;

namespace ConstantContact.Core.Import.Report;

/// <summary>
/// The rows of an import as its report shows them: the columns of the input, and the outcome of each row.
/// </summary>
public sealed class ReportedRows
{
    private readonly IRowSource? _source;
    private readonly ImportOptions _options;
    private readonly IEnumerable<RowVerdict> _verdicts;

    internal ReportedRows(IRowSource? source, ImportOptions options, IEnumerable<RowVerdict> verdicts)
    {
        _source = source;
        _options = options;
        _verdicts = verdicts;
    }

    /// <summary>Writes the report.</summary>
    /// <exception cref="InvalidInputException"><c>CcReportNotWritable</c>.</exception>
    public WrittenReport WriteTo(ReportTarget target, RunRecord run, bool isKept) =>
        RunReport.Write(target, run, Read(), Headings(), isKept);

    /// <summary>
    /// The rows in order, read while they are enumerated. A row that cannot be read any more has its number only.
    /// </summary>
    public IEnumerable<RowOutcome> Read()
    {
        using var input = Input().GetEnumerator();
        IReadOnlyList<string>? shape = null;
        var (email, isGuarded) = (-1, false);
        foreach (var verdict in _verdicts)
        {
            var row = input.MoveNext() ? input.Current : null;
            if (row is not null && !ReferenceEquals(shape, row.Headings))
            {
                shape = row.Headings;
                (email, isGuarded) = (EmailColumn(shape), ReportLine.IsReport(shape));
            }

            var cells = row is null ? [] : CellsOf(row, isGuarded);
            yield return new RowOutcome
            {
                Position = verdict.Row,
                Row = verdict.Row,
                Email = email >= 0 && email < cells.Length && cells[email].Value.Length > 0 ? cells[email].Value : null,
                Outcome = verdict.Outcome,
                Reason = verdict.Reason,
                ErrorId = verdict.ErrorId,
                ActivityId = verdict.ActivityId,
                ConsentReference = verdict.ActivityId is null ? null : _options.ConsentReference,
                Cells = cells,
            };
        }
    }

    /// <summary>The columns of all rows, in the order in which they first appear.</summary>
    private List<string> Headings()
    {
        List<string> headings = [];
        HashSet<string> known = new(StringComparer.OrdinalIgnoreCase);
        IReadOnlyList<string>? last = null;
        foreach (
            var shape in _source is CsvRowSource file ? [file.Headings] : Input().Select(static row => row.Headings)
        )
        {
            if (!ReferenceEquals(shape, last))
            {
                last = shape;
                headings.AddRange(shape.Where(heading => !ReportLine.IsOwn(heading) && known.Add(heading)));
            }
        }

        return headings;
    }

    private IEnumerable<InputRow> Input() => _source?.ReadWhatIsLeft(CancellationToken.None) ?? [];

    private static KeyValuePair<string, string>[] CellsOf(InputRow row, bool isGuarded)
    {
        var cells = new KeyValuePair<string, string>[Math.Min(row.Headings.Count, row.Values.Count)];
        for (var i = 0; i < cells.Length; i++)
        {
            var text = Cells.TextOf(row.Values[i]);
            cells[i] = new KeyValuePair<string, string>(row.Headings[i], isGuarded ? ReportLine.Unguard(text) : text);
        }

        return cells;
    }

    private int EmailColumn(IReadOnlyList<string> headings)
    {
        try
        {
            return ImportPlans.EmailColumn(headings, _options);
        }
        catch (InvalidInputException)
        {
            return -1; // a column that the import refused
        }
    }
}
