namespace ConstantContact.PowerShell.Hosting;

/// <summary>
/// The one way from a run's workers to the pipeline thread. One queue, so that a verbose line stays before the object it
/// speaks of.
/// </summary>
internal sealed class PipelineQueue
{
    private readonly object _lock = new();
    private readonly Queue<PipelineMessage> _messages = new();
    private bool _closed;

    internal bool IsClosed
    {
        get
        {
            lock (_lock)
            {
                return _closed;
            }
        }
    }

    /// <summary>False: the run is over and nobody will take the message.</summary>
    internal bool Post(PipelineMessage message)
    {
        lock (_lock)
        {
            if (_closed)
            {
                return false;
            }

            _messages.Enqueue(message);
            Monitor.PulseAll(_lock);
            return true;
        }
    }

    internal void Close()
    {
        lock (_lock)
        {
            _closed = true;
            Monitor.PulseAll(_lock);
        }
    }

    /// <summary>Makes a waiting <see cref="Take"/> look at its condition again.</summary>
    internal void Wake()
    {
        lock (_lock)
        {
            Monitor.PulseAll(_lock);
        }
    }

    /// <summary>The next message, waiting for one; null once closed and empty, or when empty and <paramref name="enough"/> holds.</summary>
    internal PipelineMessage? Take(Func<bool>? enough)
    {
        lock (_lock)
        {
            while (_messages.Count == 0)
            {
                if (_closed || enough?.Invoke() == true)
                {
                    return null;
                }

                Monitor.Wait(_lock);
            }

            return _messages.Dequeue();
        }
    }
}
