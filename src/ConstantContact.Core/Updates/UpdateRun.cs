using System.Runtime.ExceptionServices;
using ConstantContact.Core.Errors;
using ConstantContact.Core.Http;
using ConstantContact.Core.Names;
using ConstantContact.Core.Runs;

namespace ConstantContact.Core.Updates;

/// <summary>
/// A run of safe updates. Look-ups and writes of different contacts overlap, so that latency does not waste the
/// allowance; decisions, questions and reports keep the input's order.
/// </summary>
/// <remarks>
/// Each row passes three stages. Its look-up starts as soon as there is room in the window. Its decision (guards, merge,
/// question, canary) waits for the decision of the row before. Its write runs on, and its report waits for the report of the
/// row before. When nothing can succeed any more, the rest of the input is accounted for as not attempted, and the reason
/// is thrown at the end.
/// </remarks>
public sealed class UpdateRun
{
    private const string Stopped = "the run was stopped";

    private readonly IUpdateGuide _guide;
    private readonly UpdateTally _tally;
    private readonly ContactUpdate _update;
    private readonly int _window;
    private readonly OpenRun? _run;
    private readonly RowLedger _ledger;
    private readonly string? _consentReference;
    private volatile CcException? _end;

    public UpdateRun(ApiClient client, NameDirectory names, UpdateOptions options, IUpdateGuide guide, IApiObserver? observer, TimeProvider time, OpenRun? run = null)
        : this(client, names, options, guide, observer, time, run, run?.Ledger ?? RowLedger.None(time))
    {
    }

    internal UpdateRun(
        ApiClient client, NameDirectory names, UpdateOptions options, IUpdateGuide guide, IApiObserver? observer, TimeProvider time, OpenRun? run, RowLedger ledger)
    {
        _guide = guide;
        _run = run;
        _ledger = ledger;
        _consentReference = options.Merge.ConsentReference;
        var meter = new RunMeter(observer, time);
        ApiClient metered = client.Observed(meter);
        _tally = new UpdateTally(meter, time);
        _update = new ContactUpdate(
            new ContactGateway(metered, time),
            new PatchResolver(names.Through(metered)),
            options,
            guide,
            client.BaseUri);

        // Enough in flight to keep the pace busy over slow answers, and no more: what is read too early grows stale.
        _window = options.OneAtATime ? 1 : Math.Min(64, Math.Max(8, client.Allowance.PerSecond * 2));
    }

    /// <summary>So far, or of the whole run once <see cref="RunAsync"/> has ended, in whatever way.</summary>
    public UpdateSummary Summary => _tally.ToSummary();

    /// <summary>All of the input was read.</summary>
    public bool InputEnded { get; private set; }

    /// <summary>Accounts for a row that was given and that the run, which was stopped, did not come to.</summary>
    public void Leave(UpdateRow row)
    {
        long position = _ledger.RowsRead + 1;
        string key = row.Key();
        if (_ledger.Read(_run?.RunId ?? "", position, key, row.Number) is null)
        {
            _tally.Count(NewEntry(row, position, key).Settle(UpdateResult.Of(row, UpdateOutcome.NotAttempted, Stopped, null)));
        }
    }

    /// <summary>Runs to the end of the input.</summary>
    /// <exception cref="CcException">Something ended the run early; every row has been reported all the same.</exception>
    public async Task<UpdateSummary> RunAsync(IAsyncEnumerable<UpdateRow> rows, CancellationToken cancellationToken)
    {
        using var room = new SemaphoreSlim(_window);
        using var broken = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        Task decided = Task.CompletedTask;
        Task reported = Task.CompletedTask;
        long position = 0;
        try
        {
            await foreach (UpdateRow row in rows.WithCancellation(broken.Token).ConfigureAwait(false))
            {
                string key = row.Key();
                if (++position == 1 && _run?.Repeats(key) is { } unfinished)
                {
                    _guide.Warn(unfinished.ToHint());
                }

                RowOutcome? known = _ledger.Read(_run?.RunId ?? "", position, key, row.Number);
                var turn = new Turn(decided);
                RowEntry entry = NewEntry(row, position, key);
                try
                {
                    await room.WaitAsync(broken.Token).ConfigureAwait(false);
                }
                catch (OperationCanceledException)
                {
                    entry.Settle(UpdateResult.Of(row, UpdateOutcome.NotAttempted, Stopped, null));
                    throw;
                }

                decided = turn.Passed;
                reported = ReportAsync(reported, ProcessAsync(row, entry, known, turn, broken.Token), room, broken);
            }

            InputEnded = true;
        }
        finally
        {
            // The rows under way are waited for in any case: nothing goes on in the background. A report that failed
            // has cancelled the others, and its exception is the one that comes out.
            await reported.ConfigureAwait(false);
        }

        return _end switch
        {
            null => Summary,
            QuotaExceededException quota => throw quota.WithUndone(Summary.NotAttempted),
            _ => throw _end,
        };
    }

    private RowEntry NewEntry(UpdateRow row, long position, string key) => new(_ledger, position, key, row, _consentReference);

    private async Task<UpdateResult> ProcessAsync(UpdateRow row, RowEntry entry, RowOutcome? known, Turn turn, CancellationToken cancellationToken)
    {
        try
        {
            if (known is not null)
            {
                return entry.Known(known);
            }

            if (row.Invalid is not null)
            {
                throw row.Invalid;
            }

            UpdateResult result = _end is not null
                ? entry.Settle(NotAttempted(row, _end))
                : await _update.RunAsync(row, entry, turn, () => _end is null, cancellationToken).ConfigureAwait(false)
                    ?? entry.Settle(NotAttempted(row, _end));
            if (result.Error is { EndsTheRun: true } end)
            {
                _end ??= end;
            }

            return result;
        }
        catch (CcException e)
        {
            if (e.EndsTheRun)
            {
                _end ??= e;
            }

            return entry.Settle(e.EndsTheRun && e is not MergeNotAppliedException ? NotAttempted(row, e) : UpdateResult.Of(row, UpdateOutcome.Failed, e.Message, e));
        }
        catch (OperationCanceledException)
        {
            entry.Settle(UpdateResult.Of(row, UpdateOutcome.NotAttempted, Stopped, null));
            throw;
        }
        catch (Exception e) when (e is not (GuideException or OperationCanceledException))
        {
            // Nobody foresaw it, so it is this row's failure: the others are accounted for all the same.
            var odd = UnexpectedException.For(row.ToString(), e);
            return entry.Settle(UpdateResult.Of(row, UpdateOutcome.Failed, odd.Message, odd));
        }
        finally
        {
            // In order even for rows that failed early: the row after must not decide before the row before.
            await turn.WaitAsync().ConfigureAwait(false);
            turn.Pass();
        }
    }

    private async Task ReportAsync(Task previous, Task<UpdateResult> process, SemaphoreSlim room, CancellationTokenSource broken)
    {
        try
        {
            await previous.ConfigureAwait(false);
            UpdateResult result = await process.ConfigureAwait(false);
            _tally.Count(result);
            await _guide.ReportAsync(result, broken.Token).ConfigureAwait(false);
        }
        catch (GuideException e)
        {
            broken.Cancel();
            ExceptionDispatchInfo.Capture(e.InnerException!).Throw();
        }
        catch
        {
            // Whoever takes the reports has had enough, or the run was stopped: no request more than those under way.
            broken.Cancel();
            await Quietly(process).ConfigureAwait(false);
            throw;
        }
        finally
        {
            room.Release();
        }
    }

    private static async Task Quietly(Task task)
    {
        try
        {
            await task.ConfigureAwait(false);
        }
        catch (Exception e) when (e is OperationCanceledException or CcException or GuideException)
        {
            // The first failure is the one that is told.
        }
    }

    /// <summary>The row that ends the run closes the gate a moment before it says why.</summary>
    private static UpdateResult NotAttempted(UpdateRow row, CcException? why) =>
        UpdateResult.Of(row, UpdateOutcome.NotAttempted, why?.Message ?? "an earlier contact did not come out as it was sent", null);
}
