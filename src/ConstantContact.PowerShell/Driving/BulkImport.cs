using System.Globalization;
using System.IO;
using System.Management.Automation;
using System.Text;
using ConstantContact.Core.Base;
using ConstantContact.Core.Errors;
using ConstantContact.Core.Import;
using ConstantContact.Core.Import.Chunks;
using ConstantContact.Core.Import.Judging;
using ConstantContact.Core.Import.Report;
using ConstantContact.Core.Import.Running;
using ConstantContact.Core.Plans;
using ConstantContact.Core.Plans.Undoing;
using ConstantContact.Core.Rows;
using ConstantContact.Core.Runs;
using ConstantContact.Core.Storage;
using ConstantContact.PowerShell.Binding;
using ConstantContact.PowerShell.Hosting;
using ConstantContact.PowerShell.Session;

namespace ConstantContact.PowerShell.Driving;

/// <summary>
/// Connects an import run with the user at the prompt: previews, asks, sends, verifies and reports. For new and for
/// resumed runs.
/// </summary>
internal sealed class BulkImport
{
    /// <summary>The maximum number of failed rows that become error records. The report has all of them.</summary>
    private const int MaxErrorRecords = 50;

    private const int MaxWarnings = 10;

    /// <summary>
    /// The maximum number of rows whose outcomes are written if the user stops the run, because stopping must not take
    /// long. Continuing the run writes them all.
    /// </summary>
    private const int MaxRowsAtStop = 100_000;

    private readonly CmdletOutput _output;
    private readonly CcConnection _account;
    private readonly ImportFolder _folder;

    public BulkImport(CmdletOutput output, CcConnection account, ImportFolder folder)
    {
        _output = output;
        _account = account;
        _folder = folder;
    }

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

    private ImportTexts Texts => new(_account, Options, Verify);

    /// <summary>Opens the file of a run. Refuses a file that differs from the one at the start of the run.</summary>
    public static CsvRowSource OpenFile(string path, string? encoding, char? delimiter) =>
        CsvRowSource.Open(path, new CsvRowOptions { Encoding = EncodingNames.Read(encoding), Delimiter = delimiter });

    /// <param name="rows">The input.</param>
    /// <param name="header">The run's task. Saved here for a new run.</param>
    /// <param name="cancellationToken">Ends the run. Rows that were sent stay, and the run can be resumed.</param>
    public async Task RunAsync(IRowSource rows, ImportHeader header, CancellationToken cancellationToken)
    {
        _folder.ThrowIfDifferent(header);
        WarnOfRepetition(header);
        using var progress = _output.StartProgress("Importing contacts");
        var service = new ImportService(_account.Client, _account.Names, new RequestTrace(_output));
        var recorder = RecorderOf(service, progress);
        using var run = new ImportRun(service, Options, _account.Time, _folder)
        {
            Progress = p => progress.Report(ImportTexts.Status(p), p.Done, p.Total),
            Recorder = recorder,
        };
        await StoppableAsync(run, () => SendAllAsync(run, rows, header, recorder, cancellationToken), cancellationToken)
            .ConfigureAwait(false);
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
                _folder.Begins(row);
                WarnOfRepetition(header);
            }

            yield return row;
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
            await FinishAsync(run, run.Decline()).ConfigureAwait(false);
            return;
        }

        var forecast = ShowsChunks ? await run.ForecastAsync(cancellationToken).ConfigureAwait(false) : null;
        var recording = await RecordingAsync(recorder, forecast, cancellationToken).ConfigureAwait(false);
        var summary = forecast is null
            ? $"Import {Quantity.Of(run.RowsIn, "row")} to {Texts.Named(header)}"
            : Texts.Describe(run, forecast, header, recording);
        var (go, reason) = await _output
            .ShouldProcessAsync(summary, summary + "\n\nSend this?", "Import contacts")
            .ConfigureAwait(false);
        if (go)
        {
            if (ShowsChunks)
            {
                // The user may have taken a long time to answer.
                await run.RefreshConsentAsync(cancellationToken).ConfigureAwait(false);
            }

            _folder.SaveBeforeSending(header);
            _output.WriteVerbose(
                $"The run id is {_folder.RunId}. To continue after an interruption: Resume-CcRun -RunId "
                    + $"{_folder.RunId}."
            );
            await SendAsync(run, cancellationToken).ConfigureAwait(false);
            return;
        }

        if (reason == ShouldProcessReason.WhatIf)
        {
            await ReportRowsAsync(run.Decline()).ConfigureAwait(false);
            if (PassThru)
            {
                await _output.WriteObjectAsync(forecast).ConfigureAwait(false);
            }
        }
        else
        {
            await FinishAsync(run, run.Decline()).ConfigureAwait(false);
        }
    }

    /// <summary>The same in one pass, for a streaming run.</summary>
    /// <inheritdoc cref="RunAsync"/>
    public async Task StreamAsync(RowStream rows, ImportHeader header, CancellationToken cancellationToken)
    {
        _folder.ThrowIfDifferent(header);
        if (header.Path is not null)
        {
            WarnOfRepetition(header);
        }

        using var progress = _output.StartProgress("Importing contacts");
        var service = new ImportService(_account.Client, _account.Names, new RequestTrace(_output));
        var recorder = RecorderOf(service, progress);
        using var run = new ImportRun(service, Options, _account.Time, _folder)
        {
            Progress = p => progress.Report(ImportTexts.Status(p), p.Done, p.Total),
            Header = header,
            Recorder = recorder,
            Stopped = row =>
                _output.WriteWarning(
                    $"{row}. Because of -OnInvalid Stop, no more rows are sent. With -Stream, rows that were already "
                        + "sent stay. The rest of the input is read only to count it."
                ),
        };
        await StoppableAsync(
                run,
                () => SendStreamAsync(run, rows, header, recorder, cancellationToken),
                cancellationToken
            )
            .ConfigureAwait(false);
    }

    private async Task SendStreamAsync(
        ImportRun run,
        RowStream rows,
        ImportHeader header,
        ImportRecorder? recorder,
        CancellationToken cancellationToken
    )
    {
        var what = $"Import rows to {Texts.Named(header)} while they are read";
        _output.WriteVerbose(
            $"The run id is {_folder.RunId}. Rows are sent before the whole input is read, so an error or a "
                + "duplicate late in the input is found after earlier rows were sent. "
                + (
                    Options.Undoable
                        ? "Before each chunk, its contacts are read: one request for each 500 contacts of the "
                            + "account, or one for "
                            + "each row, whichever is less. "
                        : ""
                )
                + "To continue after an interruption: "
                + (
                    header.Path is null
                        ? $"give the same rows again with -RunId {_folder.RunId}, "
                            + "or send only the rows that were read: "
                        : ""
                )
                + $"Resume-CcRun -RunId {_folder.RunId}"
        );
        var isWhatIf = false;
        bool? answer = null;
        if (!ShowsChunks)
        {
            answer = (
                await _output.ShouldProcessAsync(what, what + "\n\nSend them?", "Import contacts").ConfigureAwait(false)
            ).Go;
        }

        var summary = await run.StreamAsync(rows, answer == true ? null : AskAsync, cancellationToken)
            .ConfigureAwait(false);
        if (!isWhatIf)
        {
            await CompleteAsync(run, summary, cancellationToken).ConfigureAwait(false);
            return;
        }

        var forecast = run.Streamed();
        await _output
            .ShouldProcessAsync(
                Texts.Totals(
                    run,
                    forecast,
                    header,
                    await RecordingAsync(recorder, forecast, cancellationToken).ConfigureAwait(false)
                ),
                "",
                ""
            )
            .ConfigureAwait(false);
        await ReportRowsAsync(summary).ConfigureAwait(false);
        if (PassThru)
        {
            await _output.WriteObjectAsync(forecast).ConfigureAwait(false);
        }

        async Task<ChunkAnswer> AskAsync(ImportChunkForecast chunk)
        {
            if (answer is { } given)
            {
                return given ? ChunkAnswer.Send : ChunkAnswer.Leave;
            }

            var text = $"{what}\n{Texts.Describe(chunk, chunk.Number == 1)}";
            var (go, reason) = await _output
                .ShouldProcessAsync(text, text + "\n\nSend this chunk and all later chunks?", "Import contacts")
                .ConfigureAwait(false);
            isWhatIf = reason == ShouldProcessReason.WhatIf;
            answer = isWhatIf ? null : go;
            return go ? ChunkAnswer.SendAfterQuestion : ChunkAnswer.Leave;
        }
    }

    /// <summary>Null if the import is not to be undoable.</summary>
    private ImportRecorder? RecorderOf(ImportService service, CmdletProgress progress) =>
        !Options.Undoable
            ? null
            : new ImportRecorder(service, Options, _folder)
            {
                Progress = (done, all) => progress.Report("reading the contacts of the next chunk", done, all),
            };

    /// <summary>The most requests that recording takes. Null if that is not asked.</summary>
    private static async Task<long?> RecordingAsync(
        ImportRecorder? recorder,
        ImportForecast? forecast,
        CancellationToken cancellationToken
    ) =>
        recorder is null || forecast is null
            ? null
            : await recorder
                .CostAsync(forecast.Chunks.Select(static c => c.Rows), cancellationToken)
                .ConfigureAwait(false);

    private async Task SendAsync(ImportRun run, CancellationToken cancellationToken) =>
        await CompleteAsync(run, await run.SendAsync(cancellationToken).ConfigureAwait(false), cancellationToken)
            .ConfigureAwait(false);

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

        await FinishAsync(run, summary).ConfigureAwait(false);
    }

    /// <summary>
    /// Saves the account of what was sent if the user stops the run, shows a line, and passes the stop on.
    /// </summary>
    private async Task StoppableAsync(ImportRun run, Func<Task> work, CancellationToken cancellationToken)
    {
        try
        {
            await work().ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            FinalNote(Stopped(run));
            throw;
        }
    }

    private string Stopped(ImportRun run)
    {
        if (!_folder.HasChunks)
        {
            return $"The import {_folder.RunId} was stopped. Nothing was sent.";
        }

        var summary = run.Stop();
        List<CcException> troubles = [];
        if (summary.RowsIn <= MaxRowsAtStop)
        {
            Save(run, summary, troubles);
        }

        var taken = summary.Chunks.Where(static c => c.ActivityId is not null).Sum(static c => (long)c.Rows);
        var flight = string.Join(
            " and ",
            summary
                .Chunks.Where(static c => c.ActivityId is null && c.State == ImportChunkState.Unknown)
                .Select(static c => $"chunk {Text(c.Number)} (rows {Text(c.FirstRow)} to {Text(c.LastRow)})")
        );
        return $"The import {_folder.RunId} was stopped: {Text(taken)} of {Quantity.Of(summary.RowsIn, "row")} "
            + $"{Quantity.Noun(taken, "is", "are")} with the service, {(flight.Length == 0 ? "none" : flight)} in "
            + "flight. "
            + $"Continue with: {_folder.Current.Command}"
            + string.Concat(troubles.Select(static t => $" {t.Message}"));
    }

    /// <summary>
    /// Saves the account in the folder of the run, and writes the report. A failure of one does not prevent the other.
    /// </summary>
    private ImportSummary Save(ImportRun run, ImportSummary summary, List<CcException> troubles)
    {
        Try(() => _folder.End(run, summary));
        var isKept = _folder.Header is not null && troubles.Count == 0;
        if (Report is not null)
        {
            Try(() =>
                summary = summary with { Report = run.Reported(summary).WriteTo(Report, _folder.Current, isKept) }
            );
        }

        if (troubles.Count == 0)
        {
            _folder.RemoveUnlessKept();
        }

        return summary;

        void Try(Action work)
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

    /// <summary>
    /// Writes the account, the errors of the rows and the summary. The error that ended the run comes last, so that a
    /// terminating error does not suppress the rest.
    /// </summary>
    private async Task FinishAsync(ImportRun run, ImportSummary summary)
    {
        List<CcException> troubles = [];
        summary = Save(run, summary, troubles);
        await ReportRowsAsync(summary).ConfigureAwait(false);
        foreach (var chunk in summary.Chunks.Where(c => c.Message is not null || c.Errors.Count > 0))
        {
            var said = string.Join(" ", chunk.Errors.Take(MaxWarnings).Select(e => $"\"{ShownText.Line(e)}\""));
            _output.WriteWarning(
                $"Chunk {Text(chunk.Number)} (rows {Text(chunk.FirstRow)} to {Text(chunk.LastRow)}, activity "
                    + $"{chunk.ActivityId ?? "none"}): {chunk.Message}"
                    + (said.Length == 0 ? "" : $" The service says: {said}")
            );
        }

        if (summary.Suppressed > 0)
        {
            _output.WriteWarning(
                $"{Quantity.Of(summary.Suppressed, "row was", "rows were")} held back for deleted or unsubscribed "
                    + $"contacts: {First(summary.SuppressedRows)}. "
                    + "To send them, add -Restore or -IncludeUnsubscribed."
            );
        }

        if (summary.Correctable > 0)
        {
            _output.WriteWarning(
                $"The service counted {Quantity.Of(summary.Correctable, "row")} as correctable: it read "
                    + $"{Quantity.Noun(summary.Correctable, "the row", "them")} but refused a value in "
                    + $"{Quantity.Noun(summary.Correctable, "it", "each of them")}. "
                    + "Correct the values and import these rows again."
            );
        }

        if (summary.Sent > 0 && !summary.ConsentChecked && !summary.IsResumed)
        {
            _output.WriteWarning(
                "The run did not look for deleted and unsubscribed contacts. Their rows were sent like all others."
            );
        }

        if (summary.Verification is { Missing: > 0 } verification)
        {
            _output.WriteWarning(
                $"{Text(verification.Missing)} of {Quantity.Of(verification.Checked, "row")} "
                    + $"{Quantity.Noun(verification.Missing, "is", "are")} not on every list: "
                    + string.Join(
                        ", ",
                        verification.MissingRows.Take(MaxWarnings).Select(r => RowName.Of(r.Row, r.Source))
                    )
                    + (verification.Missing > MaxWarnings ? ", ..." : "")
                    + "."
            );
        }

        if (summary.IsStreamed && _folder.Header is { InputEnded: false })
        {
            _output.WriteWarning(
                "The run was interrupted before the input ended. This summary covers the "
                    + $"{Quantity.Of(summary.RowsIn, "row")} read so far. "
                    + "To send the others, give all rows again in the same order: ROWS | Import-CcContactBulk ... "
                    + $"-Stream -RunId {_folder.RunId}. Rows that were sent are not sent again."
            );
        }

        await _output.WriteObjectAsync(summary).ConfigureAwait(false);
        foreach (
            var trouble in troubles
                .Where(trouble => !trouble.EndsTheRun || summary.ToException() is null)
                .OrderBy(static t => t.EndsTheRun)
        )
        {
            await _output.WriteErrorAsync(trouble, _folder.RunId).ConfigureAwait(false);
        }

        if (summary.ToException() is { } error)
        {
            // If the rest of the input will not be read, the commands before this one in the pipeline must end as well.
            await (
                run.InputEnded
                    ? _output.WriteErrorAsync(error, _folder.RunId)
                    : _output.ThrowTerminatingErrorAsync(error, _folder.RunId)
            ).ConfigureAwait(false);
        }
    }

    private async Task ReportRowsAsync(ImportSummary summary)
    {
        foreach (var notice in summary.Notices.Concat(summary.Damage.Select(d => d.ToString())))
        {
            _output.WriteWarning(notice);
        }

        foreach (var warning in summary.Warnings.Take(MaxWarnings))
        {
            _output.WriteWarning($"{warning}. {warning.Remedy}");
        }

        if (summary.WarningCount > MaxWarnings)
        {
            _output.WriteWarning(
                $"There are {Quantity.Of(summary.WarningCount - MaxWarnings, "more warning")}. See Warnings in "
                    + "the summary."
            );
        }

        foreach (var failure in summary.Failures.Where(f => f.IsRefusedLocally).Take(MaxErrorRecords))
        {
            await _output.WriteErrorAsync(failure.ToException(), failure).ConfigureAwait(false);
        }

        if (summary.Failures.Count(f => f.IsRefusedLocally) > MaxErrorRecords)
        {
            _output.WriteWarning(
                "More rows are invalid. -ReportPath writes all of them to failed.csv, and Failures in the summary "
                    + "holds the first thousand."
            );
        }
    }

    private void WarnOfRepetition(ImportHeader header)
    {
        if (_folder.Repeats(header) is { } unfinished)
        {
            _output.WriteWarning(unfinished.ToHint());
        }
    }

    private static string First(IReadOnlyList<SuppressedRow> rows) =>
        string.Join(", ", rows.Take(MaxWarnings).Select(r => r.ToString())) + (rows.Count > MaxWarnings ? ", ..." : "");

    private static string Text(long number) => number.ToString("N0", CultureInfo.InvariantCulture);
}
