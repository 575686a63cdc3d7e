using System.Globalization;

namespace ConstantContact.Core.Http;

/// <summary>
/// The time limit of a download. A large file may take long as long as data arrives. The download ends if no data
/// arrives within the time of one attempt, and at the latest after <see cref="Longest"/>, so that a trickle of data
/// cannot hold a script forever.
/// </summary>
internal sealed class Patience : IDisposable
{
    /// <summary>In this time, the largest accepted file (16 GB) still arrives over a line of 6 Mbit/s.</summary>
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
        _timer = time.CreateTimer(
            static state =>
                ((Patience)state!).End("no data arrived for {0:0.#} seconds", ((Patience)state!)._idle.TotalSeconds),
            this,
            idle,
            Timeout.InfiniteTimeSpan
        );
    }

    /// <summary>Cancelled when the time is over or the caller cancels.</summary>
    public CancellationToken Token => _end.Token;

    /// <summary>Why the time is over; null while it is not.</summary>
    public string? Over { get; private set; }

    /// <summary>Restarts the limit, because data arrived.</summary>
    public void Renew()
    {
        if (_time.GetElapsedTime(_started) >= Longest)
        {
            End("not complete after {0:0.#} h", Longest.TotalHours);
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
            // The download ended at this moment.
        }
    }
}
