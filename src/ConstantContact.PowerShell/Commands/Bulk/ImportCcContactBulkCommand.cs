using System;
using System.Collections;
using System.Collections.Generic;
using System.Management.Automation;
using System.Threading;
using System.Threading.Tasks;
using ConstantContact.Core.Bulk;
using ConstantContact.Core.Errors;
using ConstantContact.Core.Storage;
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
    private RunFolder? _folder;
    private RowSpool? _spool;
    private IReadOnlyDictionary<string, string>? _columnMap;
    private string? _path;
    private string? _reportPath;
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
    public ListIdentity[] List { get; set; } = null!;

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

    /// <summary>Needed for -SmsPermission Explicit with -IncludeUnsubscribed: where the proof of consent is to be found. Kept in the run's record, never sent.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? ConsentReference { get; set; }

    /// <summary>Saves the requests that find deleted and unsubscribed contacts, and with them the protection.</summary>
    [Parameter]
    public SwitchParameter SkipConsentCheck { get; set; }

    /// <summary>A folder for succeeded.csv, failed.csv, suppressed.csv and not-attempted.csv, which together hold every row.</summary>
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

        if (Verify && NoWait)
        {
            throw InvalidInputException.Value("-Verify", null, "the lists can be read when the service is done, and -NoWait does not wait.", "Give one of the two.");
        }

        _reportPath = ReportPath is null ? null : GetUnresolvedProviderPathFromPSPath(ReportPath);
        RunFolder.RemoveOld(DataFolder.Current, Account.Time);
        _folder = RunFolder.Open(DataFolder.Current, RunId, Account.Time);
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

        // Beside the rows of the run that is gone on with, which are compared at the end.
        _spool ??= RowSpool.Create(_folder!.Header is null ? _folder.SpoolPath : _folder.SpoolPath + ".again");
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
        using CsvRowSource? file = _path is null ? null : BulkImport.OpenFile(_path, Encoding, Delimiter);
        if (file is not null)
        {
            ImportRun.Check(file.Headings, _columnMap, IgnoreUnknownColumn, (ImportFormat)(int)Format);
        }

        RunFolder folder = _folder!;
        RowSpool? spool = file is null ? _spool ?? RowSpool.Create(folder.SpoolPath) : null;
        _spool = spool;
        var names = new ImportService(Account.Client, Account.Names, new RequestTrace(output));
        string[] lists = [.. await names.ResolveListIdsAsync(NamedIdentity.Texts(List), cancellationToken).ConfigureAwait(false)];
        var header = new RunHeader
        {
            RunId = folder.RunId,
            CreatedAt = Account.Time.GetUtcNow(),
            BaseUri = Account.BaseUri.AbsoluteUri,
            Path = _path,
            Length = file?.Length ?? 0,
            Written = file?.Written ?? default,
            Encoding = Encoding,
            Delimiter = Delimiter,
            Rows = spool?.Count ?? 0,
            RowsHash = spool?.Complete(),
            Lists = NamedIdentity.Texts(List),
            Options = Options(lists),
            ReportPath = _reportPath,
            Verify = Verify,
        };
        var import = new BulkImport(output, Account, folder) { ShowsChunks = _showsChunks, PassThru = PassThru, ReportPath = _reportPath, Verify = Verify };
        await import.RunAsync(file is null ? spool! : file, header, cancellationToken).ConfigureAwait(false);
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            _spool?.Dispose();
            _folder?.Close();
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
        ConsentReference = ConsentReference,
        Wait = !NoWait,
        Timeout = TimeSpan.FromMinutes(TimeoutMinutes),
    };
}
