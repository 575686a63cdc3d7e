namespace ConstantContact.Core.Import.Judging;

/// <summary>
/// Finds the rows that name the same contact, and those whose contact is held back. Keeps hashes in memory, some 50
/// bytes for each row: a million rows take about 50 MB.
/// </summary>
internal sealed class SeenRows
{
    private readonly Dictionary<RowKey, long> _rows = [];
    private readonly Dictionary<long, long> _kept = [];
    private readonly Dictionary<RowKey, RowMark> _held = [];

    /// <summary>
    /// Notes a row. The first row about a contact counts: a row that names the same contact as one before it is
    /// returned as its duplicate. A row that gives way by its address is not remembered by its number.
    /// </summary>
    public DuplicateRow? Add(RowKeys row)
    {
        if (Claim(row.Email, row) is { } sameAddress)
        {
            return Drop(row, sameAddress, isClash: false);
        }

        return Claim(row.Sms, row) is { } sameNumber
            ? Drop(row, sameNumber, isClash: row.Email is not null || HasEmail(sameNumber))
            : null;
    }

    /// <summary>The duplicates with the row that counts instead of each, in the input's order.</summary>
    public IEnumerable<(long Place, long Kept)> Duplicates() => _kept.OrderBy(d => d.Key).Select(d => (d.Key, d.Value));

    /// <summary>The row that counts instead of a duplicate.</summary>
    public long KeptFor(long place) => _kept[place];

    /// <summary>Forgets whose rows are to be held back, because they are about to be read again.</summary>
    public void ForgetHeld() => _held.Clear();

    /// <summary>
    /// A contact whose rows are to be held back. Of several reasons the last one in the order of <see cref="RowMark"/>
    /// counts.
    /// </summary>
    public void Hold(RowKey key, RowMark reason)
    {
        if (!_held.TryGetValue(key, out var before) || before < reason)
        {
            _held[key] = reason;
        }
    }

    /// <summary>Why the row is to be held back; <see cref="RowMark.Send"/> where it is not.</summary>
    public RowMark ReasonToHold(RowKeys row) => (RowMark)Math.Max((byte)ReasonOf(row.Email), (byte)ReasonOf(row.Sms));

    /// <summary>The rows noted so far, duplicates left out, whose contact is held back.</summary>
    public IEnumerable<(long Place, RowMark Reason)> HeldRows()
    {
        foreach (var held in _held)
        {
            if (_rows.TryGetValue(held.Key, out var tag))
            {
                yield return (PlaceOf(tag), held.Value);
            }
        }
    }

    /// <summary>The rows noted so far, duplicates left out, whose contact is one of these.</summary>
    public IEnumerable<long> RowsOf(HashSet<RowKey> contacts) =>
        contacts.Where(_rows.ContainsKey).Select(c => PlaceOf(_rows[c]));

    /// <returns>The row that has the key already; null where it is this row's now, or the row has none.</returns>
    private long? Claim(RowKey? key, RowKeys row)
    {
        if (key is not { } given)
        {
            return null;
        }

        if (_rows.TryGetValue(given, out var tag))
        {
            return tag;
        }

        _rows.Add(given, (row.Place << 1) | (row.Email is null ? 0L : 1L));
        return null;
    }

    private DuplicateRow Drop(RowKeys row, long keptTag, bool isClash)
    {
        var kept = PlaceOf(keptTag);
        _kept[row.Place] = kept;
        return new DuplicateRow(row.Place, kept, isClash);
    }

    private RowMark ReasonOf(RowKey? key) =>
        key is { } given && _held.TryGetValue(given, out var reason) ? reason : RowMark.Send;

    private static long PlaceOf(long tag) => tag >> 1;

    private static bool HasEmail(long tag) => (tag & 1) != 0;
}
