using ConstantContact.Core.Api;
using ConstantContact.Core.Base;
using ConstantContact.Core.Errors;
using ConstantContact.Core.Import.Chunks;
using ConstantContact.Core.Jobs;
using ConstantContact.Core.Runs;

namespace ConstantContact.Core.Import.Running;

/// <summary>Waits until the service is done with the chunks of a run, and notes what became of each.</summary>
internal sealed class ChunkWait(ImportParts parts)
{
    /// <param name="cancellationToken">Ends the waiting; the service goes on.</param>
    /// <returns>What kept it from learning what became of a chunk; null where nothing did.</returns>
    /// <exception cref="RunNotWritableException"><c>CcRunNotWritable</c>.</exception>
    public async Task<CcException?> ForAllAsync(CancellationToken cancellationToken)
    {
        var wait = new ActivityWait(parts.Service.GetAsync, parts.Options.Timeout, parts.Time, restFirst: true);
        CcException? lastError = null;
        foreach (var chunk in parts.Journal.Chunks.Where(c => IsOpen(c) && c.ActivityId is not null).ToArray())
        {
            parts.Tell(
                ImportPhase.Waiting,
                parts.Journal.Chunks.Where(c => c.Number < chunk.Number).Sum(c => (long)c.Rows),
                parts.Journal.Chunks.Sum(c => (long)c.Rows),
                chunk.Number
            );
            try
            {
                if (
                    await wait.ForAsync(chunk.ActivityId!, null, cancellationToken).ConfigureAwait(false) is not { } job
                )
                {
                    return GiveUp();
                }

                parts.Journal.Ended(Finished(chunk, job));
            }
            catch (CcException e) when (e.ErrorId == "CcNotFound")
            {
                lastError = e;
                parts.Journal.Ended(
                    chunk with
                    {
                        State = ImportChunkState.Forgotten,
                        Message =
                            "The service took the rows but no longer knows the activity, because it keeps activities "
                            + "for ten days. Import these rows again. That changes nothing for rows that arrived.",
                    }
                );
            }
            catch (CcException e) when (e.ErrorId == "CcRunNotWritable")
            {
                throw;
            }
            catch (CcException e)
            {
                LeaveOpen(e);
                return e;
            }
        }

        return lastError;
    }

    /// <summary>Notes of all chunks that the service has that it was not learned what became of them.</summary>
    public void LeaveOpen(CcException why)
    {
        foreach (var open in parts.Journal.Chunks.Where(c => c.State == ImportChunkState.Pending).ToArray())
        {
            parts.Journal.Unclear(
                open with
                {
                    State = ImportChunkState.Unfinished,
                    Message = $"The service has the rows, but their outcome is not known: {why.Message} {ResumeHint}",
                }
            );
        }
    }

    private ApiTimeoutException GiveUp()
    {
        ImportChunkResult[] open = [.. parts.Journal.Chunks.Where(IsOpen)];
        var minutes = Quantity.Of((long)parts.Options.Timeout.TotalMinutes, "minute");
        foreach (var chunk in open)
        {
            parts.Journal.Unclear(
                chunk with
                {
                    State = ImportChunkState.Unfinished,
                    Message =
                        $"The service has the rows but had not finished after {minutes}. It continues. {ResumeHint} "
                        + $"To see its progress: Get-CcActivity {chunk.ActivityId}",
                }
            );
        }

        return new ApiTimeoutException(
            $"The service had not finished {Quantity.Number(open.Length)} of "
                + $"{Quantity.Of(parts.Journal.Chunks.Count, "chunk")} after {minutes}. {ResumeHint}",
            parts.ResumeCommand is not { } resume
                ? "Look at the activities later with Get-CcActivity."
                : $"Wait again with: {resume}. It sends nothing twice and rewrites the report."
        );
    }

    private string ResumeHint => parts.ResumeCommand is { } resume ? $"To continue: {resume}." : "";

    private static bool IsOpen(ImportChunkResult chunk) =>
        chunk.State is ImportChunkState.Pending or ImportChunkState.Unfinished;

    private static ImportChunkResult Finished(ImportChunkResult sent, ImportActivity job)
    {
        var state = job.State switch
        {
            "completed" => job.PersonCount is null ? ImportChunkState.Unknown : ImportChunkState.Completed,
            "timed_out" => ImportChunkState.TimedOut,
            _ => ImportChunkState.Failed,
        };
        var result = sent with
        {
            State = state,
            Accepted = job.PersonCount ?? 0,
            NotAddedToList = job.CannotAddToListCount ?? 0,
            Correctable = job.CorrectableCount ?? 0,
            Rejected = job.ErrorCount ?? 0,
            Errors = job.Errors,
        };
        return result with
        {
            Unaccounted = state == ImportChunkState.Completed ? result.Rest : 0,
            Message = state switch
            {
                ImportChunkState.Failed =>
                    $"The service ended the activity as '{job.State}'. The rows that it took stay. Import these "
                        + "rows again.",
                ImportChunkState.TimedOut =>
                    "The service stopped the activity at its own time limit. Import these rows again. That changes "
                        + "nothing for rows that arrived.",
                ImportChunkState.Unknown => "The service reports the activity as completed, without counters.",
                _ when result.Rest != 0 =>
                    $"The service's counters add up to {Quantity.Number(result.Rows - result.Rest)} for "
                        + $"{Quantity.Of(sent.Rows, "row")}.",
                _ => null,
            },
        };
    }
}
