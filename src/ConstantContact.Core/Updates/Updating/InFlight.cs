using System.Text.Json.Nodes;

namespace ConstantContact.Core.Updates.Updating;

/// <summary>
/// Tracks the contacts being written, so that two rows about one contact never overlap, and the contacts written since
/// a row's look-up, so that no row uses an outdated look-up. Rows enter in the order of the input. Rows about one
/// contact follow each other in that order.
/// </summary>
/// <remarks>
/// A row is about everything that it names: the id of the contact, the address by which it was looked up, and its new
/// address. Names are compared without regard to case. An address never equals an id.
/// </remarks>
internal sealed class InFlight
{
    private readonly object _lock = new();
    private readonly Dictionary<string, Place> _last = new(StringComparer.OrdinalIgnoreCase);
    private readonly HashSet<Look> _looks = [];

    /// <summary>
    /// The contacts as -WhatIf would have left them, so that the preview of a second row builds on the first.
    /// </summary>
    private readonly Dictionary<string, JsonObject> _virtual = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>Starts before a row's first look-up. Keep it until the row is done.</summary>
    public Look Begin()
    {
        var look = new Look(this);
        lock (_lock)
        {
            _looks.Add(look);
        }

        return look;
    }

    /// <summary>Places the row behind all earlier rows about one of these names.</summary>
    public Place Enter(IEnumerable<string> names)
    {
        var place = new Place(this);
        place.Extend(names);
        return place;
    }

    /// <summary>
    /// The contact with this id or address as -WhatIf would have left it. Null if it was not previewed.
    /// </summary>
    public JsonObject? Previewed(string name)
    {
        lock (_lock)
        {
            return _virtual.TryGetValue(name, out var seen) ? seen : null;
        }
    }

    /// <summary>
    /// Remembers the contacts that this run writes while a row relies on its look-up. It has at most as many names as
    /// there are rows in flight.
    /// </summary>
    public sealed class Look : IDisposable
    {
        private readonly InFlight _owner;
        private readonly HashSet<string> _written = new(StringComparer.OrdinalIgnoreCase);

        internal Look(InFlight owner) => _owner = owner;

        /// <summary>
        /// True if this run wrote one of the contacts after the look-up began, so that the row must look it up again.
        /// </summary>
        public bool Missed(Place place)
        {
            lock (_owner._lock)
            {
                return _written.Overlaps(place.Names);
            }
        }

        /// <summary>Call this before the row looks up its contact again.</summary>
        public void Renew()
        {
            lock (_owner._lock)
            {
                _written.Clear();
            }
        }

        public void Dispose()
        {
            lock (_owner._lock)
            {
                _owner._looks.Remove(this);
            }
        }

        internal void Note(IEnumerable<string> names) => _written.UnionWith(names);
    }

    public sealed class Place : IDisposable
    {
        private readonly InFlight _owner;
        private readonly TaskCompletionSource<bool> _left = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private readonly HashSet<string> _names = new(StringComparer.OrdinalIgnoreCase);

        internal Place(InFlight owner) => _owner = owner;

        /// <summary>Completes when the earlier rows about these names are done. Null if there are none.</summary>
        public Task? Earlier { get; private set; }

        /// <summary>Set before a write is sent, whatever its result.</summary>
        public bool Writes { get; set; }

        /// <summary>An update without an answer may have had an effect that differs from the request.</summary>
        public bool IsInDoubt { get; set; }

        internal IReadOnlyCollection<string> Names => _names;

        /// <summary>
        /// Adds names that the row turned out to be about. Call this only during the row's turn: no later row has a
        /// place yet, so that waiting for earlier rows cannot cause a deadlock.
        /// </summary>
        /// <returns>True if one of the names is new.</returns>
        public bool Extend(IEnumerable<string> names)
        {
            lock (_owner._lock)
            {
                List<Task> earlier = [];
                var grew = false;
                foreach (var name in names)
                {
                    if (!_names.Add(name))
                    {
                        continue;
                    }

                    grew = true;
                    if (_owner._last.TryGetValue(name, out var before))
                    {
                        earlier.Add(before._left.Task);
                    }

                    _owner._last[name] = this;
                }

                Earlier = earlier.Count == 0 ? null : Task.WhenAll(earlier);
                return grew;
            }
        }

        /// <summary>Stores the contact as this row would leave it, for later rows of a preview.</summary>
        public void Preview(JsonObject document, IEnumerable<string> names)
        {
            lock (_owner._lock)
            {
                foreach (var name in names)
                {
                    _owner._virtual[name] = document;
                }
            }
        }

        public void Dispose()
        {
            lock (_owner._lock)
            {
                foreach (var name in _names.Where(name => ReferenceEquals(_owner._last[name], this)))
                {
                    _owner._last.Remove(name);
                }

                if (Writes)
                {
                    foreach (var look in _owner._looks)
                    {
                        look.Note(_names);
                    }
                }
            }

            _left.TrySetResult(default);
        }
    }
}
