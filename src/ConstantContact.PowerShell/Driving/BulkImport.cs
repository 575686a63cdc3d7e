using System.Globalization;
using System.IO;
using System.Management.Automation;
using System.Text;
using ConstantContact.Core.Base;
using ConstantContact.Core.Errors;
using ConstantContact.Core.Import.Judging;
using ConstantContact.Core.Import.Report;
using ConstantContact.Core.Import;
using ConstantContact.Core.Rows;
using ConstantContact.Core.Runs;
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

    private readonly CmdletOutput _output;
    private readonly CcConnection _account;
    private readonly RunFolder _folder;

    public BulkImport(CmdletOutput output, CcConnection account, RunFolder folder)
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

    public string? ReportPath { get; init; }

    public bool Verify { get; init; }

    /// <summary>Opens the file of a run. Refuses a file that differs from the one at the start of the run.</summary>
    public static CsvRowSource OpenFile(string path, string? encoding, char? delimiter) =>
        CsvRowSource.Open(path, new CsvRowOptions { Encoding = EncodingNames.Read(encoding), Delimiter = delimiter });

    /// <param name="rows">The input.</param>
    /// <param name="header">The run's task. Saved here for a new run.</param>
    /// <param name="cancellationToken">Ends the run. Rows that were sent stay, and the run can be resumed.</param>
    public async Task RunAsync(IRowSource rows, RunHeader header, CancellationToken cancellationToken)
    {
        _folder.ThrowIfDifferent(header);
        using var progress = _output.StartProgress("Importing contacts");
        var service = new ImportService(_account.Client, _account.Names, new RequestTrace(_output));
        using var run = new ImportRun(service, Options, _account.Time, _folder) { Progress = p => progress.Report(Status(p), p.Done, p.Total) };
        await run.PrepareAsync(rows, cancellationToken).ConfigureAwait(false);
        if (!run.MaySend)
        {
            await FinishAsync(run, run.Decline(), cancellationToken).ConfigureAwait(false);
            return;
        }

        var forecast = ShowsChunks ? await run.ForecastAsync(cancellationToken).ConfigureAwait(false) : null;
        string summary = forecast is null
            ? $"Import {Quantity.Of(run.RowsIn, "row")} to {Named(header)}"
            : Describe(run, forecast, header);
        var (go, reason) = await _output.ShouldProcessAsync(
            summary,
            summary + "\n\nSend this?",
            "Import contacts").ConfigureAwait(false);
        if (go)
        {
            if (ShowsChunks)
            {
                // The user may have taken a long time to answer.
                await run.RefreshConsentAsync(cancellationToken).ConfigureAwait(false);
            }

            _folder.Record(header);
            _output.WriteVerbose(
                $"The run id is {_folder.RunId}. To continue after an interruption: Resume-CcRun -RunId "
                    + $"{_folder.RunId}.");
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
            await FinishAsync(run, run.Decline(), cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>The same in one pass, for a streaming run.</summary>
    /// <inheritdoc cref="RunAsync"/>
    public async Task StreamAsync(RowStream rows, RunHeader header, CancellationToken cancellationToken)
    {
        _folder.ThrowIfDifferent(header);
        using var progress = _output.StartProgress("Importing contacts");
        var service = new ImportService(_account.Client, _account.Names, new RequestTrace(_output));
        using var run = new ImportRun(service, Options, _account.Time, _folder)
        {
            Progress = p => progress.Report(Status(p), p.Done, p.Total),
            Header = header,
            Stopped = row => _output.WriteWarning(
                $"{row}. Because of -OnInvalid Stop, no more rows are sent. With -Stream, rows that were already "
                    + "sent stay. The rest of the input is read only to count it."),
        };
        var what = $"Import rows to {Named(header)} while they are read";
        _output.WriteVerbose(
            $"The run id is {_folder.RunId}. Rows are sent before the whole input is read, so an error or a "
                + "duplicate late in the input is found after earlier rows were sent. " +
            "To continue after an interruption: " +
            (header.Path is null
                ? $"give the same rows again with -RunId {_folder.RunId}, or send only the rows that were read: "
                : "") +
            $"Resume-CcRun -RunId {_folder.RunId}");
        var isWhatIf = false;
        bool? answer = null;
        if (!ShowsChunks)
        {
            answer = (await _output.ShouldProcessAsync(what, what + "\n\nSend them?", "Import contacts").ConfigureAwait(false)).Go;
        }

        var summary = await run.StreamAsync(
            rows,
            answer == true ? null : AskAsync,
            cancellationToken).ConfigureAwait(false);
        if (!isWhatIf)
        {
            await CompleteAsync(run, summary, cancellationToken).ConfigureAwait(false);
            return;
        }

        var forecast = run.Streamed();
        await _output.ShouldProcessAsync(Totals(run, forecast, header), "", "").ConfigureAwait(false);
        await ReportRowsAsync(summary).ConfigureAwait(false);
        if (PassThru)
        {
            await _output.WriteObjectAsync(forecast).ConfigureAwait(false);
        }

        async Task<bool> AskAsync(ImportChunkForecast chunk)
        {
            if (answer is { } given)
            {
                return given;
            }

            var text = $"{what}\n{Describe(chunk, header, chunk.Number == 1)}";
            var (go, reason) = await _output.ShouldProcessAsync(
                text,
                text + "\n\nSend this chunk and all later chunks?",
                "Import contacts").ConfigureAwait(false);
            isWhatIf = reason == ShouldProcessReason.WhatIf;
            answer = isWhatIf ? null : go;
            return go;
        }
    }

    private async Task SendAsync(ImportRun run, CancellationToken cancellationToken) =>
        await CompleteAsync(run, await run.SendAsync(cancellationToken).ConfigureAwait(false), cancellationToken).ConfigureAwait(false);

    private async Task CompleteAsync(ImportRun run, ImportSummary summary, CancellationToken cancellationToken)
    {
        if (Verify && summary.ToException() is null)
        {
            try
            {
                summary = summary with { Verification = await run.VerifyAsync(cancellationToken).ConfigureAwait(false) };
            }
            catch (CcException e)
            {
                summary = summary.With(e);
            }
        }

        NoteEnd(summary);
        bool isReported = await FinishAsync(run, summary, cancellationToken).ConfigureAwait(false);

        // Without its rows a report that could not be written cannot be written again.
        if (_folder.IsDone && isReported)
        {
            _folder.RemoveRows();
        }
    }

    /// <summary>
    /// Writes the report, the errors of the rows and the summary. The error that ended the run comes last, so that a
    /// terminating error does not suppress the rest.
    /// </summary>
    /// <returns>False if a report was requested and could not be written.</returns>
    private async Task<bool> FinishAsync(ImportRun run, ImportSummary summary, CancellationToken cancellationToken)
    {
        CcException? unreported = null;
        if (ReportPath is not null)
        {
            try
            {
                summary = summary with { Report = run.Report(ReportPath, summary, cancellationToken) };
            }
            catch (InvalidInputException e)
            {
                unreported = e;
            }
        }

        await ReportRowsAsync(summary).ConfigureAwait(false);
        foreach (var chunk in summary.Chunks.Where(c => c.Message is not null || c.Errors.Count > 0))
        {
            var said = string.Join(" ", chunk.Errors.Take(MaxWarnings).Select(e => $"\"{ShownText.Line(e)}\""));
            _output.WriteWarning(
                $"Chunk {Text(chunk.Number)} (rows {Text(chunk.FirstRow)} to {Text(chunk.LastRow)}, activity {chunk.ActivityId ?? "none"}): {chunk.Message}" +
                (said.Length == 0 ? "" : $" The service says: {said}"));
        }

        if (summary.Suppressed > 0)
        {
            _output.WriteWarning(
                $"{Quantity.Of(summary.Suppressed, "row was", "rows were")} held back for deleted or unsubscribed "
                    + $"contacts: {First(summary.SuppressedRows)}. " +
                "To send them, add -Restore or -IncludeUnsubscribed.");
        }

        if (summary.Correctable > 0)
        {
            _output.WriteWarning(
                $"The service counted {Quantity.Of(summary.Correctable, "row")} as correctable: it read "
                    + $"{Quantity.Noun(summary.Correctable, "the row", "them")} but refused a value in {Quantity.Noun(summary.Correctable, "it", "each of them")}. "
                    + "Correct the values and import these rows again.");
        }

        if (summary.Sent > 0 && !summary.ConsentChecked && !summary.IsResumed)
        {
            _output.WriteWarning(
                "The run did not look for deleted and unsubscribed contacts. Their rows were sent like all others.");
        }

        if (summary.Verification is { Missing: > 0 } verification)
        {
            _output.WriteWarning(
                $"{Text(verification.Missing)} of {Quantity.Of(verification.Checked, "row")} "
                    + $"{Quantity.Noun(verification.Missing, "is", "are")} not on every list: " +
                string.Join(", ", verification.MissingRows.Take(MaxWarnings).Select(r => RowName.Of(r.Row, r.Source))) + (verification.Missing > MaxWarnings ? ", ..." : "") + ".");
        }

        if (summary.IsStreamed && _folder.Header is { InputEnded: false })
        {
            _output.WriteWarning(
                "The run was interrupted before the input ended. This summary covers the "
                    + $"{Quantity.Of(summary.RowsIn, "row")} read so far. " +
                "To send the others, give all rows again in the same order: ROWS | Import-CcContactBulk ... "
                    + $"-Stream -RunId {_folder.RunId}. Rows that were sent are not sent again.");
        }

        await _output.WriteObjectAsync(summary).ConfigureAwait(false);
        if (unreported is not null)
        {
            await _output.WriteErrorAsync(unreported, ReportPath).ConfigureAwait(false);
        }

        if (summary.ToException() is { } error)
        {
            // If the rest of the input will not be read, the commands before this one in the pipeline must end as well.
            await (run.InputEnded ? _output.WriteErrorAsync(error, _folder.RunId) : _output.ThrowTerminatingErrorAsync(error, _folder.RunId)).ConfigureAwait(false);
        }

        return unreported is null;
    }

    private void NoteEnd(ImportSummary summary) => _folder.NoteEnd(
        summary.ExitCode,
        _folder.IsDone,
        summary.RowsIn,
        new Dictionary<string, long>(StringComparer.Ordinal)
        {
            ["Accepted"] = summary.Accepted,
            ["Correctable"] = summary.Correctable,
            ["Rejected"] = summary.Rejected,
            ["Suppressed"] = summary.Suppressed,
            ["Duplicates"] = summary.Duplicates,
            ["Failed"] = summary.Failed,
            ["NotAttempted"] = summary.NotAttempted,
            ["Pending"] = summary.Pending,
            ["Unknown"] = summary.Unknown,
        },
        summary.RequestsUsed,
        [.. summary.Chunks.Select(static c => c.ActivityId).OfType<string>()]);

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
                    + "the summary.");
        }

        foreach (var failure in summary.Failures.Where(f => f.IsOurs).Take(MaxErrorRecords))
        {
            await _output.WriteErrorAsync(failure.ToException(), failure).ConfigureAwait(false);
        }

        if (summary.Failures.Count(f => f.IsOurs) > MaxErrorRecords)
        {
            _output.WriteWarning(
                "More rows are invalid. -ReportPath writes all of them to failed.csv, and Failures in the summary "
                    + "holds the first thousand.");
        }
    }

    private string Describe(ImportRun run, ImportForecast forecast, RunHeader header) =>
        string.Join("\n", forecast.Chunks.Select((chunk, at) => Describe(chunk, header, at == 0)).Prepend(Totals(run, forecast, header)));

    /// <summary>Describes one request, with the whole body if requested.</summary>
    private string Describe(ImportChunkForecast chunk, RunHeader header, bool whole)
    {
        var csv = Options.Format == ImportFormat.Csv;
        string path = _account.BaseUri.AbsolutePath.TrimEnd('/') + (csv ? "/activities/contacts_file_import" : "/activities/contacts_json_import");
        return $"POST {path}  chunk {Text(chunk.Number)}: {Quantity.Of(chunk.Rows, "row")} " +
            $"({Text(chunk.FirstRow)} to {Text(chunk.LastRow)}), {Quantity.Of(chunk.Bytes, "byte")}\n" +
            (whole || chunk.Body.Length <= 200 ? chunk.Body : chunk.Body.Substring(0, 200) + "...").TrimEnd();
    }

    private string Totals(ImportRun run, ImportForecast forecast, RunHeader header)
    {
        var text = new StringBuilder();
        text.Append($"Import {Text(forecast.Rows)} of {Quantity.Of(run.RowsIn, "row")} to {Named(header)}");
        text.Append(
            $" ({Text(forecast.Suppressed)} held back, {Quantity.Of(forecast.Duplicates, "duplicate")}, "
                + $"{Text(run.Invalid)} invalid)\n");
        int requests = forecast.Requests * (Options.Wait ? 2 : 1);
        double minutes = Math.Max(1, Math.Ceiling(requests / (double)_account.RequestsPerSecond / 60));
        text.Append(
            $"requests: {Text(forecast.Requests)} to send{(Options.Wait ? $", {Text(forecast.Requests)} or more to wait" : "")}" +
            $"{(Verify ? ", one for each 500 members of each list to verify" : "")}; "
                + $"{Quantity.Of((long)minutes, "minute")} or more; "
                + $"{Quantity.Of(_account.Client.Allowance.Left, "request is", "requests are")} left today");
        return text.ToString();
    }

    private string Named(RunHeader header) =>
        string.Join(", ", header.Lists.Zip(Options.ListIds, (given, id) => string.Equals(given.Trim(), id, StringComparison.OrdinalIgnoreCase) ? id : $"'{given.Trim()}'"));

    private static string First(IReadOnlyList<SuppressedRow> rows) =>
        string.Join(", ", rows.Take(MaxWarnings).Select(r => r.ToString())) + (rows.Count > MaxWarnings ? ", ..." : "");

    private static string Status(ImportProgress progress) => progress.Phase switch
    {
        ImportPhase.Validating => $"checking rows: {Text(progress.Done)}",
        ImportPhase.CheckingConsent => $"looking for deleted and unsubscribed contacts: {Text(progress.Done)} checked",
        ImportPhase.Sending => $"sending chunk {Text(progress.Chunk)}",
        ImportPhase.Verifying => $"reading the lists: {Quantity.Of(progress.Done, "member")}",
        _ => $"waiting for chunk {Text(progress.Chunk)}",
    };

    private static string Text(long number) => number.ToString("N0", CultureInfo.InvariantCulture);
}
