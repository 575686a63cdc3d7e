using System.Globalization;

namespace ConstantContact.Core.Http;

/// <summary>
/// The time limit of a download: a large file may take long as long as something comes. It ends when nothing came for one
/// attempt's time, and at the latest after <see cref="Longest"/>, so that a drip does not hold a script for ever.
/// </summary>
internal sealed class Patience : IDisposable
{
    /// <summary>At this the largest file that is taken (16 GB) still comes through a line of 6 Mbit/s.</summary>
    public static readonly TimeSpan Longest = TimeSpan.FromHours(6);

    private readonly TimeProvider _time;
    private readonly TimeSpan _idle;
    private readonly long _started;
    private readonly CancellationTokenSource _end;
    private readonly ITimer _timer;

    public Patience(TimeProvider time, TimeSpan idle, CancellationToken cancellationToken)
    {
        _time = time;
        _idle = idle;
        _started = time.GetTimestamp();
        _end = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        _timer = time.CreateTimer(static state => ((Patience)state!).End("no data arrived for {0:0.#} seconds", ((Patience)state!)._idle.TotalSeconds), this, idle, Timeout.InfiniteTimeSpan);
    }

    /// <summary>Set when it is over, and when the caller gives up.</summary>
    public CancellationToken Token => _end.Token;

    /// <summary>Why it is over; null where it is not.</summary>
    public string? Over { get; private set; }

    /// <summary>Something came.</summary>
    public void Renew()
    {
        if (_time.GetElapsedTime(_started) >= Longest)
        {
            End("not complete after {0:0.#} hours", Longest.TotalHours);
        }
        else
        {
            _timer.Change(_idle, Timeout.InfiniteTimeSpan);
        }
    }

    public void Dispose()
    {
        _timer.Dispose();
        _end.Dispose();
    }

    private void End(string why, double amount)
    {
        Over ??= string.Format(CultureInfo.InvariantCulture, why, amount);
        try
        {
            _end.Cancel();
        }
        catch (ObjectDisposedException)
        {
            // The download ended in this moment.
        }
    }
}
