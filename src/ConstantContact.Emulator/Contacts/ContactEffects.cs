using System.Collections.Generic;
using System.Threading;

namespace ConstantContact.Emulator.Contacts;

/// <summary>
/// The effect of one request on contacts, including the job that it queued, for readers of the log: how many it wrote,
/// and of the first ones what they were before and after.
/// </summary>
internal sealed class ContactEffects
{
    private const int Kept = 20;

    private readonly Lock _gate = new();
    private List<(StoredContact? Before, StoredContact After)> _first = [];
    private bool _isDropped;
    private int _count;

    /// <summary>Contacts written.</summary>
    internal int Count
    {
        get
        {
            lock (_gate)
            {
                return _count;
            }
        }
    }

    internal IReadOnlyList<(StoredContact? Before, StoredContact After)> First
    {
        get
        {
            lock (_gate)
            {
                return [.. _first];
            }
        }
    }

    internal void Add(StoredContact? before, StoredContact after)
    {
        lock (_gate)
        {
            _count++;
            if (_first.Count < Kept && !_isDropped)
            {
                _first.Add((before, after));
            }
        }
    }

    /// <summary>
    /// Keeps the number and lets the contacts go, so that a long log does not hold every state there ever was.
    /// </summary>
    internal void Drop()
    {
        lock (_gate)
        {
            _isDropped = true;
            _first = [];
        }
    }
}
