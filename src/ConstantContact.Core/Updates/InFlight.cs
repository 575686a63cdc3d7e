using System.Text.Json.Nodes;

namespace ConstantContact.Core.Updates;

/// <summary>
/// Which contacts are being written, so that two rows for one contact never overlap. Entered in the input's order; rows for
/// one contact follow each other in that order.
/// </summary>
internal sealed class InFlight
{
    private readonly object _lock = new();
    private readonly Dictionary<string, Place> _last = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>Documents that -WhatIf would have left behind, so that a second row for a contact is shown upon the first.</summary>
    private readonly Dictionary<string, JsonObject> _virtual = new(StringComparer.OrdinalIgnoreCase);

    public Place Enter(string key)
    {
        lock (_lock)
        {
            _last.TryGetValue(key, out Place? before);
            var place = new Place(this, key, before?.Left ?? (_virtual.ContainsKey(key) ? Task.CompletedTask : null));
            _last[key] = place;
            return place;
        }
    }

    public sealed class Place : IDisposable
    {
        private readonly InFlight _owner;
        private readonly string _key;
        private readonly TaskCompletionSource<bool> _left = new(TaskCreationOptions.RunContinuationsAsynchronously);

        internal Place(InFlight owner, string key, Task? earlier)
        {
            _owner = owner;
            _key = key;
            Earlier = earlier;
        }

        /// <summary>Completes when the row before for this contact is done; null where there is none.</summary>
        public Task? Earlier { get; }

        public JsonObject? Virtual
        {
            get
            {
                lock (_owner._lock)
                {
                    return _owner._virtual.TryGetValue(_key, out JsonObject? seen) ? seen : null;
                }
            }

            set
            {
                lock (_owner._lock)
                {
                    _owner._virtual[_key] = value!;
                }
            }
        }

        internal Task Left => _left.Task;

        public void Dispose()
        {
            lock (_owner._lock)
            {
                if (ReferenceEquals(_owner._last[_key], this))
                {
                    _owner._last.Remove(_key);
                }
            }

            _left.TrySetResult(true);
        }
    }
}
