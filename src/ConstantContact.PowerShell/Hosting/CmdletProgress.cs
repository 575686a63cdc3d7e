using System.Diagnostics;
using System.Management.Automation;
using ConstantContact.Core.Base;

namespace ConstantContact.PowerShell.Hosting;

/// <summary>
/// A progress bar that stays hidden for work of less than a second and updates at most four times a second, because
/// each update costs the Windows PowerShell console milliseconds. It is always removed at the end. Callable from any
/// thread.
/// </summary>
internal sealed class CmdletProgress : IDisposable
{
    private static readonly TimeSpan WorthShowing = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(250);
    private static int s_lastId;

    private readonly object _lock = new();
    private readonly CmdletOutput _output;
    private readonly string _activity;
    private readonly TimeSpan? _expected;
    private readonly Func<TimeSpan> _elapsed;
    private readonly int _id = Interlocked.Increment(ref s_lastId);
    private TimeSpan? _lastShown;
    private bool _disposed;

    internal CmdletProgress(
        CmdletOutput output,
        string activity,
        TimeSpan? expected = null,
        Func<TimeSpan>? elapsed = null
    )
    {
        _output = output;
        _activity = activity;
        _expected = expected;
        var watch = Stopwatch.StartNew();
        _elapsed = elapsed ?? (() => watch.Elapsed);
    }

    /// <param name="status">The current state, such as "1,200 of 40,000 rows, 18 rejected".</param>
    /// <param name="done">Units done.</param>
    /// <param name="total">All units; 0 if unknown.</param>
    internal void Report(string status, long done = 0, long total = 0)
    {
        lock (_lock)
        {
            var elapsed = _elapsed();
            var estimate =
                done > 0 && total >= done && elapsed >= Interval
                    ? TimeSpan.FromTicks((long)(elapsed.Ticks * ((double)total / done)))
                    : _expected;
            var worth = elapsed >= WorthShowing || (estimate ?? _expected) > WorthShowing;
            if (_disposed || !worth || (_lastShown is { } last && elapsed - last < Interval))
            {
                return;
            }

            _lastShown = elapsed;
            var record = Record(status);
            if (total > 0)
            {
                record.PercentComplete = (int)Math.Min(100, Math.Max(0, done * 100 / total));
            }

            if (estimate is { } whole && whole > elapsed)
            {
                record.SecondsRemaining = (int)Math.Ceiling((whole - elapsed).TotalSeconds);
            }

            _output.WriteProgress(record);
        }
    }

    /// <summary>
    /// Progress of jobs that are sent first and waited for later, so there are two steps for each job.
    /// </summary>
    internal void ReportJobs(int done, int steps)
    {
        var jobs = steps / 2;
        Report(
            done < jobs
                ? $"sending job {Quantity.Number(done + 1)} of {Quantity.Number(jobs)}"
                : $"waiting for job {Quantity.Number(done - jobs + 1)} of {Quantity.Number(jobs)}",
            done,
            steps
        );
    }

    public void Dispose()
    {
        lock (_lock)
        {
            if (!_disposed && _lastShown is not null)
            {
                var record = Record("Done");
                record.RecordType = ProgressRecordType.Completed;
                _output.CompleteProgress(record);
            }

            _disposed = true;
        }
    }

    // PowerShell rejects an empty status.
    private ProgressRecord Record(string status) => new(_id, _activity, status.Length == 0 ? " " : status);
}
