using System.Runtime.ExceptionServices;
using ConstantContact.Core.Errors;
using ConstantContact.Core.Http;
using ConstantContact.Core.Names;
using ConstantContact.Core.Runs;
using ConstantContact.Core.Updates.Planning;

namespace ConstantContact.Core.Updates.Updating;

/// <summary>
/// A run of safe updates. Look-ups and writes of different contacts overlap, so that latency does not waste the
/// allowance. Decisions, prompts and reports keep the order of the input.
/// </summary>
/// <remarks>
/// Each row passes three stages. Its look-up starts as soon as the window has room. Its decision (guards, merge,
/// prompt, canary) waits for the decision of the previous row. Its write runs concurrently, and its report waits for
/// the report of the previous row. When no further row can succeed, the remaining rows are counted as not attempted,
/// and the reason is thrown at the end.
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
    private readonly RunEnd _end = new();

    public UpdateRun(
        ApiClient client,
        NameDirectory names,
        UpdateOptions options,
        IUpdateGuide guide,
        IApiObserver? observer,
        TimeProvider time,
        OpenRun? run = null
    )
        : this(client, names, options, guide, observer, time, run, run?.Ledger ?? RowLedger.None(time)) { }

    internal UpdateRun(
        ApiClient client,
        NameDirectory names,
        UpdateOptions options,
        IUpdateGuide guide,
        IApiObserver? observer,
        TimeProvider time,
        OpenRun? run,
        RowLedger ledger
    )
    {
        _guide = new PassingGuide(guide);
        _run = run;
        _ledger = ledger;
        _consentReference = options.Merge.ConsentReference;
        var meter = new RunMeter(observer, time);
        var metered = client.Observed(meter);
        _tally = new UpdateTally(meter, time);
        _update = new ContactUpdate(
            new ContactGateway(metered, time),
            new PatchResolver(names.Through(metered)),
            options,
            _guide,
            _end,
            client.BaseUri
        );

        // Enough rows in flight to use the pace despite slow answers. More rows would be read too early and become
        // outdated.
        _window = options.OneAtATime ? 1 : Math.Min(64, Math.Max(8, client.Allowance.PerSecond * 2));
    }

    /// <summary>
    /// The counts so far, or those of the whole run after <see cref="RunAsync"/> ended for any reason.
    /// </summary>
    public UpdateSummary Summary => _tally.ToSummary();

    /// <summary>True if the whole input was read.</summary>
    public bool InputEnded { get; private set; }

    /// <summary>Counts a row that was given but not processed because the run was stopped.</summary>
    public void CountNotAttempted(UpdateRow row)
    {
        var position = _ledger.RowsRead + 1;
        var key = row.Key();
        if (_ledger.Read(_run?.RunId ?? "", position, key, row.Number) is null)
        {
            _tally.Count(
                NewEntry(row, position, key).Settle(UpdateResult.Of(row, UpdateOutcome.NotAttempted, Stopped, null))
            );
        }
    }

    /// <summary>Runs until the input ends.</summary>
    /// <exception cref="CcException">An error ended the run early. Every row was reported nevertheless.</exception>
    public async Task<UpdateSummary> RunAsync(IAsyncEnumerable<UpdateRow> rows, CancellationToken cancellationToken)
    {
        using var room = new SemaphoreSlim(_window);
        using var broken = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var decided = Task.CompletedTask;
        var reported = Task.CompletedTask;
        long position = 0;
        try
        {
            await foreach (var row in rows.WithCancellation(broken.Token).ConfigureAwait(false))
            {
                var key = row.Planned?.Key ?? row.Key();
                position = row.Planned?.Position ?? position + 1;
                if (position == 1 && _run?.Repeats(key) is { } unfinished)
                {
                    _guide.Warn(unfinished.ToHint());
                }

                // The entries of a plan are known to the ledger already.
                var known = row.Planned is null ? _ledger.Read(_run?.RunId ?? "", position, key, row.Number) : null;
                var turn = new Turn(decided);
                var entry = NewEntry(row, position, key);
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
            // Always wait for the rows in flight, so that nothing continues in the background. A failed report has
            // cancelled the other rows, and its exception is thrown.
            await reported.ConfigureAwait(false);
        }

        return _end.Error switch
        {
            null => Summary,
            QuotaExceededException quota => throw quota.WithUndone(Summary.NotAttempted),
            { } end => throw end,
        };
    }

    private RowEntry NewEntry(UpdateRow row, long position, string key) =>
        new(_ledger, position, key, row, _consentReference);

    private async Task<UpdateResult> ProcessAsync(
        UpdateRow row,
        RowEntry entry,
        RowOutcome? known,
        Turn turn,
        CancellationToken cancellationToken
    )
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

            var result = _end.Error is { } earlier
                ? entry.Settle(NotAttempted(row, earlier))
                : await _update.RunAsync(row, entry, turn, cancellationToken).ConfigureAwait(false)
                    ?? entry.Settle(NotAttempted(row, _end.Error!));
            if (result.Error is { EndsTheRun: true } end)
            {
                _end.Set(end);
            }

            return result;
        }
        catch (CcException e)
        {
            if (e.EndsTheRun)
            {
                _end.Set(e);
            }

            return entry.Settle(
                e.EndsTheRun && e is not MergeNotAppliedException
                    ? NotAttempted(row, e)
                    : UpdateResult.Of(row, UpdateOutcome.Failed, e.Message, e)
            );
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
            // Rows that failed early keep the order too: the next row must not decide before the previous one.
            await turn.WaitAsync().ConfigureAwait(false);
            turn.Pass();
        }
    }

    private async Task ReportAsync(
        Task previous,
        Task<UpdateResult> process,
        SemaphoreSlim room,
        CancellationTokenSource broken
    )
    {
        try
        {
            await previous.ConfigureAwait(false);
            var result = await process.ConfigureAwait(false);
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
            // The receiver of the reports stopped, or the run was stopped. Requests in flight finish, but no new ones
            // start.
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
            // Only the first failure is reported.
        }
    }

    private static UpdateResult NotAttempted(UpdateRow row, CcException why) =>
        UpdateResult.Of(row, UpdateOutcome.NotAttempted, why.Message);
}
