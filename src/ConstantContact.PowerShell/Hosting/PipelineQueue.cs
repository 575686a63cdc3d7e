namespace ConstantContact.PowerShell.Hosting;

/// <summary>
/// The only queue from a run's workers to the pipeline thread. With a single queue, a verbose line stays before the
/// object it describes.
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

    /// <summary>Returns false if the run is over and the message will not be delivered.</summary>
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

    /// <summary>Makes a waiting <see cref="Take"/> check its condition again.</summary>
    internal void Wake()
    {
        lock (_lock)
        {
            Monitor.PulseAll(_lock);
        }
    }

    /// <summary>
    /// Waits for and returns the next message. Null once the queue is closed and empty, or if it is empty and
    /// <paramref name="enough"/> is true.
    /// </summary>
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
