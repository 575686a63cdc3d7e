using System.Runtime.ExceptionServices;
using ConstantContact.Core.Errors;
using ConstantContact.Core.Runs;

namespace ConstantContact.Core.Updates.Updating;

/// <summary>
/// A run that creates contacts or signs them up, one row after the other. When an error ends it, the rest of the rows
/// are accounted for as not attempted.
/// </summary>
/// <param name="run">The record of the run.</param>
/// <param name="work">Processes one row.</param>
/// <param name="guide">Is asked before each write, and told of each row.</param>
/// <param name="consentReference">Where the proof of consent is recorded; null if none was given.</param>
public sealed class ContactRowRun(OpenRun run, IContactRowWork work, IUpdateGuide guide, string? consentReference)
{
    private const string Stopped = "the run was stopped";

    private readonly IUpdateGuide _guide = new PassingGuide(guide);
    private long _position;
    private long _undone;

    /// <summary>All of the input was read.</summary>
    public bool InputEnded { get; private set; }

    /// <summary>Processes the rows to the end of the input.</summary>
    /// <returns>The error that ended the run; null if there is none.</returns>
    public async Task<CcException?> RunAsync(IAsyncEnumerable<UpdateRow> rows, CancellationToken cancellationToken)
    {
        CcException? end = null;
        try
        {
            await foreach (var row in rows.WithCancellation(cancellationToken).ConfigureAwait(false))
            {
                var key = row.Key();
                if (_position == 0 && run.Repeats(key) is { } unfinished)
                {
                    guide.Warn(unfinished.ToHint());
                }

                var known = run.Ledger.Read(run.RunId, _position + 1, key, row.Number);
                var entry = NextEntry(row, key);
                var result =
                    known is not null ? entry.Known(known)
                    : end is not null ? entry.Settle(UpdateResult.Of(row, UpdateOutcome.NotAttempted, end.Message))
                    : await ProcessAsync(row, entry, cancellationToken).ConfigureAwait(false);
                end ??= result.Error is { EndsTheRun: true } error ? error : null;
                _undone += result.Outcome == UpdateOutcome.NotAttempted && end is not null ? 1 : 0;
                if (known is null || result.Error is not null)
                {
                    await guide.ReportAsync(result, cancellationToken).ConfigureAwait(false);
                }
                else
                {
                    guide.Note($"{row}: {result.Outcome} by an earlier process of the run.");
                }
            }
        }
        catch (GuideException e)
        {
            ExceptionDispatchInfo.Capture(e.InnerException!).Throw();
        }

        InputEnded = true;
        return end is QuotaExceededException quota ? quota.WithUndone(_undone) : end;
    }

    /// <summary>Accounts for a row that a run that was stopped did not process.</summary>
    public void CountNotAttempted(UpdateRow row)
    {
        var key = row.Key();
        if (run.Ledger.Read(run.RunId, _position + 1, key, row.Number) is null)
        {
            NextEntry(row, key).Settle(UpdateResult.Of(row, UpdateOutcome.NotAttempted, Stopped));
        }
        else
        {
            _position++;
        }
    }

    private RowEntry NextEntry(UpdateRow row, string key) => new(run.Ledger, ++_position, key, row, consentReference);

    private async Task<UpdateResult> ProcessAsync(UpdateRow row, RowEntry entry, CancellationToken cancellationToken)
    {
        try
        {
            return entry.Settle(await work.RunAsync(row, entry, _guide, cancellationToken).ConfigureAwait(false));
        }
        catch (CcException e)
        {
            var outcome =
                e.MayHaveArrived && entry.IsAnnounced ? UpdateOutcome.Unknown
                : e.EndsTheRun ? UpdateOutcome.NotAttempted
                : UpdateOutcome.Failed;
            return entry.Settle(UpdateResult.Of(row, outcome, e.Message, e));
        }
        catch (OperationCanceledException)
        {
            entry.Settle(UpdateResult.Of(row, UpdateOutcome.NotAttempted, Stopped));
            throw;
        }
        catch (Exception e) when (e is not GuideException)
        {
            // Unforeseen, so it is the failure of this row. The other rows are processed and accounted for.
            var odd = UnexpectedException.For(row.ToString(), e);
            return entry.Settle(
                UpdateResult.Of(row, entry.IsAnnounced ? UpdateOutcome.Unknown : UpdateOutcome.Failed, odd.Message, odd)
            );
        }
    }
}
