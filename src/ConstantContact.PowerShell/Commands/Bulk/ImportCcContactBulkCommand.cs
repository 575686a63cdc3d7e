using System.Management.Automation;
using ConstantContact.Core.Columns;
using ConstantContact.Core.Errors;
using ConstantContact.Core.Import;
using ConstantContact.Core.Import.Report;
using ConstantContact.Core.Import.Running;
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
/// <c>Import-CcContactBulk</c>: sends rows to the service's bulk import, which changes only the given values, and
/// accounts for every row. All rows are checked before the first is sent, unless they are streamed.
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

    /// <summary>1 to 50 lists, by name or id, that every row is added to.</summary>
    [Parameter(Mandatory = true)]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(ListNameCompleter))]
    public ListIdentity[] List { get; set; } = null!;

    [Parameter]
    public InvalidRowAction OnInvalid { get; set; }

    /// <summary>
    /// The action on values that look damaged, such as a postal code without its leading zero: Warn, Stop or Ignore.
    /// </summary>
    [Parameter]
    public DamageAction OnDamage { get; set; }

    /// <summary>Sends each chunk as soon as it is full, in one pass, instead of checking all rows first.</summary>
    [Parameter]
    public SwitchParameter Stream { get; set; }

    /// <summary>The default. Use it to make scripts explicit.</summary>
    [Parameter]
    public SwitchParameter Wait { get; set; }

    /// <summary>Ends as soon as the service has accepted the rows, before their outcome is known.</summary>
    [Parameter]
    public SwitchParameter NoWait { get; set; }

    /// <summary>How long to wait for the service after the last chunk. The default is 60.</summary>
    [Parameter]
    [ValidateRange(1, 10_080)]
    public int TimeoutMinutes { get; set; } = 60;

    /// <summary>Also sends rows of deleted contacts, which restores them.</summary>
    [Parameter]
    public SwitchParameter Restore { get; set; }

    /// <summary>Also sends rows of unsubscribed contacts. Their details change, but they stay unsubscribed.</summary>
    [Parameter]
    public SwitchParameter IncludeUnsubscribed { get; set; }

    /// <summary>
    /// Required for -SmsPermission Explicit with -IncludeUnsubscribed: the location of the proof of consent. Recorded,
    /// never sent.
    /// </summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? ConsentReference { get; set; }

    /// <summary>Saves the requests that find deleted and unsubscribed contacts, and loses the protection.</summary>
    [Parameter]
    public SwitchParameter SkipConsentCheck { get; set; }

    /// <summary>
    /// Reads the contacts of each chunk before it leaves and records their values, so that Undo-CcRun can undo the
    /// import.
    /// </summary>
    [Parameter]
    public SwitchParameter Undoable { get; set; }

    /// <summary>
    /// The path of the report on all rows: a .csv or .jsonl file, or a folder for four files by outcome.
    /// </summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? ReportPath { get; set; }

    /// <summary>
    /// The id of the run. By default it is generated. The same command with the same id resumes the run.
    /// </summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(RunIdCompleter))]
    public string? RunId { get; set; }

    /// <summary>Reads the lists at the end and names the rows whose contacts are missing there.</summary>
    [Parameter]
    public SwitchParameter Verify { get; set; }

    /// <summary>With -WhatIf: also returns an object that describes what would be sent.</summary>
    [Parameter]
    public SwitchParameter PassThru { get; set; }

    /// <summary>True if rows are sent while more of them arrive.</summary>
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
            throw InvalidInputException.Value(
                "-Verify",
                null,
                "the lists can be read when the service is done, and -NoWait does not wait.",
                "Give one of the two."
            );
        }

        if (Undoable)
        {
            RunRetention.RequireKept("-Undoable");
        }

        var reportPath = ReportPath is null ? null : GetUnresolvedProviderPathFromPSPath(ReportPath);
        _report = reportPath is null || OnlyShows ? null : ReportTarget.Claim(reportPath, FilePath, DataFolder.Current);
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
        if (ReadRow(out var isNewShape) is not { } row)
        {
            return;
        }

        // In a stream, the run reports later rows with other columns, because it must account for the rows before them.
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
        using var file = FilePath is null ? null : OpenFile(FilePath);
        if (file is not null)
        {
            Check(file.Headings);
        }

        var spool = file is null ? Spool ??= NewSpool() : null;
        var options = await OptionsAsync(output, cancellationToken).ConfigureAwait(false);
        var header = NewHeader(options) with
        {
            Length = file?.Length ?? 0,
            Written = file?.Written ?? default,
            Rows = spool?.Count ?? 0,
            RowsHash = spool?.Complete(),
        };
        if (Stream)
        {
            await NewImport(output, options)
                .StreamAsync(RowStream.Of(file!), header, cancellationToken)
                .ConfigureAwait(false);
        }
        else
        {
            await NewImport(output, options)
                .RunAsync(file is null ? spool! : file, header, cancellationToken)
                .ConfigureAwait(false);
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
        var options = await OptionsAsync(output, cancellationToken).ConfigureAwait(false);
        var header = NewHeader(options) with { InputEnded = false };
        Folder.ThrowIfDifferent(header);
        Spool = Folder.ContinueSpool(onlyLook: OnlyShows);
        var import = NewImport(output, options);
        await import
            .StreamAsync(
                RowStream.Of(
                    Spool,
                    import.WatchFirstAsync(_rows.ReadAllAsync(cancellationToken), header),
                    Folder.RunId
                ),
                header,
                cancellationToken
            )
            .ConfigureAwait(false);
    }

    /// <summary>A new spool next to the stored rows of a resumed run. Both are compared at the end.</summary>
    private RowSpool NewSpool() => RowSpool.Create(Folder.Header is null ? Folder.SpoolPath : Folder.AgainPath);

    private BulkImport NewImport(CmdletOutput output, ImportOptions options) =>
        new(output, Account, Folder)
        {
            Options = options,
            ShowsChunks = OnlyShows || MayAsk,
            PassThru = PassThru,
            Report = _report,
            Verify = Verify,
            FinalNote = note => FinalNote = note,
        };

    /// <summary>
    /// Refuses unknown columns at once, and not after a million rows. Requests the labels of the account only for
    /// headings that are otherwise unknown.
    /// </summary>
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

    private ColumnPlan Check(IReadOnlyList<string> headings) =>
        ImportRun.Check(headings, Columns, IgnoreUnknownColumn, (ImportFormat)(int)Format);

    private async Task<ImportOptions> OptionsAsync(CmdletOutput output, CancellationToken cancellationToken)
    {
        var names = new ImportService(Account.Client, Account.Names, new RequestTrace(output));
        return InputOptions(
            await names.ResolveListIdsAsync(NamedIdentity.Texts(List), cancellationToken).ConfigureAwait(false)
        ) with
        {
            OnInvalid = (ImportInvalid)(int)OnInvalid,
            OnDamage = (ImportDamage)(int)OnDamage,
            Stream = Stream,
            Restore = Restore,
            IncludeUnsubscribed = IncludeUnsubscribed,
            SkipConsentCheck = SkipConsentCheck,
            ConsentReference = ConsentReference,
            Undoable = Undoable,
            Wait = !NoWait,
            Timeout = TimeSpan.FromMinutes(TimeoutMinutes),
        };
    }

    private ImportHeader NewHeader(ImportOptions options) =>
        new()
        {
            Path = FilePath,
            Encoding = Encoding,
            Delimiter = Delimiter,
            Lists = NamedIdentity.Texts(List),
            Options = options.ToJson(),
            Verify = Verify,
        };
}
