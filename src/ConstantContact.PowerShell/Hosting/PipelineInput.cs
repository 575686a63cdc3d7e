using System.Runtime.CompilerServices;

namespace ConstantContact.PowerShell.Hosting;

/// <summary>
/// The bounded queue from the pipeline thread to the worker. It is bounded so that the million rows of an
/// <c>Import-Csv</c> do not pile up in memory while four requests are sent per second.
/// </summary>
/// <typeparam name="T">The module's own class for an item, read from a record on the pipeline thread.</typeparam>
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

    /// <summary>Call on the pipeline thread, after checking that there is room.</summary>
    internal void Add(T item)
    {
        lock (_lock)
        {
            _items.Enqueue(item);
        }

        _available.Release();
    }

    /// <summary>Returns the items that no reader has taken. For a run that ended before its input did.</summary>
    internal IReadOnlyList<T> TakeRest()
    {
        lock (_lock)
        {
            T[] rest = [.. _items];
            _items.Clear();
            return rest;
        }
    }

    /// <summary>Returns the items as they arrive, until the last one. Several readers can share them.</summary>
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

                    // Releases the next reader, which must also see the end.
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
