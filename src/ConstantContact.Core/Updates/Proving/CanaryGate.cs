namespace ConstantContact.Core.Updates.Proving;

/// <summary>
/// Lets the first PUT of each shape proceed alone. A row with an unproven shape must read its contact back before
/// another row may send an unproven shape. PUTs of proven shapes run concurrently.
/// </summary>
/// <remarks>
/// There is only one canary at a time, whatever its shapes, so that unexpected behaviour of the service affects one
/// contact and not one per shape. Whoever enters then asks whether the run still goes on.
/// </remarks>
internal sealed class CanaryGate
{
    private readonly object _lock = new();
    private readonly HashSet<string> _proven = new(StringComparer.Ordinal);
    private bool _isBeingProven;
    private TaskCompletionSource<bool> _changed = NewSignal();

    /// <summary>
    /// Completes when these shapes are proven, or when the caller may prove them, as the claim says.
    /// </summary>
    public async Task<Claim> EnterAsync(IReadOnlyCollection<string> shapes)
    {
        while (true)
        {
            Task changed;
            lock (_lock)
            {
                string[] unproven = [.. shapes.Where(s => !_proven.Contains(s))];
                if (unproven.Length == 0 || !_isBeingProven)
                {
                    _isBeingProven = _isBeingProven || unproven.Length > 0;
                    return new Claim(this, unproven);
                }

                changed = _changed.Task;
            }

            await changed.ConfigureAwait(false);
        }
    }

    private void Leave(string[] shapes, bool proven)
    {
        if (shapes.Length == 0)
        {
            return;
        }

        TaskCompletionSource<bool> waiting;
        lock (_lock)
        {
            _isBeingProven = false;
            if (proven)
            {
                _proven.UnionWith(shapes);
            }

            waiting = _changed;
            _changed = NewSignal();
        }

        waiting.SetResult(default);
    }

    private static TaskCompletionSource<bool> NewSignal() => new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>The holder must always release it. Shapes count as proven only after <see cref="Prove"/>.</summary>
    public sealed class Claim : IDisposable
    {
        private readonly CanaryGate _gate;
        private readonly string[] _shapes;
        private bool _proven;
        private bool _left;

        internal Claim(CanaryGate gate, string[] shapes)
        {
            _gate = gate;
            _shapes = shapes;
        }

        /// <summary>True if the contact must be read back and compared in full.</summary>
        public bool MustProve => _shapes.Length > 0;

        public void Prove() => _proven = true;

        public void Dispose()
        {
            if (!_left)
            {
                _left = true;
                _gate.Leave(_shapes, _proven);
            }
        }
    }
}
