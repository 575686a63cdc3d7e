using System;
using System.Collections.Generic;
using System.Threading;
using ConstantContact.Emulator.Contacts;

namespace ConstantContact.Emulator.Control;

/// <summary>The requests to the API, in the order they were answered, bounded in entries and in text.</summary>
public sealed class RequestLog
{
    private const long MaximumCharacters = 128_000_000;

    /// <summary>Requests whose effects are kept in full; of older ones only their number is.</summary>
    private const int MaximumEffects = 1000;

    private readonly Lock _gate = new();
    private readonly Queue<RequestLogEntry> _entries = new();
    private readonly Queue<ContactEffects> _effects = new();
    private readonly Func<int> _limit;
    private long _sequence;
    private long _characters;

    internal RequestLog(Func<int> limit) => _limit = limit;

    public int Count
    {
        get
        {
            lock (_gate)
            {
                return _entries.Count;
            }
        }
    }

    /// <summary>A copy of what is kept.</summary>
    public IReadOnlyList<RequestLogEntry> Entries
    {
        get
        {
            lock (_gate)
            {
                return [.. _entries];
            }
        }
    }

    public void Clear()
    {
        lock (_gate)
        {
            _entries.Clear();
            _effects.Clear();
            _characters = 0;
        }
    }

    internal void Reset()
    {
        Clear();
        Interlocked.Exchange(ref _sequence, 0);
    }

    internal long NextSequence() => Interlocked.Increment(ref _sequence);

    internal void Add(RequestLogEntry entry)
    {
        lock (_gate)
        {
            _entries.Enqueue(entry);
            _characters += entry.Body.Length;
            if (entry is { Wrote: true, Effects: { } effects })
            {
                _effects.Enqueue(effects);
                if (_effects.Count > MaximumEffects)
                {
                    _effects.Dequeue().Drop();
                }
            }

            while (_entries.Count > _limit() || (_characters > MaximumCharacters && _entries.Count > 1))
            {
                _characters -= _entries.Dequeue().Body.Length;
            }
        }
    }
}
