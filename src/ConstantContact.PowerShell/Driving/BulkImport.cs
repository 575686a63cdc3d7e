using System.Management.Automation;
using ConstantContact.Core.Base;
using ConstantContact.Core.Errors;
using ConstantContact.Core.Import;
using ConstantContact.Core.Import.Report;
using ConstantContact.Core.Import.Running;
using ConstantContact.Core.Plans.Undoing;
using ConstantContact.Core.Rows;
using ConstantContact.Core.Runs;
using ConstantContact.PowerShell.Hosting;
using ConstantContact.PowerShell.Session;

namespace ConstantContact.PowerShell.Driving;

/// <summary>
/// Drives an import from its first row to its account: previews, asks, sends and verifies. For new and for resumed
/// runs.
/// </summary>
internal sealed class BulkImport(CmdletOutput output, CcConnection account, ImportFolder folder)
{
    /// <summary>Whether to show the chunks first: under -WhatIf, or if the user is prompted.</summary>
    public bool ShowsChunks { get; init; }

    /// <summary>Under -WhatIf: also returns the forecast as an object.</summary>
    public bool PassThru { get; init; }

    public required ImportOptions Options { get; init; }

    /// <summary>The target of the report. Null for none.</summary>
    public ReportTarget? Report { get; init; }

    public bool Verify { get; init; }

    /// <summary>Receives the line that is shown if the user stops the run.</summary>
    public required Action<string> FinalNote { get; init; }

    private ImportTexts Texts => new(account, Options, Verify);

    private ImportClosing Closing => new(output, folder, Report);

    /// <summary>Reads all rows before the first is sent.</summary>
    /// <param name="rows">The input.</param>
    /// <param name="header">The run's task. Saved here for a new run.</param>
    /// <param name="cancellationToken">Ends the run. Rows that were sent stay, and the run can be resumed.</param>
    public Task RunAsync(IRowSource rows, ImportHeader header, CancellationToken cancellationToken)
    {
        folder.ThrowIfDifferent(header);
        WarnOfRepetition(header);
        return DriveAsync(
            (run, recorder) => SendAllAsync(run, rows, header, recorder, cancellationToken),
            streamHeader: null,
            cancellationToken
        );
    }

    /// <summary>The same in one pass, for a streaming run.</summary>
    /// <inheritdoc cref="RunAsync"/>
    public Task StreamAsync(RowStream rows, ImportHeader header, CancellationToken cancellationToken)
    {
        folder.ThrowIfDifferent(header);
        if (header.Path is not null)
        {
            WarnOfRepetition(header);
        }

        return DriveAsync(
            (run, recorder) => SendStreamAsync(run, rows, header, recorder, cancellationToken),
            header,
            cancellationToken
        );
    }

    /// <summary>Reads the first row, which tells whether an unfinished run has the same input.</summary>
    public async IAsyncEnumerable<InputRow> WatchFirstAsync(IAsyncEnumerable<InputRow> rows, ImportHeader header)
    {
        var isFirst = true;
        await foreach (var row in rows.ConfigureAwait(false))
        {
            if (isFirst)
            {
                isFirst = false;
                folder.Begins(row);
                WarnOfRepetition(header);
            }

            yield return row;
        }
    }

    /// <summary>
    /// Does the work of the run. If the user stops it, saves the account of what was sent, and passes the stop on.
    /// </summary>
    private async Task DriveAsync(
        Func<ImportRun, ImportRecorder?, Task> work,
        ImportHeader? streamHeader,
        CancellationToken cancellationToken
    )
    {
        using var progress = output.StartProgress("Importing contacts");
        var service = new ImportService(account.Client, account.Names, new RequestTrace(output));
        var recorder = Options.Undoable
            ? new ImportRecorder(service, Options, folder)
            {
                Progress = (done, all) => progress.Report("reading the contacts of the next chunk", done, all),
            }
            : null;
        using var run = new ImportRun(service, Options, account.Time, folder)
        {
            Progress = p => progress.Report(ImportTexts.Status(p), p.Done, p.Total),
            Header = streamHeader,
            Recorder = recorder,
            Stopped = streamHeader is null ? null : WarnOfInvalid,
        };
        try
        {
            await work(run, recorder).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            FinalNote(Closing.Stop(run));
            throw;
        }
    }

    private async Task SendAllAsync(
        ImportRun run,
        IRowSource rows,
        ImportHeader header,
        ImportRecorder? recorder,
        CancellationToken cancellationToken
    )
    {
        await run.PrepareAsync(rows, cancellationToken).ConfigureAwait(false);
        if (!run.MaySend)
        {
            await Closing.FinishAsync(run, run.Decline()).ConfigureAwait(false);
            return;
        }

        var forecast = ShowsChunks ? await run.ForecastAsync(cancellationToken).ConfigureAwait(false) : null;
        var task = forecast is null
            ? $"Import {Quantity.Of(run.RowsIn, "row")} to {Texts.Named(header)}"
            : Texts.Describe(
                run,
                forecast,
                header,
                await CostAsync(recorder, forecast, cancellationToken).ConfigureAwait(false)
            );
        var (go, reason) = await output
            .ShouldProcessAsync(task, task + "\n\nSend this?", ImportTexts.Caption)
            .ConfigureAwait(false);
        if (go)
        {
            await SendAsync(run, header, cancellationToken).ConfigureAwait(false);
        }
        else if (reason == ShouldProcessReason.WhatIf)
        {
            await PreviewAsync(run.Decline(), forecast).ConfigureAwait(false);
        }
        else
        {
            await Closing.FinishAsync(run, run.Decline()).ConfigureAwait(false);
        }
    }

    private async Task SendAsync(ImportRun run, ImportHeader header, CancellationToken cancellationToken)
    {
        if (ShowsChunks)
        {
            // The user may have taken a long time to answer.
            await run.RefreshConsentAsync(cancellationToken).ConfigureAwait(false);
        }

        folder.SaveBeforeSending(header);
        output.WriteVerbose(
            $"The run id is {folder.RunId}. To continue after an interruption: Resume-CcRun -RunId {folder.RunId}."
        );
        var summary = await run.SendAsync(cancellationToken).ConfigureAwait(false);
        await CompleteAsync(run, summary, cancellationToken).ConfigureAwait(false);
    }

    private async Task SendStreamAsync(
        ImportRun run,
        RowStream rows,
        ImportHeader header,
        ImportRecorder? recorder,
        CancellationToken cancellationToken
    )
    {
        output.WriteVerbose(Texts.AboutStream(header, folder.RunId));
        var question = new ChunkQuestion(output, Texts, $"Import rows to {Texts.Named(header)} while they are read");
        if (!ShowsChunks)
        {
            await question.AskFirstAsync().ConfigureAwait(false);
        }

        var summary = await run.StreamAsync(rows, question.Answer == true ? null : question.AskAsync, cancellationToken)
            .ConfigureAwait(false);
        if (!question.IsWhatIf)
        {
            await CompleteAsync(run, summary, cancellationToken).ConfigureAwait(false);
            return;
        }

        var forecast = run.Streamed();
        var cost = await CostAsync(recorder, forecast, cancellationToken).ConfigureAwait(false);
        await output
            .ShouldProcessAsync(Texts.Totals(run, forecast, header, cost), question: "", caption: "")
            .ConfigureAwait(false);
        await PreviewAsync(summary, forecast).ConfigureAwait(false);
    }

    /// <summary>The most requests that recording takes. Null if nothing is recorded.</summary>
    private static async Task<long?> CostAsync(
        ImportRecorder? recorder,
        ImportForecast forecast,
        CancellationToken cancellationToken
    ) =>
        recorder is null
            ? null
            : await recorder
                .CostAsync(forecast.Chunks.Select(static c => c.Rows), cancellationToken)
                .ConfigureAwait(false);

    private async Task PreviewAsync(ImportSummary summary, ImportForecast? forecast)
    {
        await new ImportMessages(output).WriteFindingsAsync(summary).ConfigureAwait(false);
        if (PassThru)
        {
            await output.WriteObjectAsync(forecast).ConfigureAwait(false);
        }
    }

    private async Task CompleteAsync(ImportRun run, ImportSummary summary, CancellationToken cancellationToken)
    {
        if (Verify && summary.ToException() is null)
        {
            try
            {
                summary = summary with
                {
                    Verification = await run.VerifyAsync(cancellationToken).ConfigureAwait(false),
                };
            }
            catch (CcException e)
            {
                summary = summary.With(e);
            }
        }

        await Closing.FinishAsync(run, summary).ConfigureAwait(false);
    }

    private void WarnOfInvalid(RowFailure row) =>
        output.WriteWarning(
            $"{row}. Because of -OnInvalid Stop, no more rows are sent. With -Stream, rows that were already sent "
                + "stay. The rest of the input is read only to count it."
        );

    private void WarnOfRepetition(ImportHeader header)
    {
        if (folder.Repeats(header) is { } unfinished)
        {
            output.WriteWarning(unfinished.ToHint());
        }
    }
}
