using ConstantContact.Core.Columns;
using ConstantContact.Core.Errors;
using ConstantContact.Core.Import.Chunks;
using ConstantContact.Core.Rows;

namespace ConstantContact.Core.Import.Judging;

/// <summary>The column plans of an import: one for a file, one for each shape of row from the pipeline.</summary>
internal sealed class ImportPlans
{
    private readonly ImportOptions _options;
    private readonly List<ColumnPlan> _plans = [];
    private IReadOnlyList<string>? _lastHeadings;
    private RowParser? _lastParser;
    private readonly List<RowParser> _parsers = [];

    public ImportPlans(ImportOptions options) => _options = options;

    /// <summary>Every custom field that the input names.</summary>
    public IReadOnlyCollection<string> FieldNames =>
        [.. _plans.SelectMany(p => p.Columns).Select(c => c.Column.FieldName).OfType<string>().Distinct(StringComparer.OrdinalIgnoreCase)];

    public bool HasSmsNumbers => _plans.Exists(p => p.Has(ContactColumnKind.SmsNumber));

    /// <exception cref="InvalidInputException">A column that an import of this format cannot take.</exception>
    public RowParser ParserFor(IReadOnlyList<string> headings)
    {
        if (ReferenceEquals(headings, _lastHeadings))
        {
            return _lastParser!;
        }

        int index = _plans.FindIndex(p => p.Fits(headings));
        if (index < 0)
        {
            ColumnPlan plan = Make(headings, _options.ColumnMap, _options.IgnoreUnknownColumns, _options.UsesCsv);
            index = _plans.Count;
            _plans.Add(plan);
            _parsers.Add(new RowParser(plan));
        }

        _lastHeadings = headings;
        return _lastParser = _parsers[index];
    }

    public void NameFields(IReadOnlyDictionary<string, string> names)
    {
        for (int i = 0; i < _plans.Count; i++)
        {
            _plans[i] = _plans[i].WithFieldNames(names);
            _parsers[i] = new RowParser(_plans[i]);
        }

        _lastHeadings = null;
    }

    /// <exception cref="InvalidInputException">A column that an import of this format cannot take.</exception>
    public static ColumnPlan Make(IReadOnlyList<string> headings, IReadOnlyDictionary<string, string>? columnMap, bool ignoreUnknown, bool csv)
    {
        ColumnPlan plan = ColumnPlan.For(headings, columnMap, ignoreUnknown, ColumnPurpose.Import);
        List<string> others = [.. plan.Columns.Where(c => csv && !CsvChunkWriter.CanTake(c.Column)).Select(c => $"'{c.Heading}'")];
        return others.Count == 0
            ? plan
            : throw new InvalidInputException(
                "CcUnknownColumn",
                $"The service's file import does not list the column{(others.Count == 1 ? "" : "s")} {string.Join(", ", others)}.",
                "Use -Format Json, which takes all columns.");
    }
}
