using ConstantContact.Core.Base;
using ConstantContact.Core.Columns;
using ConstantContact.Core.Contacts;
using ConstantContact.Core.Errors;
using ConstantContact.Core.Import.Chunks;
using ConstantContact.Core.Import.Judging;
using ConstantContact.Core.Rows;
using ConstantContact.Core.Runs;

namespace ConstantContact.Core.Import.Running;

/// <summary>
/// The findings of an import about its rows, by the import's own rules, and those about cells that look as if a
/// spreadsheet or a wrong encoding had damaged it; without sending anything. In order: <see cref="CheckAsync"/>, then
/// <see cref="ForecastAsync"/>. Keeps some 50 bytes for each row in memory, and no finding. Not for concurrent use.
/// </summary>
public sealed class ImportLint
{
    private const int TellEvery = 8192;

    private readonly ImportOptions _options;
    private readonly ImportPlans _plans;
    private readonly RowGate _gate;
    private readonly ImportRows _rows;

    // Columns that mean nothing are said once and left out, so that the rest is still checked.
    private readonly HashSet<string> _unknown = new(StringComparer.OrdinalIgnoreCase);
    private readonly List<IReadOnlyList<string>> _shapes = [];
    private string? _source;
    private RowFinding? _broken;

    /// <param name="options">As for the import.</param>
    public ImportLint(ImportOptions options)
    {
        _options = options;
        _plans = new ImportPlans(options) { RefusesUnknown = false };
        _gate = new RowGate(_options, new ImportEnvelope(options.ListIds, options.SmsPermission), "lint");
        _rows = new ImportRows(_options, _plans, _gate);
    }

    /// <summary>Told from time to time how many rows were read.</summary>
    public Action<long>? Progress { get; init; }

    /// <summary>
    /// One finding after the other as the rows are read, then duplicates. An input that cannot be read to its end is
    /// one finding, the last.
    /// </summary>
    /// <param name="open">Opens the rows.</param>
    /// <param name="service">The account, by whose custom fields values are judged as the import judges them; null
    /// where there is none.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    /// <exception cref="CcException">The account cannot be asked.</exception>
    public async IAsyncEnumerable<RowFinding> CheckAsync(
        Func<IRowSource> open,
        IImportService? service,
        [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellationToken
    )
    {
        IRowSource? source = null;
        using var reader = Try(() => (source = open()).Read(cancellationToken).GetEnumerator());
        _source = source?.Name;
        if (source is not null)
        {
            _rows.Begin(source);
        }

        while (reader is not null && Try(reader.MoveNext))
        {
            var row = reader.Current;
            if (row.Number % TellEvery == 0)
            {
                Progress?.Invoke(row.Number);
            }

            var columns = row.Defect is null || source is CsvRowSource ? CheckColumns(row.Headings) : [];
            if (row.Defect is null && service is not null && !_plans.Knows(row.Headings))
            {
                columns.AddRange(await LearnAsync(row.Headings, service, cancellationToken).ConfigureAwait(false));
            }

            if (row.Defect is null && _broken is null)
            {
                columns.AddRange(Try(() => UnknownIn(row)) ?? []);
            }

            foreach (var finding in columns.Concat(_broken is not null ? [] : Try(() => Judge(row)) ?? []))
            {
                yield return finding;
            }

            if (_broken is not null)
            {
                // A column that the map gets wrong has been said with its name.
                if (_broken.RuleId != RowRules.UnknownColumn || columns.Count == 0)
                {
                    yield return _broken;
                }

                yield break;
            }
        }

        _rows.Complete();
        if (_broken is not null)
        {
            yield return _broken;
            yield break;
        }

        foreach (
            var finding in _rows
                .LookAgain(0, cancellationToken)
                .SelectMany(f => f.Findings)
                .Where(f => f.RuleId == RowRules.DateAmbiguous)
        )
        {
            yield return finding;
        }

        foreach ((var place, var kept) in _rows.DuplicatesInOrder())
        {
            yield return _rows.MarkOf(place) == RowMark.DuplicateError
                ? ImportRows.DuplicateOf(place, _source, kept)
                : LeftOut(place, kept);
        }
    }

    /// <summary>
    /// The cost of the import, found by writing the chunks as the import does. Null if the input cannot be used.
    /// </summary>
    public async Task<RowFinding?> ForecastAsync(CancellationToken cancellationToken)
    {
        if (_broken is not null)
        {
            return null;
        }

        long chunks = 0,
            bytes = 0,
            rows = 0;
        using var pass = new ImportPass(_options, _gate, _rows, 1)
        {
            Deliver = (chunk, _, _) =>
            {
                (chunks, bytes, rows) = (chunks + 1, bytes + chunk.Bytes, rows + chunk.Rows);
                chunk.Dispose();
                return Task.FromResult(true);
            },
        };
        await pass.RunAsync(RowStream.Of(_rows.Source), cancellationToken).ConfigureAwait(false);
        return RowFinding.OfInput(
            RowRules.Forecast,
            FindingSeverity.Information,
            _source,
            null,
            FormattableString.Invariant($"{rows:N0} of {Quantity.Of(_rows.Count, "row")} can be sent, ")
                + $"in {Quantity.Of(chunks, "request")} of {Quantity.Of(bytes, "byte")} in all",
            rows == _rows.Count ? "No action is needed." : "Correct the other rows, or import with -OnInvalid Skip."
        );
    }

    /// <summary>Columns that mean nothing and that no row before said something in.</summary>
    private List<RowFinding> UnknownIn(InputRow row) =>
        [
            .. _plans
                .ParserFor(row.Headings)
                .UnknownIn(row)
                .Where(u => _unknown.Add(u.Heading))
                .Select(u =>
                    RowFinding.OfInput(
                        RowRules.UnknownColumn,
                        FindingSeverity.Error,
                        _source,
                        u.Heading,
                        $"an import does not know {u}",
                        u.Heading.Length == 0
                            ? "Give the column a heading, or pass -IgnoreUnknownColumn to leave it out."
                            : $"Map it: -ColumnMap @{{ '{u.Heading.Replace("'", "''")}' = "
                                + $"'{(u.Pointer is null ? u.Nearest : null)}' }}, where '' leaves it out. Or pass "
                                + "-IgnoreUnknownColumn."
                    )
                ),
        ];

    /// <summary>
    /// The plan with what the account knows; custom fields that it does not have, or that two columns mean, are
    /// findings.
    /// </summary>
    private async Task<List<RowFinding>> LearnAsync(
        IReadOnlyList<string> headings,
        IImportService service,
        CancellationToken cancellationToken
    )
    {
        var findings = new List<RowFinding>();
        if (
            Try(() => ImportPlans.Make(headings, _options.ColumnMap, _options.IgnoreUnknownColumns, _options.UsesCsv))
            is not { } plan
        )
        {
            return findings;
        }

        var labels =
            plan.Unknown.Count == 0 ? [] : await service.FieldHeadingsAsync(cancellationToken).ConfigureAwait(false);
        plan = Try(() => plan.WithLabels(labels)) ?? plan;
        var fields = new Dictionary<string, CustomField>(StringComparer.OrdinalIgnoreCase);
        foreach (var field in plan.FieldNames.ToArray())
        {
            try
            {
                foreach (
                    var resolved in await service.ResolveFieldsAsync([field], cancellationToken).ConfigureAwait(false)
                )
                {
                    fields[resolved.Key] = resolved.Value;
                }
            }
            catch (InvalidInputException e)
            {
                findings.Add(Whole(RowRules.UnknownField, "cf:" + field, e));
            }
        }

        Try(() =>
        {
            _plans.Add(plan, fields);
            return plan;
        });
        return findings;
    }

    private List<RowFinding> Judge(InputRow row)
    {
        var judged = _rows.Judge(row);
        return judged.Values is { } values
            ? [.. values.Findings.Concat(judged.Errors).Distinct(), .. CellDamage.In(values)]
            : [.. judged.Errors];
    }

    /// <summary>
    /// Asks of each heading alone what the import would say of it, so that each gets its own finding.
    /// </summary>
    private List<RowFinding> CheckColumns(IReadOnlyList<string> headings)
    {
        var findings = new List<RowFinding>();
        if (_shapes.Exists(s => ReferenceEquals(s, headings) || s.SequenceEqual(headings, StringComparer.Ordinal)))
        {
            return findings;
        }

        _shapes.Add(headings);
        foreach (var heading in headings)
        {
            var map = _options
                .ColumnMap?.Where(e => string.Equals(e.Key.Trim(), heading.Trim(), StringComparison.OrdinalIgnoreCase))
                .ToDictionary(e => e.Key, e => e.Value, StringComparer.OrdinalIgnoreCase);
            // With an address beside it, the plan gets to what a file import does not take.
            if (
                (Refusal([heading], map) ?? (_options.UsesCsv ? Refusal([heading, "email"], map) : null)) is { } refusal
            )
            {
                findings.Add(Whole(RowRules.UnknownColumn, heading, refusal));
            }
        }

        return findings;
    }

    private InvalidInputException? Refusal(string[] headings, Dictionary<string, string>? map)
    {
        try
        {
            ImportPlans.Make(headings, map, _options.IgnoreUnknownColumns, _options.UsesCsv);
            return null;
        }
        catch (InvalidInputException e)
        {
            // Alone, most columns say nothing of who the contact is; what is double is found with all of them.
            return e.ErrorId == "CcUnknownColumn" ? e : null;
        }
    }

    private RowFinding LeftOut(long row, long kept) =>
        new(
            RowRules.Duplicate,
            FindingSeverity.Information,
            row,
            _source,
            null,
            null,
            $"left out in favour of row {RowName.Number(kept)}, which is about the same contact",
            "No action is needed, because -DuplicateAction was given."
        );

    private RowFinding Whole(string rule, string? column, CcException e) =>
        RowFinding.OfInput(
            rule,
            FindingSeverity.Error,
            _source,
            column,
            e.Message.TrimEnd('.'),
            e.RecommendedAction ?? ""
        );

    private static string RuleOf(CcException e) =>
        e.ErrorId switch
        {
            "CcEmptyInput" => RowRules.EmptyInput,
            "CcUnknownColumn" => RowRules.UnknownColumn,
            "CcDuplicateColumn" => RowRules.DuplicateColumn,
            "CcMissingColumn" => RowRules.MissingColumn,
            _ => RowRules.InvalidFile,
        };

    private T? Try<T>(Func<T> work)
    {
        try
        {
            return work();
        }
        catch (InvalidInputException e)
            when (e.ErrorId
                    is "CcInvalidFile"
                        or "CcEmptyInput"
                        or "CcUnknownColumn"
                        or "CcDuplicateColumn"
                        or "CcMissingColumn"
            )
        {
            _broken = Whole(RuleOf(e), null, e);
            return default;
        }
    }
}
