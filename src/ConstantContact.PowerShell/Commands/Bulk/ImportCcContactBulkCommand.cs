using System.Management.Automation;
using ConstantContact.Core.Columns;
using ConstantContact.Core.Errors;
using ConstantContact.Core.Import;
using ConstantContact.Core.Import.Report;
using ConstantContact.Core.Rows;
using ConstantContact.Core.Runs;
using ConstantContact.Core.Storage;
using ConstantContact.PowerShell.Bases;
using ConstantContact.PowerShell.Binding;
using ConstantContact.PowerShell.Completion;
using ConstantContact.PowerShell.Driving;
using ConstantContact.PowerShell.Hosting;

namespace ConstantContact.PowerShell.Commands.Bulk;

/// <summary>
/// <c>Import-CcContactBulk</c>: hands rows to the service's bulk import, which changes only what it is given, and accounts
/// for every one of them. All rows are checked before the first is sent, unless they are streamed.
/// </summary>
[Cmdlet(VerbsData.Import, "CcContactBulk", SupportsShouldProcess = true, ConfirmImpact = ConfirmImpact.Medium)]
[OutputType(typeof(ImportSummary))]
public sealed class ImportCcContactBulkCommand : ImportInputCmdlet
{
    private readonly PipelineInput<InputRow> _rows = new(capacity: 4096);
    private RecordPump? _pump;
    private RowParser? _columns;
    private bool _knowsLabels;
    private ReportTarget? _report;
    private bool _showsChunks;
    private bool _isWhatIf;

    /// <summary>1 to 50 lists, by name or id, that every row is added to.</summary>
    [Parameter(Mandatory = true)]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(ListNameCompleter))]
    public ListIdentity[] List { get; set; } = null!;

    [Parameter]
    public InvalidRowAction OnInvalid { get; set; }

    /// <summary>What to do about values that look damaged, such as a postal code without its zero: Warn, Stop or Ignore.</summary>
    [Parameter]
    public DamageAction OnDamage { get; set; }

    /// <summary>Sends chunks as they fill, in one pass, instead of after all rows were checked.</summary>
    [Parameter]
    public SwitchParameter Stream { get; set; }

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

    /// <summary>Needed for -SmsPermission Explicit with -IncludeUnsubscribed: where the proof of consent is to be found. Kept in the run's record, never sent.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? ConsentReference { get; set; }

    /// <summary>Saves the requests that find deleted and unsubscribed contacts, and with them the protection.</summary>
    [Parameter]
    public SwitchParameter SkipConsentCheck { get; set; }

    /// <summary>The place of the report of all rows: a .csv or .jsonl file, or a folder for four files by outcome.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? ReportPath { get; set; }

    /// <summary>The run's name; made up unless given. The same command with the same one goes on where the run ended.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(RunIdCompleter))]
    public string? RunId { get; set; }

    /// <summary>When all is done, reads the lists and names the rows whose contacts are missing there.</summary>
    [Parameter]
    public SwitchParameter Verify { get; set; }

    /// <summary>With -WhatIf: returns what would be sent as an object too.</summary>
    [Parameter]
    public SwitchParameter PassThru { get; set; }

    /// <summary>Rows that arrive are sent while more of them come.</summary>
    private bool StreamsRows => Stream && Path is null;

    private protected override void Prepare()
    {
        base.Prepare();
        if (Wait && NoWait)
        {
            throw InvalidInputException.Value("-NoWait", null, "-Wait is given too.", "Give one of the two.");
        }

        if (Verify && NoWait)
        {
            throw InvalidInputException.Value("-Verify", null, "the lists can be read when the service is done, and -NoWait does not wait.", "Give one of the two.");
        }

        _isWhatIf = IsWhatIf;
        _showsChunks = _isWhatIf || MayPrompt;
        var reportPath = ReportPath is null ? null : GetUnresolvedProviderPathFromPSPath(ReportPath);
        _report = reportPath is null || _isWhatIf ? null : ReportTarget.Claim(reportPath, FilePath, DataFolder.Current);
        RunRetention.Sweep(DataFolder.Current, Account.Time);
        OpenFolder(RunId, Account.Time, RunSetup.Plan(this, Account, reportPath));
    }

    private protected override void TakesFile(string path) => _report?.RefuseInput(path);

    private protected override void BeginRun()
    {
        if (StreamsRows)
        {
            _pump = new RecordPump(this, _rows, StreamAsync, StopToken);
        }
    }

    private protected override void ProcessOne()
    {
        if (ReadRow(out bool isNewShape) is not { } row)
        {
            return;
        }

        // Later rows of a stream with other columns are the run's business: rows before them have to be accounted for.
        if (row.Defect is null && (_pump is null || row.Number == 1))
        {
            RequireColumns(row, isNewShape);
        }

        if (_pump is not null)
        {
            _pump.Feed(_rows, row);
            _pump.DrainReady();
            return;
        }

        Spool ??= NewSpool();
        Spool.Add(row);
    }

    private protected override void EndRun()
    {
        if (_pump is null)
        {
            base.EndRun();
        }
        else
        {
            _pump.Finish();
        }
    }

    private protected override async Task EndProcessingAsync(CmdletOutput output, CancellationToken cancellationToken)
    {
        using CsvRowSource? file = FilePath is null ? null : OpenFile(FilePath);
        if (file is not null)
        {
            Check(file.Headings);
        }

        RowSpool? spool = file is null ? Spool ??= NewSpool() : null;
        ImportOptions options = await OptionsAsync(output, cancellationToken).ConfigureAwait(false);
        ImportHeader header = NewHeader(options) with
        {
            Length = file?.Length ?? 0,
            Written = file?.Written ?? default,
            Rows = spool?.Count ?? 0,
            RowsHash = spool?.Complete(),
        };
        if (Stream)
        {
            await NewImport(output, options).StreamAsync(RowStream.Of(file!), header, cancellationToken).ConfigureAwait(false);
        }
        else
        {
            await NewImport(output, options).RunAsync(file is null ? spool! : file, header, cancellationToken).ConfigureAwait(false);
        }
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            _pump?.Dispose();
            _report?.Dispose();
        }

        base.Dispose(disposing);
    }

    private async Task StreamAsync(CmdletOutput output, CancellationToken cancellationToken)
    {
        ImportOptions options = await OptionsAsync(output, cancellationToken).ConfigureAwait(false);
        ImportHeader header = NewHeader(options) with { InputEnded = false };
        Folder.ThrowIfDifferent(header);
        Spool = Folder.ContinueSpool(onlyLook: _isWhatIf);
        var import = NewImport(output, options);
        await import.StreamAsync(
            RowStream.Of(Spool, import.WatchFirstAsync(_rows.ReadAllAsync(cancellationToken), header), Folder.RunId), header, cancellationToken)
            .ConfigureAwait(false);
    }

    /// <summary>Beside the rows of a run that is gone on with, which are compared at the end.</summary>
    private RowSpool NewSpool() => RowSpool.Create(Folder.Header is null ? Folder.SpoolPath : Folder.AgainPath);

    private BulkImport NewImport(CmdletOutput output, ImportOptions options) => new(output, Account, Folder)
    {
        Options = options,
        ShowsChunks = _showsChunks,
        PassThru = PassThru,
        Report = _report,
        Verify = Verify,
        FinalNote = note => FinalNote = note,
    };

    /// <summary>Refuses columns at once, and not after a million rows. The account is asked for labels where nothing else explains a heading.</summary>
    private void RequireColumns(InputRow row, bool isNewShape)
    {
        if (isNewShape || _columns is null)
        {
            (_columns, _knowsLabels) = (new RowParser(Check(row.Headings)), false);
        }

        if (!_knowsLabels && _columns.UnknownIn(row).Any())
        {
            (_columns, _knowsLabels) = (new RowParser(_columns.Plan.WithLabels(FieldHeadings())), true);
        }

        _columns.RequireKnown(row);
    }

    private ColumnPlan Check(IReadOnlyList<string> headings) => ImportRun.Check(headings, Columns, IgnoreUnknownColumn, (ImportFormat)(int)Format);

    private async Task<ImportOptions> OptionsAsync(CmdletOutput output, CancellationToken cancellationToken)
    {
        var names = new ImportService(Account.Client, Account.Names, new RequestTrace(output));
        return InputOptions(await names.ResolveListIdsAsync(NamedIdentity.Texts(List), cancellationToken).ConfigureAwait(false)) with
        {
            OnInvalid = (ImportInvalid)(int)OnInvalid,
            OnDamage = (ImportDamage)(int)OnDamage,
            Stream = Stream,
            Restore = Restore,
            IncludeUnsubscribed = IncludeUnsubscribed,
            SkipConsentCheck = SkipConsentCheck,
            ConsentReference = ConsentReference,
            Wait = !NoWait,
            Timeout = TimeSpan.FromMinutes(TimeoutMinutes),
        };
    }

    private ImportHeader NewHeader(ImportOptions options) => new()
    {
        Path = FilePath,
        Encoding = Encoding,
        Delimiter = Delimiter,
        Lists = NamedIdentity.Texts(List),
        Options = options.ToJson(),
        Verify = Verify,
    };
}
