using ConstantContact.Core.Errors;
using ConstantContact.Core.Storage;

namespace ConstantContact.Core.Runs;

/// <summary>
/// A run of rows while a process works on it: its folder, its rows and its report. Nothing is written before there is
/// something to account for.
/// </summary>
public sealed class OpenRun : IDisposable
{
    private readonly DataFolder _data;
    private readonly RunFolder _folder;
    private readonly TimeProvider _time;
    private readonly ReportTarget? _report;
    private readonly bool _onlyLook;
    private RunRecord _record;
    private Func<string?>? _account;
    private bool _hasBegun;

    private OpenRun(
        DataFolder data,
        RunFolder folder,
        RunRecord plan,
        ReportTarget? report,
        TimeProvider time,
        bool onlyLook
    )
    {
        _data = data;
        _folder = folder;
        _time = time;
        _report = report;
        _onlyLook = onlyLook;
        IsResumed = folder.Stored is not null;
        if (folder.Stored?.DifferenceTo(plan) is { } what)
        {
            throw RunErrors.Differs(folder.Stored, plan, what);
        }

        _record = plan with
        {
            RunId = folder.RunId,
            StartedAt = folder.Stored?.StartedAt ?? plan.StartedAt,
            FirstRow = folder.Stored?.FirstRow,
            Account = plan.Account ?? folder.Stored?.Account,
        };
        Ledger = folder.OpenLedger(Begin, onlyLook);
    }

    public string RunId => _folder.RunId;

    /// <summary>An earlier process began the run.</summary>
    public bool IsResumed { get; }

    public RowLedger Ledger { get; }

    /// <summary>Where runs are kept.</summary>
    internal DataFolder Data => _data;

    /// <summary>Where a plan that belongs to this run is kept.</summary>
    internal string PlanPath => System.IO.Path.Combine(_folder.FolderPath, "plan.ccplan");

    /// <summary>As it is now.</summary>
    public RunRecord Record => _record;

    /// <summary>Something was written down.</summary>
    public bool HasBegun => _hasBegun || IsResumed;

    /// <param name="data">Where runs are kept.</param>
    /// <param name="runId">Null for one that is made up.</param>
    /// <param name="plan">The record of the command; its id is filled in.</param>
    /// <param name="reportPath">Null: no report.</param>
    /// <param name="time">The clock.</param>
    /// <param name="onlyLook">Nothing will be sent: the run stays as it is, and no report is written.</param>
    /// <param name="account">Asked for <see cref="RunRecord.Account"/> when the run begins, if the plan does not name
    /// it.</param>
    /// <exception cref="InvalidInputException">
    /// <c>CcRunInUse</c>, <c>CcRunDiffers</c>, <c>CcInvalidFile</c>, <c>CcInvalidValue</c>, <c>CcReportNotWritable</c>.
    /// </exception>
    /// <exception cref="RunNotWritableException">The folder cannot be made.</exception>
    public static OpenRun Begin(
        DataFolder data,
        string? runId,
        RunRecord plan,
        string? reportPath,
        TimeProvider time,
        bool onlyLook,
        Func<string?>? account = null
    )
    {
        RunRetention.Sweep(data, time);
        var report = reportPath is null || onlyLook ? null : ReportTarget.Claim(reportPath, input: null, data);
        RunFolder? folder = null;
        try
        {
            folder = RunFolder.Open(data, runId, time);
            return new OpenRun(data, folder, plan, report, time, onlyLook) { _account = account };
        }
        catch
        {
            folder?.Close();
            report?.Dispose();
            throw;
        }
    }

    /// <summary>The first row was read.</summary>
    /// <returns>
    /// An unfinished run of the same command and input that this one repeats; null where there is none, or where this
    /// one goes on.
    /// </returns>
    public RunRecord? Repeats(string firstRow)
    {
        _record = _record with { FirstRow = firstRow };
        return IsResumed || _onlyLook || !_record.NeedsRows
            ? null
            : RunFolder.Unfinished(_data, run => run.FirstRow == firstRow && run.DifferenceTo(_record) is null);
    }

    /// <summary>The run ends here, in whatever way: writes its record and its report.</summary>
    /// <param name="tally">Requests and times of this process.</param>
    /// <param name="error">What ended it; null where it came to the end of its input.</param>
    /// <param name="isComplete">The whole input was read.</param>
    /// <returns>What could not be written. The rows themselves are not affected.</returns>
    public IReadOnlyList<CcException> End(RunTally tally, Exception? error, bool isComplete)
    {
        List<CcException> troubles = [];
        if (Ledger.Trouble is { } trouble)
        {
            troubles.Add(trouble);
        }

        var rows = Ledger.Outcomes;

        // A run that was refused before its first row has nothing to report, and an earlier report stays.
        if (_onlyLook || (!HasBegun && (_report is null || (error is not null && rows.Count == 0))))
        {
            return troubles;
        }

        var before = _folder.Stored ?? _record;
        var isFinished = isComplete && error is null && Ledger.Trouble is null && rows.All(static r => !r.IsOpen);
        _record = (
            _record with
            {
                ExitCode =
                    error is not null ? 1
                    : rows.Any(static r => r.IsOpen || r.Outcome == RowOutcome.Failed) ? 2
                    : 0,
                IsFinished = isFinished,
                InputHash = Ledger.InputHash,
                Rows = rows.Count,
                Counts = rows.GroupBy(static r => r.Outcome, StringComparer.Ordinal)
                    .ToDictionary(static g => g.Key, static g => (long)g.Count(), StringComparer.Ordinal),
            }
        ).EndedAs(before, tally, _time.GetUtcNow(), rows.Select(static r => r.ActivityId));
        if (_report is not null)
        {
            Try(troubles, () => RunReport.Write(_report, _record, rows, isKept: HasBegun));
        }

        if (HasBegun)
        {
            Try(troubles, () => _folder.Write(_record));
            if (isFinished && RunRetention.KeepsNone && troubles.Count == 0)
            {
                Ledger.Dispose();
                _folder.RemovePersonalData();
            }
        }

        return troubles;
    }

    public void Dispose()
    {
        Ledger.Dispose();
        _folder.Close();
        _report?.Dispose();
    }

    public override string ToString() => RunId;

    private void Begin()
    {
        if (_hasBegun)
        {
            return;
        }

        // A stored sign-in knows its user after the first request only.
        var now = _record with
        {
            Account = _account?.Invoke() ?? _record.Account,
        };
        if (_folder.Stored is { } stored && stored.OtherAccountIn(now) is { } what)
        {
            throw RunErrors.Differs(stored, now, what);
        }

        _record = now;

        _folder.Write(
            _record with
            {
                Requests = _folder.Stored?.Requests ?? 0,
                ActivityIds = _folder.Stored?.ActivityIds ?? _record.ActivityIds,
            }
        );
        _hasBegun = true;
    }

    private static void Try(List<CcException> troubles, Action work)
    {
        try
        {
            work();
        }
        catch (CcException e)
        {
            troubles.Add(e);
        }
    }
}
