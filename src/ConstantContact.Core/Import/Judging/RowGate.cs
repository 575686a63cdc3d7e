using ConstantContact.Core.Columns;
using ConstantContact.Core.Import.Chunks;
using ConstantContact.Core.Rows;

namespace ConstantContact.Core.Import.Judging;

/// <summary>
/// The rules of an import for a whole row, and the writer of its rows. They depend on the row alone, so every pass
/// decides the same.
/// </summary>
internal sealed class RowGate
{
    private readonly ImportOptions _options;
    private readonly ImportEnvelope _envelope;
    private readonly string _name;

    // Random, so that no row can hold it on purpose.
    private readonly string _boundary = "cc-" + System.Guid.NewGuid().ToString("N");

    /// <param name="options">What the import is to do.</param>
    /// <param name="envelope">Lists and SMS permission.</param>
    /// <param name="name">The run's id: the name of the file that a CSV chunk is, by which its activity is known
    /// again.</param>
    public RowGate(ImportOptions options, ImportEnvelope envelope, string name)
    {
        _options = options;
        _envelope = envelope;
        _name = name;
    }

    private bool BlankAllowed => !_options.UsesCsv || _options.AllowBlank;

    /// <summary>The file name that the activity of a CSV chunk shows.</summary>
    public string FileName(int chunk) => $"cc-{_name}-{RowName.Number(chunk)}.csv";

    public ChunkWriter NewWriter(int firstNumber) =>
        _options.UsesCsv
            ? new CsvChunkWriter(_envelope, _boundary, _options.MaxBytes, _options.MaxRows, n => FileName(n))
            {
                Number = firstNumber,
            }
            : new JsonChunkWriter(_envelope, _options.MaxBytes, _options.MaxRows) { Number = firstNumber };

    /// <summary>The reason why the row must not be sent.</summary>
    public IReadOnlyList<RowFinding> Errors(RowValues values)
    {
        List<RowFinding>? errors = null;
        foreach (var finding in values.Findings)
        {
            if (finding.Severity == FindingSeverity.Error)
            {
                (errors ??= []).Add(finding);
            }
        }

        var row = values.Row;
        if (
            _options.SmsPermission == "explicit"
            && values.SmsNumber is not null
            && values.Find(ContactColumnKind.SmsConsentDate) is null
        )
        {
            (errors ??= []).Add(
                new RowFinding(
                    RowRules.ConsentDateMissing,
                    FindingSeverity.Error,
                    row.Number,
                    row.Source,
                    null,
                    null,
                    "with explicit SMS permission, every number needs the date of the consent",
                    "Fill the column sms_consent_date."
                )
            );
        }

        if (!BlankAllowed)
        {
            foreach (var planned in values.Plan.Columns.Where(c => Cells.IsBlank(row.Values[c.Index])))
            {
                (errors ??= []).Add(
                    new RowFinding(
                        RowRules.BlankCell,
                        FindingSeverity.Error,
                        row.Number,
                        row.Source,
                        planned.Heading,
                        null,
                        "the cell is blank, and it is not documented whether the file import then keeps or clears "
                            + "the value",
                        "Use -Format Json, which leaves blank cells out, or -AllowBlank."
                    )
                );
            }
        }

        if (MayBeTooLarge(values))
        {
            using var probe = NewWriter(1);
            if (probe.Offer(values) == ChunkFit.TooLarge)
            {
                (errors ??= []).Add(TooLarge(row.Number, row.Source));
            }
        }

        return errors is null ? [] : errors;
    }

    public static RowFinding TooLarge(long row, string? source) =>
        new(
            RowRules.TooLarge,
            FindingSeverity.Error,
            row,
            source,
            null,
            null,
            "the row is larger than the 4,000,000 bytes of one request",
            "Shorten its values."
        );

    /// <summary>By a bound that is far too high, so that hardly any row is written just to be measured.</summary>
    private bool MayBeTooLarge(RowValues values)
    {
        long bound = 4096;
        for (var i = 0; i < values.Values.Count; i++)
        {
            bound += 64 + (6L * (values.Values[i].Text.Length + values.Values[i].Column.Name.Length));
        }

        return bound >= _options.MaxBytes;
    }
}
