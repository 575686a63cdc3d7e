using ConstantContact.Core.Runs;

namespace ConstantContact.Core.Import.Judging;

/// <summary>
/// What a stream remembers to judge a row at once: the key of every row before it, and the keys of the contacts that are held
/// back. In memory, some 50 bytes for each: what is not known yet cannot be sorted.
/// </summary>
internal sealed class SeenRows
{
    private readonly Dictionary<RowKey, long> _rows = [];
    private readonly Dictionary<RowKey, RowMark> _held = [];
    private readonly List<KeyEntry> _keys = new(2);

    /// <summary>The next row begins.</summary>
    public void Begin() => _keys.Clear();

    /// <summary>A key of the row at hand: its address's first, then its number's.</summary>
    public void Note(KeyEntry key) => _keys.Add(key);

    /// <summary>
    /// The row before that names the same contact, as <see cref="ImportRows"/> decides of a whole input; else the row at hand is
    /// remembered. A row that gives way by its address is not remembered by its number.
    /// </summary>
    public (KeyEntry Row, KeyEntry Kept)? Settle()
    {
        foreach (KeyEntry key in _keys)
        {
            if (_rows.TryGetValue(key.Key, out long tag))
            {
                return (key, new KeyEntry(key.Key, tag));
            }

            _rows.Add(key.Key, key.Tag);
        }

        return null;
    }

    public void ForgetHeld() => _held.Clear();

    public void Hold(RowKey key, RowMark reason) => _held[key] = Later(_held.TryGetValue(key, out RowMark before) ? before : RowMark.Send, reason);

    /// <summary>Why the row at hand is to be held back; <see cref="RowMark.Send"/> where it is not.</summary>
    public RowMark Reason()
    {
        RowMark reason = RowMark.Send;
        foreach (KeyEntry key in _keys)
        {
            reason = Later(reason, _held.TryGetValue(key.Key, out RowMark held) ? held : RowMark.Send);
        }

        return reason;
    }

    private static RowMark Later(RowMark one, RowMark other) => (RowMark)Math.Max((byte)one, (byte)other);
}
