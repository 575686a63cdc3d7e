using System.Runtime.ExceptionServices;
using ConstantContact.Core.Errors;
using ConstantContact.Core.Http;
using ConstantContact.Core.Names;

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
    private readonly IUpdateGuide _guide;
    private readonly UpdateTally _tally;
    private readonly ContactUpdate _update;
    private readonly int _window;
    private volatile CcException? _end;

    public UpdateRun(ApiClient client, NameDirectory names, UpdateOptions options, IUpdateGuide guide, IApiObserver? observer, TimeProvider time)
    {
        _guide = guide;
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

    /// <summary>Runs to the end of the input.</summary>
    /// <exception cref="CcException">Something ended the run early; every row has been reported all the same.</exception>
    public async Task<UpdateSummary> RunAsync(IAsyncEnumerable<UpdateRow> rows, CancellationToken cancellationToken)
    {
        using var room = new SemaphoreSlim(_window);
        using var broken = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        Task decided = Task.CompletedTask;
        Task reported = Task.CompletedTask;
        try
        {
            await foreach (UpdateRow row in rows.WithCancellation(broken.Token).ConfigureAwait(false))
            {
                await room.WaitAsync(broken.Token).ConfigureAwait(false);
                var turn = new Turn(decided);
                decided = turn.Passed;
                reported = ReportAsync(reported, ProcessAsync(row, turn, broken.Token), room, broken);
            }
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

    private async Task<UpdateResult> ProcessAsync(UpdateRow row, Turn turn, CancellationToken cancellationToken)
    {
        try
        {
            if (row.Invalid is not null)
            {
                throw row.Invalid;
            }

            UpdateResult result = _end is not null
                ? NotAttempted(row, _end)
                : await _update.RunAsync(row, turn, () => _end is null, cancellationToken).ConfigureAwait(false)
                    ?? NotAttempted(row, _end);
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

            return e.EndsTheRun && e is not MergeNotAppliedException ? NotAttempted(row, e) : Result(row, UpdateOutcome.Failed, e.Message, e);
        }
        catch (Exception e) when (e is not (GuideException or OperationCanceledException))
        {
            // Nobody foresaw it, so it is this row's failure: the others are accounted for all the same.
            var odd = UnexpectedException.For(row.ToString(), e);
            return Result(row, UpdateOutcome.Failed, odd.Message, odd);
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
        Result(row, UpdateOutcome.NotAttempted, why?.Message ?? "an earlier contact did not come out as it was sent", null);

    private static UpdateResult Result(UpdateRow row, UpdateOutcome outcome, string reason, CcException? error) => new()
    {
        Row = row.Number,
        Email = row.Email,
        ContactId = row.ContactId,
        Outcome = outcome,
        Reason = reason,
        Error = error,
        Input = row.Input,
    };
}
