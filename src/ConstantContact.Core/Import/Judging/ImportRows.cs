using System.Globalization;
using ConstantContact.Core.Consent;
using ConstantContact.Core.Import.Chunks;
using ConstantContact.Core.Rows;
using ConstantContact.Core.Runs;

namespace ConstantContact.Core.Import.Judging;

/// <summary>
/// The rows of an import: what is to become of each, found in one pass over all of them, and the chunks, made in a second. Keeps
/// a byte for each row, and of keys and findings no more than fits.
/// </summary>
internal sealed class ImportRows : IDisposable
{
    /// <summary>Findings and held-back rows that are kept to be shown; the report has all.</summary>
    public const int Shown = 1000;

    private const int TellEvery = 8192;

    private readonly ImportOptions _options;
    private readonly ImportPlans _plans;
    private readonly RowGate _gate;
    private readonly Func<System.IO.Stream>? _spill;
    private readonly RowMarks _marks = new();
    private readonly long[] _counts = new long[8];
    private readonly List<RowFailure> _failures = [];
    private readonly List<RowFinding> _warnings = [];
    private readonly KeyLedger _keys;
    private readonly KeyLedger _duplicates;
    private readonly KeyLedger _held;
    private IRowSource? _source;
    private SeenRows? _seen;
    private bool _hasSmsKeys;

    public ImportRows(ImportOptions options, ImportPlans plans, RowGate gate, Func<System.IO.Stream>? spill)
    {
        _options = options;
        _plans = plans;
        _gate = gate;
        _spill = spill;
        _keys = new KeyLedger(spill);
        _duplicates = new KeyLedger(spill);
        _held = new KeyLedger(spill);
    }

    public IRowSource Source => _source ?? throw new InvalidOperationException("The rows were not read yet.");

    public long Count { get; private set; }

    /// <summary>Rows that are not sent because of what they hold.</summary>
    public long Failed => this[RowMark.Invalid] + this[RowMark.DuplicateError] + this[RowMark.TooLarge];

    public long Duplicates => this[RowMark.Duplicate];

    public long Suppressed => this[RowMark.Deleted] + this[RowMark.Unsubscribed] + this[RowMark.SmsUnsubscribed];

    public long WarningCount { get; private set; }

    /// <summary>The first of them, in the input's order.</summary>
    public IReadOnlyList<RowFailure> Failures => _failures;

    public IReadOnlyList<RowFinding> Warnings => _warnings;

    public long this[RowMark mark] => mark == RowMark.Send ? Count - _counts.Skip(1).Sum() : _counts[(int)mark];

    public RowMark MarkOf(long place) => _marks[place];

    /// <summary>The first pass: every row is judged by itself, and its keys are noted.</summary>
    public void Scan(IRowSource source, Action<long> tell, CancellationToken cancellationToken)
    {
        _source = source;
        foreach (InputRow row in source.Read(cancellationToken))
        {
            Count++;
            if (Count % TellEvery == 0)
            {
                tell(Count);
            }

            Judge(row);
        }
    }

    /// <summary>From now on rows come one by one, and what is to become of each is decided at once: by itself and by the rows before it.</summary>
    public void Begin(IRowSource source) => (_source, _seen) = (source, new SeenRows());

    /// <summary>The next row of a stream.</summary>
    /// <param name="row">Its number is <see cref="Count"/> + 1.</param>
    /// <param name="known">What an earlier process decided about it.</param>
    public RowMark Take(InputRow row, RowMark? known)
    {
        Count++;
        _seen!.Begin();
        Judge(row);
        if (_seen.Settle() is { } earlier)
        {
            Drop(earlier.Row, earlier.Kept, earlier.Row.Key.Low == RowKey.SmsMark && (HasEmail(earlier.Row) || HasEmail(earlier.Kept)));
            if (MarkOf(Count) == RowMark.DuplicateError)
            {
                Show(new RowFailure(Count, Source.Name, [DuplicateOf(Count, Source.Name, PlaceOf(earlier.Kept.Tag))]));
            }
        }

        if (known is { } decided)
        {
            Mark(Count, decided);
        }

        return MarkOf(Count);
    }

    /// <summary>A row of a stream that is merely counted.</summary>
    public void Pass(long number) => Count = Math.Max(Count, number);

    /// <summary>A row that was taken is the one at hand again.</summary>
    public void Recall(InputRow row)
    {
        _seen!.Begin();
        foreach (KeyEntry key in KeysOf(_plans.ParserFor(row.Headings).Parse(row), row.Number))
        {
            _seen.Note(key);
        }
    }

    /// <summary>Holds the row at hand back where its contact is one of those that are.</summary>
    public RowMark HoldBack(long place)
    {
        if (_seen!.Reason() is var reason and not RowMark.Send)
        {
            Mark(place, reason);
        }

        return MarkOf(place);
    }

    /// <summary>Those who are held back are about to be read anew.</summary>
    public void ForgetHeld() => _seen!.ForgetHeld();

    /// <summary>After the first pass: which rows name a contact that another row names too.</summary>
    public void FindDuplicates()
    {
        FindDuplicates(sms: false);
        if (_hasSmsKeys)
        {
            FindDuplicates(sms: true);
        }

        ShowDuplicates();
    }

    /// <summary>A contact of the account whose rows are to be held back.</summary>
    public void Hold(string? email, string? smsNumber, RowMark reason)
    {
        if (email is not null)
        {
            Hold(RowKey.OfEmail(email.AsSpan()), reason);
        }

        if (smsNumber is not null && RowKey.OfSmsNumber(smsNumber) is { } key)
        {
            Hold(key, reason);
        }
    }

    public void ApplyHolds()
    {
        if (_held.Count == 0)
        {
            return;
        }

        using IEnumerator<KeyEntry> held = _held.Sorted().GetEnumerator();
        bool more = held.MoveNext();
        (RowKey Key, RowMark Reason) last = default;
        foreach (KeyEntry row in _keys.Sorted())
        {
            while (more && held.Current.Key.CompareTo(row.Key) < 0)
            {
                more = held.MoveNext();
            }

            // Entries of one key come by rising reason; the last one counts. Several rows may have the key, so it is not used up.
            RowMark reason = RowMark.Send;
            while (more && held.Current.Key.Equals(row.Key))
            {
                reason = (RowMark)held.Current.Tag;
                more = held.MoveNext();
            }

            if (reason != RowMark.Send)
            {
                last = (row.Key, reason);
            }

            long place = PlaceOf(row.Tag);
            if (last.Reason != RowMark.Send && last.Key.Equals(row.Key) && MarkOf(place) is (RowMark.Send or RowMark.Unsubscribed or RowMark.SmsUnsubscribed))
            {
                Mark(place, (RowMark)Math.Max((byte)last.Reason, (byte)MarkOf(place)));
            }
        }
    }

    /// <summary>The marks that an earlier process gave to rows that it has sent already stay.</summary>
    public void Restore(byte[] marks, long through)
    {
        for (long place = 1; place <= Math.Min(through, marks.Length); place++)
        {
            Mark(place, (RowMark)marks[place - 1]);
        }

    }

    public void Save(RunFolder folder) => folder.SaveMarks(_marks, Count);

    /// <summary>The marks of the rows after one up to another, for a stream, whose other rows are not known yet.</summary>
    public void Save(RunFolder folder, long after, long through) => folder.AppendMarks(_marks, after, through);

    /// <summary>The chunks of the rows after a place, in the input's order. The one enumeration that both preview and sending use.</summary>
    public IEnumerable<ImportChunk> Chunks(long after, int firstNumber, CancellationToken cancellationToken)
    {
        using ChunkWriter writer = _gate.NewWriter(firstNumber);
        foreach (InputRow row in Source.Read(cancellationToken))
        {
            if (row.Number <= after || MarkOf(row.Number) != RowMark.Send)
            {
                continue;
            }

            ChunkFit fit = Offer(writer, row);
            if (fit == ChunkFit.Full)
            {
                yield return writer.Take()!;
                fit = Offer(writer, row);
            }

            if (fit == ChunkFit.TooLarge)
            {
                RefuseTooLarge(row);
            }
        }

        if (writer.Take() is { } last)
        {
            yield return last;
        }
    }

    /// <summary>Offers a row that is to be sent.</summary>
    public ChunkFit Offer(ChunkWriter writer, InputRow row) => writer.Offer(Parse(row));

    /// <summary>Measured when it was judged, so only a field's name that grew by being resolved can lead here.</summary>
    public void RefuseTooLarge(InputRow row)
    {
        Mark(row.Number, RowMark.TooLarge);
        Show(new RowFailure(row.Number, Source.Name, [RowGate.TooLarge(row)]));
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
    public static string? ReasonOf(RowMark mark) => mark switch
    {
        RowMark.Deleted => ConsentStatus.Deleted,
        RowMark.Unsubscribed => ConsentStatus.Unsubscribed,
        RowMark.SmsUnsubscribed => ConsentStatus.SmsUnsubscribed,
        _ => null,
    };

    /// <summary>The mark of rows whose contact is in this state.</summary>
    public static RowMark MarkFor(string status) => status switch
    {
        ConsentStatus.Deleted => RowMark.Deleted,
        ConsentStatus.SmsUnsubscribed => RowMark.SmsUnsubscribed,
        _ => RowMark.Unsubscribed,
    };

    /// <summary>Row by row, the row that is kept instead of it; in the input's order.</summary>
    public IEnumerable<(long Place, long Kept)> DuplicatesInOrder() => _duplicates.Sorted().Select(d => ((long)d.Key.High, d.Tag));

    /// <summary>All that forbids a row that was found invalid.</summary>
    public IReadOnlyList<RowFinding> FindingsOf(InputRow row) =>
        row.Defect is { } defect ? [defect] : [.. _gate.Errors(_plans.ParserFor(row.Headings).Parse(row))];

    /// <summary>The row as it was sent, for who has to compare.</summary>
    public RowValues Parse(InputRow row) => _plans.ParserFor(row.Headings).Parse(row);

    /// <summary>The keys of the rows, in order.</summary>
    public IEnumerable<(RowKey Key, long Place)> Keys() => _keys.Sorted().Select(k => (k.Key, PlaceOf(k.Tag)));

    public KeyLedger NewLedger() => new(_spill);

    public static RowFinding DuplicateOf(long row, string? source, long kept) => new(
        RowRules.Duplicate, FindingSeverity.Error, row, source, null, null,
        $"row {kept.ToString(CultureInfo.InvariantCulture)} is about the same contact",
        "Keep one of the rows, or choose with -DuplicateAction First or Last.");

    public void Dispose()
    {
        _keys.Dispose();
        _duplicates.Dispose();
        _held.Dispose();
    }

    private void Judge(InputRow row)
    {
        if (row.Defect is { } defect)
        {
            Mark(Count, RowMark.Invalid);
            Show(new RowFailure(row.Number, row.Source, [defect]));
            return;
        }

        RowValues values = _plans.ParserFor(row.Headings).Parse(row);
        List<RowFinding> errors = [.. _gate.Errors(values)];
        if (errors.Count > 0)
        {
            Mark(Count, RowMark.Invalid);
            Show(new RowFailure(row.Number, row.Source, errors));
            return;
        }

        WarningCount += values.Findings.Count;
        _warnings.AddRange(values.Findings.Take(Shown - _warnings.Count));
        foreach (KeyEntry key in KeysOf(values, Count))
        {
            _hasSmsKeys |= key.Key.Low == RowKey.SmsMark;
            Note(key);
        }
    }

    private static IEnumerable<KeyEntry> KeysOf(RowValues values, long place)
    {
        string? email = values.Email;
        if (email is not null)
        {
            yield return new KeyEntry(RowKey.OfEmail(email.AsSpan()), Tag(place, hasEmail: true));
        }

        if (values.SmsNumber is { } number && RowKey.OfSmsNumber(number) is { } key)
        {
            yield return new KeyEntry(key, Tag(place, email is not null));
        }
    }

    private void Note(KeyEntry key)
    {
        _keys.Add(key.Key, key.Tag);
        _seen?.Note(key);
    }

    private void Hold(RowKey key, RowMark reason)
    {
        if (_seen is null)
        {
            _held.Add(key, (long)reason);
        }
        else
        {
            _seen.Hold(key, reason);
        }
    }

    private void FindDuplicates(bool sms)
    {
        var group = new List<KeyEntry>();
        foreach (KeyEntry entry in _keys.Sorted())
        {
            if ((entry.Key.Low == RowKey.SmsMark) != sms)
            {
                continue;
            }

            if (group.Count > 0 && !group[0].Key.Equals(entry.Key))
            {
                Settle(group, sms);
                group.Clear();
            }

            // The first and the last of a group is all that has to be known of it.
            if (MarkOf(PlaceOf(entry.Tag)) == RowMark.Send)
            {
                group.Add(entry);
                if (group.Count > 2)
                {
                    Drop(group[_options.Duplicates == ImportDuplicates.Last ? 0 : 1], group[0], sms && group.Exists(HasEmail));
                    group.RemoveAt(_options.Duplicates == ImportDuplicates.Last ? 0 : 1);
                }
            }
        }

        Settle(group, sms);
    }

    private void Settle(List<KeyEntry> group, bool sms)
    {
        if (group.Count < 2)
        {
            return;
        }

        bool last = _options.Duplicates == ImportDuplicates.Last;
        Drop(group[last ? 0 : 1], group[last ? 1 : 0], sms && group.Exists(HasEmail));
    }

    /// <param name="row">The row that is not to be sent.</param>
    /// <param name="kept">The one that is kept instead.</param>
    /// <param name="isClash">Two addresses share an SMS number: these are two people or a mistake, and no choice of ours.</param>
    private void Drop(KeyEntry row, KeyEntry kept, bool isClash)
    {
        long place = PlaceOf(row.Tag);
        Mark(place, isClash || _options.Duplicates == ImportDuplicates.Error ? RowMark.DuplicateError : RowMark.Duplicate);
        _duplicates.Add(new RowKey((ulong)place, 0), PlaceOf(kept.Tag));
    }

    private void ShowDuplicates()
    {
        if (this[RowMark.DuplicateError] == 0)
        {
            return;
        }

        List<RowFailure> found = [.. DuplicatesInOrder().Where(d => MarkOf(d.Place) == RowMark.DuplicateError).Take(Shown)
            .Select(d => new RowFailure(d.Place, Source.Name, [DuplicateOf(d.Place, Source.Name, d.Kept)]))];
        List<RowFailure> all = [.. _failures.Concat(found).OrderBy(f => f.Row).Take(Shown)];
        _failures.Clear();
        _failures.AddRange(all);
    }

    private void Show(RowFailure failure)
    {
        if (_failures.Count < Shown)
        {
            _failures.Add(failure);
        }
    }

    private void Mark(long place, RowMark mark)
    {
        RowMark before = _marks[place];
        if (before != RowMark.Send)
        {
            _counts[(int)before]--;
        }

        if (mark != RowMark.Send)
        {
            _counts[(int)mark]++;
        }

        _marks[place] = mark;
    }

    private static long Tag(long place, bool hasEmail) => (place << 1) | (hasEmail ? 1L : 0L);

    private static long PlaceOf(long tag) => tag >> 1;

    private static bool HasEmail(KeyEntry entry) => (entry.Tag & 1) != 0;
}
