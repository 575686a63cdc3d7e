using ConstantContact.Core.Api;
using ConstantContact.Core.Base;
using ConstantContact.Core.Errors;
using ConstantContact.Core.Import.Chunks;
using ConstantContact.Core.Runs;

namespace ConstantContact.Core.Import.Running;

/// <summary>
/// Sends chunks, each announced in the journal before. One that may have arrived is looked for among the service's
/// activities before it is sent again, so that an answer that was lost costs nothing.
/// </summary>
internal sealed class ChunkSender(ImportParts parts)
{
    /// <summary>How far the service's clock may differ from ours.</summary>
    private static readonly TimeSpan Skew = TimeSpan.FromMinutes(5);

    private static readonly TimeSpan LookAgain = TimeSpan.FromSeconds(2);

    /// <summary>Times that one chunk is sent, if each of them is certain not to have arrived.</summary>
    private const int MaxSends = 3;

    /// <summary>
    /// Null where the service has the chunk now; else what kept it from that, which is the run's end.
    /// </summary>
    /// <exception cref="RunNotWritableException"><c>CcRunNotWritable</c>: it could not be announced, and was not
    /// sent.</exception>
    public async Task<CcException?> SendAsync(ImportChunk chunk, string? source, CancellationToken cancellationToken)
    {
        var sent = chunk.ToResult(ImportChunkState.Unknown, "") with
        {
            Hash = chunk.Hash(),
            Sample = chunk.SampleRows(),
        };
        for (var attempt = 1; ; attempt++)
        {
            var announced = parts.Journal.Sending(sent, source);
            try
            {
                var job = await parts
                    .Service.StartAsync(parts.Options.UsesCsv, chunk.CreateContent, cancellationToken)
                    .ConfigureAwait(false);
                parts.Journal.Taken(announced, job.ActivityId);
                return null;
            }
            catch (CcException e) when (e.MayHaveArrived)
            {
                try
                {
                    if (await FindAsync(announced, cancellationToken).ConfigureAwait(false))
                    {
                        return null;
                    }
                }
                catch (CcException looking)
                {
                    parts.Journal.Unclear(
                        announced with
                        {
                            Message =
                                $"The request may have arrived, so it is not repeated: {e.Message} Whether it arrived "
                                + $"could not be checked: {looking.Message}",
                        }
                    );
                    return looking.EndsTheRun ? looking : e;
                }

                parts.Journal.NotTaken(announced, "no such activity");
                if (attempt == MaxSends)
                {
                    return e;
                }
            }
            catch (CcException e)
            {
                parts.Journal.NotTaken(announced, e.ErrorId);
                return e;
            }
        }
    }

    /// <summary>Settles whether the chunk arrived that was on its way when an earlier process ended.</summary>
    /// <returns>What kept it from that; null where nothing did.</returns>
    public async Task<CcException?> FindLostAsync(CancellationToken cancellationToken)
    {
        foreach (
            var lost in parts
                .Journal.Chunks.Where(c => c.State == ImportChunkState.Unknown && c.ActivityId is null)
                .ToArray()
        )
        {
            // Only the last one can be on its way: the next is sent when one is known.
            try
            {
                if (!await FindAsync(lost, cancellationToken).ConfigureAwait(false))
                {
                    parts.Journal.NotTaken(lost, "no such activity");
                }
            }
            catch (CcException e)
            {
                return e;
            }
        }

        return null;
    }

    /// <summary>
    /// Looks for the activity of a chunk that was announced and whose outcome is not known. True: found, and noted.
    /// False: it had time to show, and is not there.
    /// </summary>
    /// <remarks>
    /// A CSV chunk is known by its file's name. A JSON chunk has no name: its activity is one that nobody else knows as
    /// theirs, was made about when the chunk was sent, and counts as many rows. That is no evidence, since another
    /// program may import as many rows at that time; so some of the rows must be in the account as well. Where several
    /// fit, or the rows are not there, none is taken: sending the rows once more changes nothing for those that
    /// arrived, whereas a wrong activity would lose them.
    /// </remarks>
    /// <exception cref="CcException">The service could not be asked.</exception>
    private async Task<bool> FindAsync(ImportChunkResult chunk, CancellationToken cancellationToken)
    {
        var sent = chunk.SentAt ?? parts.Time.GetUtcNow();
        var known = parts.Folder?.ActivitiesOfOthers() ?? [];
        known.UnionWith(parts.Journal.Chunks.Select(c => c.ActivityId).OfType<string>());
        var looking = parts.Time.GetTimestamp();
        while (true)
        {
            List<ImportActivity> fitting =
            [
                .. (await parts.Service.ListAsync(cancellationToken).ConfigureAwait(false)).Where(a =>
                    !known.Contains(a.ActivityId)
                    && (
                        parts.Options.UsesCsv
                            ? a.SourceFileName == parts.Gate.FileName(chunk.Number)
                            : MayBe(a, chunk, sent)
                    )
                ),
            ];
            var settled = parts.Time.GetUtcNow() - sent >= parts.Options.Settling;
            var unfinished = !parts.Options.UsesCsv && fitting.Exists(a => !a.IsFinished);
            if (
                !unfinished
                && fitting.Count == 1
                && (parts.Options.UsesCsv || await ArrivedAsync(chunk, sent, cancellationToken).ConfigureAwait(false))
            )
            {
                parts.Journal.Taken(chunk, fitting[0].ActivityId);
                return true;
            }

            if (!unfinished && settled)
            {
                return false;
            }

            if (parts.Time.GetElapsedTime(looking) > parts.Options.Timeout)
            {
                throw new ApiTimeoutException(
                    "It is not known whether the chunk arrived: an activity that may have its rows is still running."
                );
            }

            await parts.Time.WaitAsync(LookAgain, cancellationToken).ConfigureAwait(false);
        }
    }

    private async Task<bool> ArrivedAsync(
        ImportChunkResult chunk,
        DateTimeOffset sent,
        CancellationToken cancellationToken
    ) =>
        chunk.Sample.Count > 0
        && await parts
            .Service.HoldsAsync(chunk.Sample, parts.Options.ListIds, sent - Skew, cancellationToken)
            .ConfigureAwait(false);

    // How many rows it has is known when it has ended; until then it may be the one.
    private static bool MayBe(ImportActivity activity, ImportChunkResult chunk, DateTimeOffset sent) =>
        activity.SourceFileName is null
        && activity.CreatedAt is { } made
        && made >= sent - Skew
        && made <= sent + Skew + Skew
        && (!activity.IsFinished || (activity.PersonCount is not null && activity.ItemsTotalCount == chunk.Rows));
}
