using System.Globalization;
using System.IO;
using System.Management.Automation;
using System.Text;
using ConstantContact.Core.Errors;
using ConstantContact.Core.Import;
using ConstantContact.Core.Import.Judging;
using ConstantContact.Core.Import.Report;
using ConstantContact.Core.Rows;
using ConstantContact.Core.Runs;
using ConstantContact.PowerShell.Binding;
using ConstantContact.PowerShell.Hosting;
using ConstantContact.PowerShell.Session;

namespace ConstantContact.PowerShell.Driving;

/// <summary>An import between its run and the person at the prompt: shows, asks, sends, verifies and reports. For a new run and for one that is resumed.</summary>
internal sealed class BulkImport
{
    /// <summary>Failed rows that become error records; the report has them all.</summary>
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

    /// <summary>Show chunks before: under -WhatIf, or where somebody is asked.</summary>
    public bool ShowsChunks { get; init; }

    /// <summary>Under -WhatIf: the forecast as an object too.</summary>
    public bool PassThru { get; init; }

    public required ImportOptions Options { get; init; }

    public string? ReportPath { get; init; }

    public bool Verify { get; init; }

    /// <summary>The file of a run, refused where it is not the one that the run was started with.</summary>
    public static CsvRowSource OpenFile(string path, string? encoding, char? delimiter) =>
        CsvRowSource.Open(path, new CsvRowOptions { Encoding = EncodingNames.Read(encoding), Delimiter = delimiter });

    /// <param name="rows">The input.</param>
    /// <param name="header">What the run is to do; written down here for one that is new.</param>
    /// <param name="cancellationToken">Ends the run; what was sent stays, and the run can be resumed.</param>
    public async Task RunAsync(IRowSource rows, RunHeader header, CancellationToken cancellationToken)
    {
        _folder.ThrowIfDifferent(header);
        using CmdletProgress progress = _output.StartProgress("Importing contacts");
        var service = new ImportService(_account.Client, _account.Names, new RequestTrace(_output));
        using var run = new ImportRun(service, Options, _account.Time, _folder) { Progress = p => progress.Report(Status(p), p.Done, p.Total) };
        await run.PrepareAsync(rows, cancellationToken).ConfigureAwait(false);
        if (!run.MaySend)
        {
            await FinishAsync(run, run.Decline(), cancellationToken).ConfigureAwait(false);
            return;
        }

        ImportForecast? forecast = ShowsChunks ? await run.ForecastAsync(cancellationToken).ConfigureAwait(false) : null;
        string summary = forecast is null ? $"Import {Text(run.RowsIn)} rows to {Named(header)}" : Describe(run, forecast, header);
        (bool go, ShouldProcessReason reason) = await _output.ShouldProcessAsync(summary, summary + "\n\nSend this?", "Import contacts").ConfigureAwait(false);
        if (go)
        {
            _folder.Record(header);
            _output.WriteVerbose($"The run is {_folder.RunId}. After an interruption: Resume-CcRun -RunId {_folder.RunId}");
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

    /// <summary>The same in one pass, for a run that streams.</summary>
    /// <inheritdoc cref="RunAsync"/>
    public async Task StreamAsync(RowStream rows, RunHeader header, CancellationToken cancellationToken)
    {
        _folder.ThrowIfDifferent(header);
        using CmdletProgress progress = _output.StartProgress("Importing contacts");
        var service = new ImportService(_account.Client, _account.Names, new RequestTrace(_output));
        using var run = new ImportRun(service, Options, _account.Time, _folder)
        {
            Progress = p => progress.Report(Status(p), p.Done, p.Total),
            Header = header,
            Stopped = row => _output.WriteWarning(
                $"{row}. Nothing more is sent, as -OnInvalid Stop says; what was sent before stays, since with -Stream nothing is refused as a whole. The rest of the input is read to be accounted for."),
        };
        string what = $"Import rows to {Named(header)} as they come";
        _output.WriteVerbose(
            $"The run is {_folder.RunId}. Rows are sent before all were read: an error or a duplicate later in the input is found when rows before it are with the service. " +
            $"After an interruption: {(header.Path is null ? $"give the same rows again with -RunId {_folder.RunId}, or finish those that were read: " : "")}Resume-CcRun -RunId {_folder.RunId}");
        bool isWhatIf = false;
        bool? answer = null;
        if (!ShowsChunks)
        {
            answer = (await _output.ShouldProcessAsync(what, what + "\n\nSend them?", "Import contacts").ConfigureAwait(false)).Go;
        }

        ImportSummary summary = await run.StreamAsync(rows, answer == true ? null : AskAsync, cancellationToken).ConfigureAwait(false);
        if (!isWhatIf)
        {
            await CompleteAsync(run, summary, cancellationToken).ConfigureAwait(false);
            return;
        }

        ImportForecast forecast = run.Streamed();
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

            string text = $"{what}\n{Describe(chunk, header, chunk.Number == 1)}";
            (bool go, ShouldProcessReason reason) = await _output.ShouldProcessAsync(text, text + "\n\nSend this and the chunks after it?", "Import contacts").ConfigureAwait(false);
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

    /// <summary>The report, the rows' errors, the summary, and last, so that a terminating one does not swallow the rest, what ended the run.</summary>
    /// <returns>False where a report was asked for and could not be written.</returns>
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
        foreach (ImportChunkResult chunk in summary.Chunks.Where(c => c.Message is not null || c.Errors.Count > 0))
        {
            string said = string.Join(" ", chunk.Errors.Take(MaxWarnings).Select(e => $"\"{e}\""));
            _output.WriteWarning(
                $"Chunk {Text(chunk.Number)} (rows {Text(chunk.FirstRow)} to {Text(chunk.LastRow)}, activity {chunk.ActivityId ?? "none"}): {chunk.Message}" +
                (said.Length == 0 ? "" : $" The service says: {said}"));
        }

        if (summary.Suppressed > 0)
        {
            _output.WriteWarning(
                $"{Text(summary.Suppressed)} rows were held back because their contacts were deleted or have unsubscribed: {First(summary.SuppressedRows)}. " +
                "-Restore and -IncludeUnsubscribed send them.");
        }

        if (summary.Sent > 0 && !summary.ConsentChecked && !summary.IsResumed)
        {
            _output.WriteWarning("Deleted and unsubscribed contacts were not looked for: rows about them were sent like the others.");
        }

        if (summary.Verification is { Missing: > 0 } verification)
        {
            _output.WriteWarning(
                $"{Text(verification.Missing)} of {Text(verification.Checked)} rows are not on every list: " +
                string.Join(", ", verification.MissingRows.Take(MaxWarnings).Select(r => RowName.Of(r.Row, r.Source))) + (verification.Missing > MaxWarnings ? ", ..." : "") + ".");
        }

        if (summary.IsStreamed && _folder.Header is { InputEnded: false })
        {
            _output.WriteWarning(
                $"The input had not ended when the run was interrupted: this is the account of the {Text(summary.RowsIn)} rows that it had read. " +
                $"For the others give all rows again, in the same order: ROWS | Import-CcContactBulk ... -Stream -RunId {_folder.RunId}. Those that were sent are not sent again.");
        }

        await _output.WriteObjectAsync(summary).ConfigureAwait(false);
        if (unreported is not null)
        {
            await _output.WriteErrorAsync(unreported, ReportPath).ConfigureAwait(false);
        }

        if (summary.ToException() is { } error)
        {
            // Where rows are still to come that nobody reads any more, whoever makes them has to end too.
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
        foreach (RowFinding warning in summary.Warnings.Take(MaxWarnings))
        {
            _output.WriteWarning($"{warning}. {warning.Remedy}");
        }

        if (summary.WarningCount > MaxWarnings)
        {
            _output.WriteWarning($"{Text(summary.WarningCount - MaxWarnings)} more values are doubtful: see the summary's Warnings.");
        }

        foreach (RowFailure failure in summary.Failures.Where(f => f.IsOurs).Take(MaxErrorRecords))
        {
            await _output.WriteErrorAsync(failure.ToException(), failure).ConfigureAwait(false);
        }

        if (summary.Failures.Count(f => f.IsOurs) > MaxErrorRecords)
        {
            _output.WriteWarning("More rows are invalid: -ReportPath writes all of them to failed.csv; the summary's Failures has the first thousand.");
        }
    }

    private string Describe(ImportRun run, ImportForecast forecast, RunHeader header) =>
        string.Join("\n", forecast.Chunks.Select((chunk, at) => Describe(chunk, header, at == 0)).Prepend(Totals(run, forecast, header)));

    /// <summary>One request, with its body whole where that was asked for.</summary>
    private string Describe(ImportChunkForecast chunk, RunHeader header, bool whole)
    {
        bool csv = Options.Format == ImportFormat.Csv;
        string path = _account.BaseUri.AbsolutePath.TrimEnd('/') + (csv ? "/activities/contacts_file_import" : "/activities/contacts_json_import");
        return $"POST {path}  chunk {Text(chunk.Number)}: {Text(chunk.Rows)} rows ({Text(chunk.FirstRow)} to {Text(chunk.LastRow)}), {Text(chunk.Bytes)} bytes\n" +
            (whole || chunk.Body.Length <= 200 ? chunk.Body : chunk.Body.Substring(0, 200) + "...").TrimEnd();
    }

    private string Totals(ImportRun run, ImportForecast forecast, RunHeader header)
    {
        var text = new StringBuilder();
        text.Append($"Import {Text(forecast.Rows)} of {Text(run.RowsIn)} rows to {Named(header)}");
        text.Append($" ({Text(forecast.Suppressed)} held back, {Text(forecast.Duplicates)} duplicates, {Text(run.Invalid)} invalid)\n");
        int requests = forecast.Requests * (Options.Wait ? 2 : 1);
        double minutes = Math.Max(1, Math.Ceiling(requests / (double)_account.RequestsPerSecond / 60));
        text.Append(
            $"requests: {Text(forecast.Requests)} to send{(Options.Wait ? $", {Text(forecast.Requests)} or more to wait" : "")}" +
            $"{(Verify ? ", one for each 500 members of each list to verify" : "")}; {Text((long)minutes)} minutes or more; {Text(_account.Client.Allowance.Left)} of today's requests are left");
        return text.ToString();
    }

    private string Named(RunHeader header) =>
        string.Join(", ", header.Lists.Zip(Options.ListIds, (given, id) => string.Equals(given.Trim(), id, StringComparison.OrdinalIgnoreCase) ? id : $"'{given.Trim()}'"));

    private static string First(IReadOnlyList<SuppressedRow> rows) =>
        string.Join(", ", rows.Take(MaxWarnings).Select(r => r.ToString())) + (rows.Count > MaxWarnings ? ", ..." : "");

    private static string Status(ImportProgress progress) => progress.Phase switch
    {
        ImportPhase.Validating => $"checking rows: {Text(progress.Done)}",
        ImportPhase.CheckingConsent => $"looking for deleted and unsubscribed contacts: {Text(progress.Done)} read",
        ImportPhase.Sending => $"sending chunk {Text(progress.Chunk)}",
        ImportPhase.Verifying => $"reading the lists: {Text(progress.Done)} members",
        _ => $"waiting for chunk {Text(progress.Chunk)}",
    };

    private static string Text(long number) => number.ToString("N0", CultureInfo.InvariantCulture);
}
