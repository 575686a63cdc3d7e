using ConstantContact.Core.Errors;
using ConstantContact.Core.Import.Chunks;
using ConstantContact.Core.Import.Report;
using ConstantContact.Core.Rows;
using ConstantContact.Core.Runs;

namespace ConstantContact.Core.Import.Running;

/// <summary>
/// Sends the rows of an import as chunks, waits until the service is done with them, and finds the rows that it
/// refused.
/// </summary>
internal sealed class ImportSending(ImportParts parts, HeldContacts held, RowStream input) : IDisposable
{
    private readonly ChunkSender _sender = new(parts);
    private ChunkOutbox? _outbox;
    private ImportPass? _pass;

    /// <summary>True: the rows are judged while they are sent. False: all rows were judged before.</summary>
    public bool IsStream { get; init; }

    /// <inheritdoc cref="ChunkOutbox.Header"/>
    public ImportHeader? Header { get; init; }

    /// <inheritdoc cref="ChunkOutbox.Ask"/>
    public Func<ImportChunkForecast, Task<ChunkAnswer>>? Ask { get; init; }

    /// <inheritdoc cref="ImportPass.Recorder"/>
    public IImportRecorder? Recorder { get; init; }

    /// <inheritdoc cref="ImportPass.Stopped"/>
    public Action<RowFailure>? Stopped { get; init; }

    /// <inheritdoc cref="ImportPass.HasEnded"/>
    public bool InputEnded => _pass is { HasEnded: true };

    /// <inheritdoc cref="ImportPass.StoppedBy"/>
    public RowFailure? StoppedBy => _pass?.StoppedBy;

    /// <inheritdoc cref="ChunkOutbox.Asked"/>
    public IReadOnlyList<ImportChunkForecast> Asked => _outbox?.Asked ?? [];

    /// <inheritdoc cref="ChunkOutbox.Refused"/>
    public ImportChunkResult? Refused => _outbox?.Refused;

    /// <summary>The rows that the service named in its errors. Null if it reported none.</summary>
    public ServiceErrorRows? ErrorRows { get; private set; }

    /// <returns>The error that ended the run early. Null if there was none.</returns>
    /// <exception cref="CcException">The input cannot be used, and nothing was sent.</exception>
    public async Task<CcException?> RunAsync(CancellationToken cancellationToken)
    {
        var outbox = _outbox = NewOutbox();
        try
        {
            await SendRowsAsync(outbox, cancellationToken).ConfigureAwait(false);
            var endedBy = await WaitAsync(outbox.Failure, cancellationToken).ConfigureAwait(false);
            FindErrorRows(cancellationToken);
            if (endedBy is null && IsComplete(outbox))
            {
                parts.Journal.Done();
            }

            return endedBy;
        }
        catch (CcException e) when (outbox.HasBegun)
        {
            // The input broke off between two chunks, such as a file that was changed; or the journal cannot be
            // written.
            return e;
        }
    }

    public void Dispose() => _pass?.Dispose();

    private ChunkOutbox NewOutbox() =>
        new(parts, _sender, input)
        {
            Header = Header,
            Ask = Ask,
            Tell = chunk =>
                parts.Tell(
                    ImportPhase.Sending,
                    IsStream ? chunk.LastRow : chunk.FirstRow - 1,
                    IsStream ? 0 : parts.Rows.Count,
                    chunk.Number
                ),
            HasBegun = !IsStream,
        };

    private async Task SendRowsAsync(ChunkOutbox outbox, CancellationToken cancellationToken)
    {
        var lost = await _sender.FindLostAsync(cancellationToken).ConfigureAwait(false);
        if (lost is not null)
        {
            outbox.HasBegun = true;
            outbox.Keep(lost);
        }

        _pass = NewPass(outbox, lost is null ? outbox.SendAsync : null);
        try
        {
            await _pass.RunAsync(input, cancellationToken).ConfigureAwait(false);
            await outbox.CloseAsync().ConfigureAwait(false);
        }
        finally
        {
            await outbox.AbandonAsync().ConfigureAwait(false);
        }
    }

    private ImportPass NewPass(ChunkOutbox outbox, ChunkDelivery? deliver) =>
        new(parts.Options, parts.Gate, parts.Rows, parts.Journal.LastNumber + 1)
        {
            Deliver = deliver,
            SentBefore = parts.Journal.SentThrough,
            Known = parts.KnownMarks(),
            NameFields = parts.NameFieldsAsync,
            Held = held,
            Recorder = Recorder,
            Tell = done => parts.Tell(ImportPhase.Sending, done, 0, parts.Journal.LastNumber),
            Stopped = Stopped,
            Ended = outbox.EndInput,
            Keep = outbox.Keep,
        };

    /// <param name="failure">The error that ended the sending, if there was one.</param>
    /// <param name="cancellationToken">Ends the waiting; the service goes on.</param>
    /// <returns>The first error: of the sending, or of the waiting.</returns>
    private async Task<CcException?> WaitAsync(CcException? failure, CancellationToken cancellationToken)
    {
        var wait = new ChunkWait(parts);
        if (failure is { EndsTheRun: true })
        {
            wait.LeaveOpen(failure);
            return failure;
        }

        if (!parts.Options.Wait)
        {
            return failure;
        }

        var waitEndedBy = await wait.ForAllAsync(cancellationToken).ConfigureAwait(false);
        return failure ?? waitEndedBy;
    }

    private void FindErrorRows(CancellationToken cancellationToken)
    {
        if (parts.Journal.Chunks.Any(static c => c.Errors.Count > 0))
        {
            ErrorRows = ServiceErrorRows.Find(
                parts.Rows,
                parts.Journal.Chunks,
                parts.Options.UsesCsv,
                cancellationToken
            );
        }
    }

    /// <summary>The service has everything that is to be sent, and the outcome is known.</summary>
    private bool IsComplete(ChunkOutbox outbox) =>
        InputEnded
        && StoppedBy is null
        && !outbox.WasDeclined
        && parts.Folder?.Header is not { InputEnded: false }
        // A stream that sent nothing was not recorded.
        && (!IsStream || parts.Journal.Chunks.Count > 0)
        && parts.Journal.Chunks.All(static c =>
            c.State is not (ImportChunkState.Pending or ImportChunkState.Unfinished or ImportChunkState.Unknown)
        );
}
