using System.Globalization;
using ConstantContact.Core.Consent;
using ConstantContact.Core.Rows;

namespace ConstantContact.Core.Import.Judging;

/// <summary>
/// The rows of an import: what is to become of each. Keeps a byte and a hash for each row, and of findings no more than
/// is shown.
/// </summary>
internal sealed class ImportRows
{
    /// <summary>Findings and held-back rows that are kept to be shown; the report has all.</summary>
    public const int Shown = 1000;

    private readonly ImportOptions _options;
    private readonly ImportPlans _plans;
    private readonly RowGate _gate;
    private readonly RowMarks _marks = new();
    private readonly long[] _counts = new long[8];
    private readonly List<RowFailure> _failures = [];
    private readonly List<RowFinding> _warnings = [];
    private readonly DamageTally _damage = new();
    private readonly SeenRows _seen = new();

    // Where the last row about a contact counts, the rows are compared when all are known.
    private readonly List<RowKeys> _waiting = [];
    private IRowSource? _source;

    public ImportRows(ImportOptions options, ImportPlans plans, RowGate gate)
    {
        _options = options;
        _plans = plans;
        _gate = gate;
    }

    /// <summary>Where the rows can be read again.</summary>
    public IRowSource Source => _source ?? throw new InvalidOperationException("The rows were not read yet.");

    public long Count { get; private set; }

    /// <summary>Rows that are not sent because of what they hold.</summary>
    public long Failed => this[RowMark.Invalid] + this[RowMark.DuplicateError] + this[RowMark.TooLarge];

    /// <summary>False if invalid rows forbid sending, or all rows are invalid.</summary>
    public bool MaySend => (Failed == 0 || _options.OnInvalid == ImportInvalid.Skip) && Count > Failed;

    public long Duplicates => this[RowMark.Duplicate];

    public long Suppressed => this[RowMark.Deleted] + this[RowMark.Unsubscribed] + this[RowMark.SmsUnsubscribed];

    public long WarningCount { get; private set; }

    /// <summary>The first of them, in the input's order.</summary>
    public IReadOnlyList<RowFailure> Failures => _failures;

    public IReadOnlyList<RowFinding> Warnings => _warnings;

    /// <summary>Apparent damage in valid rows, one finding for each rule.</summary>
    public IReadOnlyList<DamageNote> Damage => _damage.Notes;

    public long this[RowMark mark] => mark == RowMark.Send ? Count - _counts.Skip(1).Sum() : _counts[(int)mark];

    public RowMark MarkOf(long place) => _marks[place];

    /// <summary>The marks of the rows after one up to another.</summary>
    public byte[] Marks(long after, long through) => _marks.ToBytes(after, through);

    /// <summary>The rows come from here.</summary>
    public void Begin(IRowSource source) => _source = source;

    /// <summary>Judges the next row by itself and by the rows before it.</summary>
    /// <param name="row">Its number is <see cref="Count"/> + 1.</param>
    /// <param name="known">What an earlier process decided about it.</param>
    /// <exception cref="Errors.InvalidInputException">A column that an import of this format cannot take.</exception>
    public JudgedRow Judge(InputRow row, RowMark? known = null)
    {
        Count++;
        var judged = JudgeItself(row);
        if (judged.Mark == RowMark.Send)
        {
            var keys = new RowKeys(row.Number, KeyOfEmail(judged.Values!), KeyOfNumber(judged.Values!));
            if (_options.Duplicates == ImportDuplicates.Last)
            {
                _waiting.Add(keys);
            }
            else if (_seen.Add(keys) is { } duplicate)
            {
                Drop(duplicate);
            }
            else
            {
                HoldBack(row.Number, _seen.ReasonToHold(keys));
            }
        }

        if (known is { } decided)
        {
            Mark(row.Number, decided);
        }

        return judged with
        {
            Mark = MarkOf(row.Number),
        };
    }

    /// <summary>
    /// All rows were judged. Where the last row about a contact counts, this is the first one read backwards.
    /// </summary>
    public void Complete()
    {
        for (var i = _waiting.Count - 1; i >= 0; i--)
        {
            if (_seen.Add(_waiting[i]) is { } duplicate)
            {
                Drop(duplicate);
            }
        }

        _waiting.Clear();
    }

    /// <summary>
    /// After all rows were judged: a date that can be read two ways is refused where its column shows that it may have
    /// been written the other way. Reads the rows once more, and only where there is such a column.
    /// </summary>
    /// <param name="after">The rows up to this one have been sent.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    /// <returns>The rows that are refused only now.</returns>
    public IEnumerable<RowFailure> LookAgain(long after, CancellationToken cancellationToken)
    {
        var isDoubtful = _plans.Evidence.IsDoubtful;
        _plans.Evidence.Settle();
        foreach (var row in isDoubtful ? Source.Read(cancellationToken) : [])
        {
            if (row.Number > after && MarkOf(row.Number) == RowMark.Send && FindingsOf(row) is { Count: > 0 } errors)
            {
                var failure = new RowFailure(row.Number, row.Source, errors);
                Mark(row.Number, RowMark.Invalid);
                Show(failure);
                yield return failure;
            }
        }
    }

    /// <summary>A row that is counted and not judged.</summary>
    public void Pass(long number) => Count = Math.Max(Count, number);

    /// <summary>The contacts that are held back are about to be read anew.</summary>
    public void ForgetHeld() => _seen.ForgetHeld();

    /// <summary>A contact of the account whose rows are to be held back.</summary>
    public void Hold(string? email, string? smsNumber, RowMark reason)
    {
        foreach (var key in RowKey.Of(email, smsNumber))
        {
            _seen.Hold(key, reason);
        }
    }

    /// <summary>Holds back the rows judged so far whose contacts are held back.</summary>
    /// <param name="after">The rows up to this one have been sent.</param>
    public void ApplyHolds(long after)
    {
        foreach ((var place, var reason) in _seen.HeldRows())
        {
            if (place > after)
            {
                HoldBack(place, reason);
            }
        }
    }

    /// <summary>
    /// The row was measured when it was judged, so only a field's name that grew by being resolved can lead here.
    /// </summary>
    public void RefuseTooLarge(InputRow row)
    {
        Mark(row.Number, RowMark.TooLarge);
        Show(new RowFailure(row.Number, Source.Name, [RowGate.TooLarge(row.Number, row.Source)]));
    }

    /// <summary>The first rows that are held back.</summary>
    public IReadOnlyList<SuppressedRow> SuppressedRows()
    {
        var rows = new List<SuppressedRow>();
        for (long place = 1; place <= Count && rows.Count < Math.Min(Shown, Suppressed); place++)
        {
            if (ReasonOf(MarkOf(place)) is { } reason)
            {
                rows.Add(new SuppressedRow(place, Source.Name, reason));
            }
        }

        return rows;
    }

    /// <summary>Why a row is held back; null for other marks.</summary>
    public static string? ReasonOf(RowMark mark) =>
        mark switch
        {
            RowMark.Deleted => ConsentStatus.Deleted,
            RowMark.Unsubscribed => ConsentStatus.Unsubscribed,
            RowMark.SmsUnsubscribed => ConsentStatus.SmsUnsubscribed,
            _ => null,
        };

    /// <summary>The mark of rows whose contact is in this state.</summary>
    public static RowMark MarkFor(string status) =>
        status switch
        {
            ConsentStatus.Deleted => RowMark.Deleted,
            ConsentStatus.SmsUnsubscribed => RowMark.SmsUnsubscribed,
            _ => RowMark.Unsubscribed,
        };

    /// <summary>The duplicates with the row that counts instead of each, in the input's order.</summary>
    public IEnumerable<(long Place, long Kept)> DuplicatesInOrder() => _seen.Duplicates();

    /// <summary>The row that counts instead of a duplicate.</summary>
    public long KeptFor(long place) => _seen.KeptFor(place);

    /// <summary>The rows whose contact is one of these; duplicates are left out.</summary>
    public IEnumerable<long> RowsOf(HashSet<RowKey> contacts) => _seen.RowsOf(contacts);

    /// <summary>All that forbids a row that was found invalid.</summary>
    public IReadOnlyList<RowFinding> FindingsOf(InputRow row) =>
        row.Defect is { } defect ? [defect] : _gate.Errors(Parse(row));

    /// <summary>The row as it is sent.</summary>
    public RowValues Parse(InputRow row) => _plans.ParserFor(row.Headings).Parse(row);

    public static RowFinding DuplicateOf(long row, string? source, long kept) =>
        new(
            RowRules.Duplicate,
            FindingSeverity.Error,
            row,
            source,
            null,
            null,
            $"row {kept.ToString(CultureInfo.InvariantCulture)} is about the same contact",
            "Keep one of the rows, or choose with -DuplicateAction First or Last."
        );

    private JudgedRow JudgeItself(InputRow row)
    {
        if (row.Defect is null && _plans.RefusesUnknown)
        {
            _plans.ParserFor(row.Headings).RequireKnown(row);
        }

        var values = row.Defect is null ? Parse(row) : null;
        var errors = values is null ? [row.Defect!] : _gate.Errors(values);
        if (errors.Count > 0)
        {
            Mark(row.Number, RowMark.Invalid);
            Show(new RowFailure(row.Number, row.Source, errors));
            return new JudgedRow(RowMark.Invalid, values, errors);
        }

        if (_options.OnDamage != ImportDamage.Ignore)
        {
            _damage.Look(values!);
        }

        if (values!.Findings.Count > 0)
        {
            WarningCount += values.Findings.Count;
            _warnings.AddRange(values.Findings.Take(Shown - _warnings.Count));
        }

        return new JudgedRow(RowMark.Send, values, errors);
    }

    private static RowKey? KeyOfEmail(RowValues values) => values.Email is { } email ? RowKey.OfEmail(email) : null;

    private static RowKey? KeyOfNumber(RowValues values) =>
        values.SmsNumber is { } number ? RowKey.OfSmsNumber(number) : null;

    private void HoldBack(long place, RowMark reason)
    {
        if (
            reason != RowMark.Send
            && MarkOf(place) is RowMark.Send or RowMark.Unsubscribed or RowMark.SmsUnsubscribed
            && reason > MarkOf(place)
        )
        {
            Mark(place, reason);
        }
    }

    private void Drop(DuplicateRow duplicate)
    {
        var isError = duplicate.IsClash || _options.Duplicates == ImportDuplicates.Error;
        Mark(duplicate.Place, isError ? RowMark.DuplicateError : RowMark.Duplicate);
        if (isError)
        {
            Show(
                new RowFailure(
                    duplicate.Place,
                    Source.Name,
                    [DuplicateOf(duplicate.Place, Source.Name, duplicate.Kept)]
                )
            );
        }
    }

    /// <summary>Keeps the first of them in the input's order.</summary>
    private void Show(RowFailure failure)
    {
        var at = _failures.Count;
        while (at > 0 && _failures[at - 1].Row > failure.Row)
        {
            at--;
        }

        if (at < Shown)
        {
            _failures.Insert(at, failure);
            if (_failures.Count > Shown)
            {
                _failures.RemoveAt(Shown);
            }
        }
    }

    private void Mark(long place, RowMark mark)
    {
        if (MarkOf(place) is var before and not RowMark.Send)
        {
            _counts[(int)before]--;
        }

        if (mark != RowMark.Send)
        {
            _counts[(int)mark]++;
        }

        _marks[place] = mark;
    }
}
