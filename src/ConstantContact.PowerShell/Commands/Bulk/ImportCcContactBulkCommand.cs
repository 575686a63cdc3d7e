using System;
using System.Collections;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using System.Management.Automation;
using System.Text;
using System.Threading;
using System.Threading.Tasks;
using ConstantContact.Core.Bulk;
using ConstantContact.Core.Errors;
using ConstantContact.PowerShell.Binding;
using ConstantContact.PowerShell.Completion;
using ConstantContact.PowerShell.Hosting;
using ConstantContact.PowerShell.Reporting;

namespace ConstantContact.PowerShell.Commands.Bulk;

/// <summary>
/// <c>Import-CcContactBulk</c>: hands rows to the service's bulk import, which changes only what it is given, and accounts
/// for every one of them. All rows are checked before the first is sent.
/// </summary>
[Cmdlet(VerbsData.Import, "CcContactBulk", SupportsShouldProcess = true, ConfirmImpact = ConfirmImpact.Medium)]
[OutputType(typeof(ImportSummary))]
public sealed class ImportCcContactBulkCommand : ConnectedCmdlet
{
    /// <summary>Failed rows that become error records; the summary has them all.</summary>
    private const int MaxErrorRecords = 50;

    private const int MaxWarnings = 10;

    private readonly MemoryRowSpool _spool = new();
    private IReadOnlyDictionary<string, string>? _columnMap;
    private string? _path;
    private InputRow? _lastRow;
    private bool _showsChunks;

    /// <summary>A row: what Import-Csv makes, another object with a property for each column, or a hashtable.</summary>
    [Parameter(ValueFromPipeline = true)]
    [ValidateNotNull]
    public PSObject? InputObject { get; set; }

    /// <summary>A CSV file, read as a stream; instead of rows from the pipeline.</summary>
    [Parameter(Position = 0)]
    [ValidateNotNullOrEmpty]
    public string? Path { get; set; }

    /// <summary>1 to 50 lists, by name or id, that every row is added to.</summary>
    [Parameter(Mandatory = true)]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(ListNameCompleter))]
    public string[] List { get; set; } = null!;

    [Parameter]
    public BulkFormat Format { get; set; }

    /// <summary>Of the file, where it has no byte order mark: a name such as utf8, unicode or windows-1252, or a code page. UTF-8 unless given.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? Encoding { get; set; }

    /// <summary>Of the file; found out unless given.</summary>
    [Parameter]
    public char? Delimiter { get; set; }

    /// <summary>What headings mean: @{ 'E-Mail' = 'email'; 'Internal' = '' }. An empty name leaves the column out.</summary>
    [Parameter]
    [ValidateNotNull]
    public IDictionary? ColumnMap { get; set; }

    [Parameter]
    public SwitchParameter IgnoreUnknownColumn { get; set; }

    [Parameter]
    public DuplicateAction DuplicateAction { get; set; }

    [Parameter]
    public InvalidRowAction OnInvalid { get; set; }

    /// <summary>For rows with an SMS number; left out unless given.</summary>
    [Parameter]
    public SmsPermission? SmsPermission { get; set; }

    /// <summary>With -Format Csv: sends blank cells too, of which nobody knows whether they keep or clear.</summary>
    [Parameter]
    public SwitchParameter AllowBlank { get; set; }

    /// <summary>The default, for those who like to read it.</summary>
    [Parameter]
    public SwitchParameter Wait { get; set; }

    /// <summary>Done when the service has taken the rows, which says nothing about what becomes of them.</summary>
    [Parameter]
    public SwitchParameter NoWait { get; set; }

    /// <summary>How long to wait for the service after the last chunk; 60 unless given.</summary>
    [Parameter]
    [ValidateRange(1, 10_080)]
    public int TimeoutMinutes { get; set; } = 60;

    /// <summary>Sends rows of deleted contacts too, which brings them back.</summary>
    [Parameter]
    public SwitchParameter Restore { get; set; }

    /// <summary>Sends rows of unsubscribed contacts too: their details change, they stay unsubscribed.</summary>
    [Parameter]
    public SwitchParameter IncludeUnsubscribed { get; set; }

    /// <summary>Saves the requests that find deleted and unsubscribed contacts, and with them the protection.</summary>
    [Parameter]
    public SwitchParameter SkipConsentCheck { get; set; }

    /// <summary>With -WhatIf: returns what would be sent as an object too.</summary>
    [Parameter]
    public SwitchParameter PassThru { get; set; }

    private protected override object? ErrorTarget => (object?)Path ?? InputObject;

    // A row's failure is reported singly; what comes here concerns all rows: columns, the file, the account.
    private protected override bool EveryErrorEndsTheRun => true;

    private protected override void Prepare()
    {
        base.Prepare();
        if (Path is not null && MyInvocation.ExpectingInput)
        {
            throw InvalidInputException.Value("-Path", Path, "rows come from the pipeline too.", "Give either -Path or rows.");
        }

        if (Path is null && !MyInvocation.ExpectingInput && InputObject is null)
        {
            throw InvalidInputException.Value("Input", null, "there is none.", "Give -Path, or pipe rows: Import-Csv people.csv | Import-CcContactBulk -List News");
        }

        if (Wait && NoWait)
        {
            throw InvalidInputException.Value("-NoWait", null, "-Wait is given too.", "Give one of the two.");
        }

        _columnMap = ColumnMap is null ? null : ColumnMaps.Read(ColumnMap, nameof(ColumnMap));
        _path = Path is null ? null : GetUnresolvedProviderPathFromPSPath(Path);
        _showsChunks = IsWhatIf || MayPrompt;
    }

    private protected override void ProcessOne()
    {
        if (InputObject is null)
        {
            return;
        }

        InputRow row = RowReader.Read(InputObject, _spool.Count + 1, _lastRow);
        if (row.Defect is null && !ReferenceEquals(row.Headings, _lastRow?.Headings))
        {
            ImportRun.Check(row.Headings, _columnMap, IgnoreUnknownColumn, (ImportFormat)(int)Format);
        }

        _spool.Add(row);
        _lastRow = row.Defect is null ? row : _lastRow;
    }

    private protected override async Task EndProcessingAsync(CmdletOutput output, CancellationToken cancellationToken)
    {
        using CsvRowSource? file = _path is null ? null : CsvRowSource.Open(_path, new CsvRowOptions { Encoding = EncodingNames.Read(Encoding), Delimiter = Delimiter });
        if (file is not null)
        {
            ImportRun.Check(file.Headings, _columnMap, IgnoreUnknownColumn, (ImportFormat)(int)Format);
        }

        var service = new ImportService(Account.Client, Account.Names, new RequestTrace(output));
        string[] lists = [.. await service.ResolveListIdsAsync(List, cancellationToken).ConfigureAwait(false)];
        using CmdletProgress progress = output.StartProgress("Importing contacts");
        var run = new ImportRun(service, Options(lists), Account.Time) { Progress = p => progress.Report(Status(p), p.Done, p.Total) };
        await run.PrepareAsync(file is null ? _spool : file, cancellationToken).ConfigureAwait(false);
        if (!run.MaySend)
        {
            await ReportAsync(output, run.Decline()).ConfigureAwait(false);
            return;
        }

        ImportForecast? forecast = _showsChunks ? run.Forecast(cancellationToken) : null;
        string summary = forecast is null ? $"Import {Text(run.RowsIn)} rows to {Named(lists)}" : Describe(run, forecast, lists);
        (bool go, ShouldProcessReason reason) = await output.ShouldProcessAsync(summary, summary + "\n\nSend this?", "Import contacts").ConfigureAwait(false);
        if (go)
        {
            await ReportAsync(output, await run.SendAsync(cancellationToken).ConfigureAwait(false)).ConfigureAwait(false);
        }
        else if (reason != ShouldProcessReason.WhatIf)
        {
            await ReportAsync(output, run.Decline()).ConfigureAwait(false);
        }
        else
        {
            await ReportRowsAsync(output, run.Decline()).ConfigureAwait(false);
            if (PassThru)
            {
                await output.WriteObjectAsync(forecast).ConfigureAwait(false);
            }
        }
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            _spool.Dispose();
        }

        base.Dispose(disposing);
    }

    private ImportOptions Options(string[] lists) => new()
    {
        ListIds = lists,
        Format = (ImportFormat)(int)Format,
        SmsPermission = SmsPermission switch
        {
            null => null,
            Bulk.SmsPermission.Explicit => "explicit",
            _ => "not_set",
        },
        ColumnMap = _columnMap,
        IgnoreUnknownColumns = IgnoreUnknownColumn,
        Duplicates = (ImportDuplicates)(int)DuplicateAction,
        OnInvalid = (ImportInvalid)(int)OnInvalid,
        AllowBlank = AllowBlank,
        Restore = Restore,
        IncludeUnsubscribed = IncludeUnsubscribed,
        SkipConsentCheck = SkipConsentCheck,
        Wait = !NoWait,
        Timeout = TimeSpan.FromMinutes(TimeoutMinutes),
    };

    /// <summary>The rows' errors, the summary, and last, so that a terminating one does not swallow the rest, what ended the run.</summary>
    private static async Task ReportAsync(CmdletOutput output, ImportSummary summary)
    {
        await ReportRowsAsync(output, summary).ConfigureAwait(false);
        foreach (ImportChunkResult chunk in summary.Chunks.Where(c => c.Message is not null || c.Errors.Count > 0))
        {
            string said = string.Join(" ", chunk.Errors.Take(MaxWarnings).Select(e => $"\"{e}\""));
            output.WriteWarning(
                $"Chunk {Text(chunk.Number)} (rows {Text(chunk.FirstRow)} to {Text(chunk.LastRow)}, activity {chunk.ActivityId ?? "none"}): {chunk.Message}" +
                (said.Length == 0 ? "" : $" The service says: {said}"));
        }

        if (summary.Suppressed > 0)
        {
            output.WriteWarning(
                $"{Text(summary.Suppressed)} rows were held back because their contacts were deleted or have unsubscribed: {First(summary.SuppressedRows)}. " +
                "-Restore and -IncludeUnsubscribed send them.");
        }

        await output.WriteObjectAsync(summary).ConfigureAwait(false);
        if (summary.EndedBy is { } error)
        {
            await output.WriteErrorAsync(error, null).ConfigureAwait(false);
        }
    }

    private static async Task ReportRowsAsync(CmdletOutput output, ImportSummary summary)
    {
        foreach (RowFinding warning in summary.Warnings.Take(MaxWarnings))
        {
            output.WriteWarning($"{warning}. {warning.Remedy}");
        }

        if (summary.Warnings.Count > MaxWarnings)
        {
            output.WriteWarning($"{Text(summary.Warnings.Count - MaxWarnings)} more values are doubtful: see the summary's Warnings.");
        }

        foreach (RowFailure failure in summary.Failures.Take(MaxErrorRecords))
        {
            await output.WriteErrorAsync(failure.ToException(), failure).ConfigureAwait(false);
        }

        if (summary.Failures.Count > MaxErrorRecords)
        {
            output.WriteWarning($"{Text(summary.Failures.Count - MaxErrorRecords)} more rows are invalid: see the summary's Failures.");
        }
    }

    private string Describe(ImportRun run, ImportForecast forecast, string[] lists)
    {
        string path = Account.BaseUri.AbsolutePath.TrimEnd('/') + (Format == BulkFormat.Csv ? "/activities/contacts_file_import" : "/activities/contacts_json_import");
        var text = new StringBuilder();
        text.Append($"Import {Text(forecast.Rows)} of {Text(run.RowsIn)} rows to {Named(lists)}");
        text.Append($" ({Text(forecast.Suppressed)} held back, {Text(forecast.Duplicates)} duplicates, {Text(run.Failures.Count)} invalid)\n");
        foreach (ImportChunkForecast chunk in forecast.Chunks)
        {
            text.Append($"POST {path}  chunk {Text(chunk.Number)}: {Text(chunk.Rows)} rows ({Text(chunk.FirstRow)} to {Text(chunk.LastRow)}), {Text(chunk.Bytes)} bytes\n");
        }

        text.Append($"requests: {Text(forecast.Requests)} to send{(NoWait ? "" : $", {Text(forecast.Requests)} or more to wait")}; the first one's body:\n");
        return text.Append(forecast.FirstBody).ToString();
    }

    private string Named(string[] lists) =>
        string.Join(", ", List.Zip(lists, (given, id) => string.Equals(given.Trim(), id, StringComparison.OrdinalIgnoreCase) ? id : $"'{given.Trim()}'"));

    private static string First(IReadOnlyList<SuppressedRow> rows) =>
        string.Join(", ", rows.Take(MaxWarnings).Select(r => r.ToString())) + (rows.Count > MaxWarnings ? ", …" : "");

    private static string Status(ImportProgress progress) => progress.Phase switch
    {
        ImportPhase.Validating => $"checking rows: {Text(progress.Done)}",
        ImportPhase.CheckingConsent => $"looking for deleted and unsubscribed contacts: {Text(progress.Done)} read",
        ImportPhase.Sending => $"sending chunk {Text(progress.Chunk)}",
        _ => $"waiting for chunk {Text(progress.Chunk)}",
    };

    private static string Text(long number) => number.ToString("N0", CultureInfo.InvariantCulture);
}
