using ConstantContact.Core.Base;
using ConstantContact.Core.Columns;
using ConstantContact.Core.Contacts;
using ConstantContact.Core.Errors;
using ConstantContact.Core.Import.Chunks;
using ConstantContact.Core.Rows;

namespace ConstantContact.Core.Import.Judging;

/// <summary>The column plans of an import: one for a file, one for each shape of row from the pipeline.</summary>
internal sealed class ImportPlans
{
    private readonly ImportOptions _options;
    private readonly ReadingOptions _reading;
    private IReadOnlyList<string>? _lastHeadings;
    private RowParser? _lastParser;
    private readonly List<RowParser> _parsers = [];

    public ImportPlans(ImportOptions options)
    {
        _options = options;
        _reading = new ReadingOptions
        {
            Dates = DateForm.Of(options.DateFormat),
            Evidence = new DateEvidence(options.Stream),
        };
    }

    /// <summary>The order of day and month that the rows have shown.</summary>
    public DateEvidence Evidence => _reading.Evidence;

    public bool HasSmsNumbers => _parsers.Exists(p => p.Plan.Has(ContactColumnKind.SmsNumber));

    /// <summary>
    /// False: columns that mean nothing are told otherwise, and the rest of a row is judged without them.
    /// </summary>
    public bool RefusesUnknown { get; init; } = true;

    /// <summary>The warning about columns that are left out, given once.</summary>
    public IEnumerable<string> Notices =>
        _parsers.Select(p => p.Plan.EchoNotice).OfType<string>().Distinct(StringComparer.Ordinal);

    /// <summary>True where <see cref="LearnAsync"/> has nothing to do for these headings.</summary>
    public bool Knows(IReadOnlyList<string> headings) =>
        ReferenceEquals(headings, _lastHeadings) || _parsers.Exists(p => p.Plan.Fits(headings));

    /// <summary>
    /// Makes the plan of rows with these headings, with what the account knows of its custom fields: labels as
    /// headings, and the types by which values are judged. No request where the headings name no field and all mean
    /// something.
    /// </summary>
    /// <exception cref="CcException">A column that an import of this format cannot take, a field that does not exist;
    /// or the account cannot be asked.</exception>
    public async Task LearnAsync(
        IReadOnlyList<string> headings,
        IImportService service,
        CancellationToken cancellationToken
    )
    {
        if (Knows(headings))
        {
            return;
        }

        var plan = Make(headings, _options.ColumnMap, _options.IgnoreUnknownColumns, _options.UsesCsv);
        if (plan.Unknown.Count > 0)
        {
            plan = plan.WithLabels(await service.FieldHeadingsAsync(cancellationToken).ConfigureAwait(false));
        }

        string[] names = [.. plan.FieldNames];
        var fields =
            names.Length == 0
                ? new Dictionary<string, CustomField>(StringComparer.OrdinalIgnoreCase)
                : await service.ResolveFieldsAsync(names, cancellationToken).ConfigureAwait(false);
        Add(plan, fields);
    }

    /// <summary>
    /// The reader of rows with these headings; where nothing was learned about them, custom fields are not judged by
    /// their type.
    /// </summary>
    /// <exception cref="InvalidInputException">A column that an import of this format cannot take.</exception>
    public RowParser ParserFor(IReadOnlyList<string> headings)
    {
        if (ReferenceEquals(headings, _lastHeadings))
        {
            return _lastParser!;
        }

        var index = _parsers.FindIndex(p => p.Plan.Fits(headings));
        if (index < 0)
        {
            Add(
                Make(headings, _options.ColumnMap, _options.IgnoreUnknownColumns, _options.UsesCsv),
                new Dictionary<string, CustomField>(StringComparer.OrdinalIgnoreCase)
            );
            index = _parsers.Count - 1;
        }

        _lastHeadings = headings;
        return _lastParser = _parsers[index];
    }

    /// <param name="plan">The columns.</param>
    /// <param name="fields">The fields by the names that the input has for them.</param>
    public void Add(ColumnPlan plan, IReadOnlyDictionary<string, CustomField> fields)
    {
        plan = plan.WithFieldNames(
            fields.ToDictionary(f => f.Key, f => f.Value.Name!, StringComparer.OrdinalIgnoreCase)
        );
        var byName = fields
            .Values.GroupBy(f => f.Name!, StringComparer.OrdinalIgnoreCase)
            .ToDictionary(g => g.Key, g => g.First(), StringComparer.OrdinalIgnoreCase);
        _parsers.Add(new RowParser(plan, _reading, byName));
    }

    /// <summary>The place of the column that holds the e-mail address; below zero if there is none.</summary>
    /// <exception cref="InvalidInputException">A column that an import of this format cannot take.</exception>
    public static int EmailColumn(IReadOnlyList<string> headings, ImportOptions options) =>
        Make(headings, options.ColumnMap, options.IgnoreUnknownColumns, options.UsesCsv)
            .IndexOf(ContactColumnKind.Email);

    /// <exception cref="InvalidInputException">A column that an import of this format cannot take.</exception>
    public static ColumnPlan Make(
        IReadOnlyList<string> headings,
        IReadOnlyDictionary<string, string>? columnMap,
        bool ignoreUnknown,
        bool csv
    )
    {
        var plan = ColumnPlan.For(headings, columnMap, ignoreUnknown, ColumnPurpose.Import);
        List<string> others =
        [
            .. plan.Columns.Where(c => csv && !CsvChunkWriter.CanTake(c.Column)).Select(c => $"'{c.Heading}'"),
        ];
        return others.Count == 0
            ? plan
            : throw new InvalidInputException(
                "CcUnknownColumn",
                $"The service's file import does not take the {Quantity.Noun(others.Count, "column")} "
                    + $"{string.Join(", ", others)}.",
                "Use -Format Json, which takes all columns."
            );
    }
}
