using System.Runtime.CompilerServices;

namespace ConstantContact.PowerShell.Hosting;

/// <summary>
/// The bounded way from the pipeline thread to the worker. Bounded, so that <c>Import-Csv</c> of a million rows does not
/// pile up in memory behind four requests a second.
/// </summary>
/// <typeparam name="T">A class of ours: what a record was read into, on the pipeline thread.</typeparam>
internal sealed class PipelineInput<T> : IPipelineInput
{
    private readonly object _lock = new();
    private readonly Queue<T> _items = new();
    private readonly SemaphoreSlim _available = new(0);
    private readonly int _capacity;
    private Action? _taken;
    private bool _complete;

    internal PipelineInput(int capacity) => _capacity = capacity;

    bool IPipelineInput.HasRoom
    {
        get
        {
            lock (_lock)
            {
                return _items.Count < _capacity;
            }
        }
    }

    void IPipelineInput.OnTaken(Action taken) => _taken = taken;

    void IPipelineInput.Complete()
    {
        lock (_lock)
        {
            _complete = true;
        }

        _available.Release();
    }

    /// <summary>On the pipeline thread, which has seen to it that there is room.</summary>
    internal void Add(T item)
    {
        lock (_lock)
        {
            _items.Enqueue(item);
        }

        _available.Release();
    }

    /// <summary>What was given and no reader has taken. For a run that ended before its input did.</summary>
    internal IReadOnlyList<T> TakeRest()
    {
        lock (_lock)
        {
            T[] rest = [.. _items];
            _items.Clear();
            return rest;
        }
    }

    /// <summary>The records as they come, until the last was given. Several readers share them.</summary>
    internal async IAsyncEnumerable<T> ReadAllAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        while (true)
        {
            await _available.WaitAsync(cancellationToken).ConfigureAwait(false);
            T item;
            lock (_lock)
            {
                if (_items.Count == 0)
                {
                    if (!_complete)
                    {
                        continue;
                    }

                    // For the next reader, which has to see the end too.
                    _available.Release();
                    yield break;
                }

                item = _items.Dequeue();
            }

            _taken?.Invoke();
            yield return item;
        }
    }
}
