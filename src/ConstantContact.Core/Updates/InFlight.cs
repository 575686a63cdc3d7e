using System.Text.Json.Nodes;

namespace ConstantContact.Core.Updates;

/// <summary>
/// Which contacts are being written, so that two rows about one contact never overlap, and which were written since a row
/// looked its contact up, so that no row rests on what an earlier one has overtaken. Entered in the input's order; rows
/// about one contact follow each other in that order.
/// </summary>
/// <remarks>
/// A row is about everything it names: the contact's id, the address by which it was asked for, and the address that it
/// is to get. Names are compared without regard to case; an address is never an id.
/// </remarks>
internal sealed class InFlight
{
    private readonly object _lock = new();
    private readonly Dictionary<string, Place> _last = new(StringComparer.OrdinalIgnoreCase);
    private readonly HashSet<Look> _looks = [];

    /// <summary>Documents that -WhatIf would have left behind, so that a second row for a contact is shown upon the first.</summary>
    private readonly Dictionary<string, JsonObject> _virtual = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>Begun before a row's first look-up, and kept until the row is done.</summary>
    public Look Begin()
    {
        var look = new Look(this);
        lock (_lock)
        {
            _looks.Add(look);
        }

        return look;
    }

    /// <summary>Takes the row's place behind every earlier row that is about one of these names.</summary>
    public Place Enter(IEnumerable<string> names)
    {
        var place = new Place(this);
        place.Extend(names);
        return place;
    }

    /// <summary>What -WhatIf would have left behind of the contact with this id or address; null where nothing was previewed.</summary>
    public JsonObject? Previewed(string name)
    {
        lock (_lock)
        {
            return _virtual.TryGetValue(name, out JsonObject? seen) ? seen : null;
        }
    }

    /// <summary>Remembers which contacts this run writes while a row's look-up is the row's only knowledge. As many names as rows are in flight.</summary>
    public sealed class Look : IDisposable
    {
        private readonly InFlight _owner;
        private readonly HashSet<string> _written = new(StringComparer.OrdinalIgnoreCase);

        internal Look(InFlight owner) => _owner = owner;

        /// <summary>True where this run wrote one of the place's contacts after the look-up began: the row has to look again.</summary>
        public bool Missed(Place place)
        {
            lock (_owner._lock)
            {
                return _written.Overlaps(place.Names);
            }
        }

        /// <summary>Before the row looks again.</summary>
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

        /// <summary>Completes when the earlier rows about these names are done; null where there are none.</summary>
        public Task? Earlier { get; private set; }

        /// <summary>Set before a write leaves, whatever becomes of it.</summary>
        public bool Writes { get; set; }

        internal IReadOnlyCollection<string> Names => _names;

        /// <summary>
        /// More names that the row turned out to be about. Only while the row has its turn: then no later row has a place
        /// yet, and waiting for earlier ones cannot end in a circle.
        /// </summary>
        /// <returns>True where one of them is new.</returns>
        public bool Extend(IEnumerable<string> names)
        {
            lock (_owner._lock)
            {
                List<Task> earlier = [];
                bool grew = false;
                foreach (string name in names)
                {
                    if (!_names.Add(name))
                    {
                        continue;
                    }

                    grew = true;
                    if (_owner._last.TryGetValue(name, out Place? before))
                    {
                        earlier.Add(before._left.Task);
                    }

                    _owner._last[name] = this;
                }

                Earlier = earlier.Count == 0 ? null : Task.WhenAll(earlier);
                return grew;
            }
        }

        /// <summary>What the contact would be after this row, for later rows of a preview.</summary>
        public void Preview(JsonObject document, IEnumerable<string> names)
        {
            lock (_owner._lock)
            {
                foreach (string name in names)
                {
                    _owner._virtual[name] = document;
                }
            }
        }

        public void Dispose()
        {
            lock (_owner._lock)
            {
                foreach (string name in _names.Where(name => ReferenceEquals(_owner._last[name], this)))
                {
                    _owner._last.Remove(name);
                }

                if (Writes)
                {
                    foreach (Look look in _owner._looks)
                    {
                        look.Note(_names);
                    }
                }
            }

            _left.TrySetResult(true);
        }
    }
}
