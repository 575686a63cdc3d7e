using ConstantContact.Core.Base;
using ConstantContact.Core.Errors;
using ConstantContact.Core.Import.Chunks;
using ConstantContact.Core.Runs;

namespace ConstantContact.Core.Import.Running;

/// <summary>
/// Takes the chunks of a pass and sends them one at a time; while one is on its way, the pass makes the next. Before a
/// chunk leaves, everything that a later process needs to go on is on the disk: what the run is to do, the rows that
/// arrived, and the decision about each row.
/// </summary>
internal sealed class ChunkOutbox(ImportParts parts, ChunkSender sender, RowStream input)
{
    private Task<CcException?>? _onItsWay;
    private bool _inputEnded;

    // The decisions about all rows up to this one are on the disk.
    private long _saved = parts.Journal.SentThrough;

    /// <summary>The task of the run. It is recorded before the first chunk leaves, unless it already is.</summary>
    public ImportHeader? Header { get; init; }

    /// <summary>Asked about each chunk. Null: all are sent.</summary>
    public Func<ImportChunkForecast, Task<ChunkAnswer>>? Ask { get; init; }

    /// <summary>Told of each chunk that is complete.</summary>
    public Action<ImportChunk>? Tell { get; init; }

    /// <summary>There is something to account for, whatever happens from here on.</summary>
    public bool HasBegun { get; set; }

    /// <summary>A chunk was not sent because the answer to <see cref="Ask"/> was no.</summary>
    public bool WasDeclined { get; private set; }

    /// <summary>The error that ended the sending; null if there was none.</summary>
    public CcException? Failure { get; private set; }

    /// <summary>
    /// The chunk whose request failed: unless the journal has it, the service does not have it for certain.
    /// </summary>
    public ImportChunkResult? Refused { get; private set; }

    /// <summary>The chunks that were asked about.</summary>
    public List<ImportChunkForecast> Asked { get; } = [];

    /// <summary>Keeps the first error for the account of the run.</summary>
    /// <returns>False where there is nothing to account for yet.</returns>
    public bool Keep(CcException error)
    {
        if (HasBegun)
        {
            Failure ??= error;
        }

        return HasBegun;
    }

    /// <summary>All rows have been read.</summary>
    public void EndInput() => _inputEnded = true;

    /// <summary>Waits for the chunk before, asks, and sends. Returns while the chunk is on its way.</summary>
    /// <returns>False where the chunk before failed, so that nothing more is sent.</returns>
    /// <exception cref="RunNotWritableException"><c>CcRunNotWritable</c>: nothing was sent.</exception>
    public async Task<bool> SendAsync(ImportChunk chunk, ChunkRenewal renew, CancellationToken cancellationToken)
    {
        if (!await SettleAsync().ConfigureAwait(false))
        {
            chunk.Dispose();
            return false;
        }

        Tell?.Invoke(chunk);
        var answer = ChunkAnswer.Send;
        if (Ask is not null)
        {
            var forecast = new ImportChunkForecast(chunk);
            Asked.Add(forecast);
            answer = await Ask(forecast).ConfigureAwait(false);
            if (answer == ChunkAnswer.Leave)
            {
                WasDeclined = true;
                chunk.Dispose();
                return true;
            }
        }

        // The chunk before and the question may have taken any time.
        if (await renew(answer == ChunkAnswer.SendAfterQuestion).ConfigureAwait(false) is { } ready)
        {
            HasBegun = true;
            Record(ready.LastRow);
            _onItsWay = StartAsync(ready, cancellationToken);
        }

        return true;
    }

    /// <summary>
    /// Waits for the last chunk. From here on a later process needs no more rows than those that were read.
    /// </summary>
    public async Task CloseAsync()
    {
        await SettleAsync().ConfigureAwait(false);
        if (_inputEnded && input.Arrives && parts.Folder?.Header is not null)
        {
            input.MakeDurable();
            parts.Folder.EndInput();
        }
    }

    /// <summary>
    /// Waits for a request that is on its way, because the journal has to know; for a run that something else ended.
    /// </summary>
    public Task AbandonAsync() => _onItsWay is { } request ? ((Task)request).QuietlyAsync() : Task.CompletedTask;

    private void Record(long through)
    {
        input.MakeDurable();
        if (parts.Folder is null)
        {
            return;
        }

        if (Header is not null)
        {
            parts.Folder.SaveBeforeSending(Header);
        }

        if (_inputEnded && input.Arrives)
        {
            parts.Folder.EndInput();
        }

        parts.Folder.AppendMarks(parts.Rows.Marks(_saved, through), _saved);
        _saved = through;
    }

    private async Task<CcException?> StartAsync(ImportChunk chunk, CancellationToken cancellationToken)
    {
        if (
            await sender.SendAsync(chunk, parts.Rows.Source.Name, cancellationToken).ConfigureAwait(false) is
            { } failure
        )
        {
            // Not disposed: the request that failed may still be reading from it.
            Refused = chunk.ToResult(
                IsForGood(failure) ? ImportChunkState.Failed : ImportChunkState.NotAttempted,
                failure.Message
            );
            return failure;
        }

        chunk.Dispose();
        return null;
    }

    /// <returns>False where something ended the sending.</returns>
    private async Task<bool> SettleAsync()
    {
        if (_onItsWay is { } request)
        {
            _onItsWay = null;
            var failure = await request.ConfigureAwait(false);
            Failure ??= failure;
        }

        return Failure is null;
    }

    /// <summary>The service refuses the chunk for what it is; else it does not take it now.</summary>
    private static bool IsForGood(CcException failure) =>
        failure.StatusCode is { } status && (int)status is >= 400 and < 500 and not 401 and not 429;
}
