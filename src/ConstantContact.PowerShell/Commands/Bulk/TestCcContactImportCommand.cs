using System.Collections;
using System.Collections.Generic;
using System.Globalization;
using System.Management.Automation;
using System.Threading;
using System.Threading.Tasks;
using ConstantContact.Core.Bulk;
using ConstantContact.Core.Errors;
using ConstantContact.Core.Storage;
using ConstantContact.PowerShell.Binding;
using ConstantContact.PowerShell.Hosting;
using ConstantContact.PowerShell.Reporting;
using ConstantContact.PowerShell.Session;

namespace ConstantContact.PowerShell.Commands.Bulk;

/// <summary>
/// <c>Test-CcContactImport</c>: says of rows what an import would say, and what looks damaged, without sending anything. Needs no connection;
/// with one, the names of custom fields are checked too.
/// </summary>
[Cmdlet(VerbsDiagnostic.Test, "CcContactImport")]
[OutputType(typeof(RowFinding))]
public sealed class TestCcContactImportCommand : AsyncCmdlet
{
    private IReadOnlyDictionary<string, string>? _columnMap;
    private RunFolder? _folder;
    private RowSpool? _spool;
    private CcConnection? _account;
    private InputRow? _lastRow;
    private string? _path;

    /// <summary>A row: what Import-Csv makes, another object with a property for each column, or a hashtable.</summary>
    [Parameter(ValueFromPipeline = true)]
    [ValidateNotNull]
    public PSObject? InputObject { get; set; }

    /// <summary>A CSV file, read as a stream; instead of rows from the pipeline.</summary>
    [Parameter(Position = 0)]
    [ValidateNotNullOrEmpty]
    public string? Path { get; set; }

    [Parameter]
    public BulkFormat Format { get; set; }

    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? Encoding { get; set; }

    [Parameter]
    public char? Delimiter { get; set; }

    [Parameter]
    [ValidateNotNull]
    public IDictionary? ColumnMap { get; set; }

    [Parameter]
    public SwitchParameter IgnoreUnknownColumn { get; set; }

    [Parameter]
    public DuplicateAction DuplicateAction { get; set; }

    /// <summary>As the import will be told: explicit permission asks for a consent date beside each number.</summary>
    [Parameter]
    public SmsPermission? SmsPermission { get; set; }

    [Parameter]
    public SwitchParameter AllowBlank { get; set; }

    /// <summary>The account whose custom fields are meant; without it the default one, and without that none.</summary>
    [Parameter]
    [ValidateNotNull]
    public CcConnection? Connection { get; set; }

    private protected override object? ErrorTarget => (object?)Path ?? InputObject;

    private protected override bool EveryErrorEndsTheRun => true;

    private protected override void Prepare()
    {
        _account = Connection ?? ConnectionStore.Current;
        bool rowsCome = MyInvocation.ExpectingInput || InputObject is not null;
        if (Path is null != rowsCome)
        {
            throw InvalidInputException.Value(
                "Input", null, rowsCome ? "-Path and rows are given." : "neither -Path nor rows are given.", "Give -Path, or pipe rows: Import-Csv people.csv | Test-CcContactImport");
        }

        _path = Path is null ? null : GetUnresolvedProviderPathFromPSPath(Path);
        _columnMap = ColumnMap is null ? null : ColumnMaps.Read(ColumnMap, nameof(ColumnMap));

        // Only for rows and keys that are too many for memory; it goes when this ends.
        _folder = RunFolder.Open(DataFolder.Current, null, _account?.Time ?? System.TimeProvider.System);
    }

    private protected override void ProcessOne()
    {
        if (InputObject is null)
        {
            return;
        }

        _spool ??= RowSpool.Create(_folder!.SpoolPath);
        InputRow row = RowReader.Read(InputObject, _spool.Count + 1, _lastRow);
        _spool.Add(row);
        _lastRow = row.Defect is null ? row : _lastRow;
    }

    private protected override async Task EndProcessingAsync(CmdletOutput output, CancellationToken cancellationToken)
    {
        CsvRowSource? file = null;
        using CmdletProgress progress = output.StartProgress("Checking contacts");
        using var lint = new ImportLint(Options(), _folder!.FolderPath)
        {
            Progress = count => progress.Report("checking rows: " + count.ToString("N0", CultureInfo.InvariantCulture), count, 0),
        };
        try
        {
            foreach (RowFinding finding in lint.Check(Open, cancellationToken))
            {
                await output.WriteObjectAsync(finding).ConfigureAwait(false);
            }

            if (_account is not null)
            {
                var service = new ImportService(_account.Client, _account.Names, new RequestTrace(output));
                await output.WriteObjectAsync(await lint.CheckFieldsAsync(service, cancellationToken).ConfigureAwait(false), enumerate: true).ConfigureAwait(false);
            }

            if (lint.Forecast(cancellationToken) is { } forecast)
            {
                await output.WriteObjectAsync(forecast).ConfigureAwait(false);
            }
        }
        finally
        {
            file?.Dispose();
        }

        IRowSource Open()
        {
            if (_path is not null)
            {
                return file = BulkImport.OpenFile(_path, Encoding, Delimiter);
            }

            return _spool ??= RowSpool.Create(_folder!.SpoolPath);
        }
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

    private ImportOptions Options() => new()
    {
        // As long as the id of a list is, so that the forecast's bytes are those of an import to one list.
        ListIds = ["00000000-0000-0000-0000-000000000000"],
        Format = (ImportFormat)(int)Format,
        ColumnMap = _columnMap,
        IgnoreUnknownColumns = IgnoreUnknownColumn,
        Duplicates = (ImportDuplicates)(int)DuplicateAction,
        SmsPermission = SmsPermission switch
        {
            null => null,
            Bulk.SmsPermission.Explicit => "explicit",
            _ => "not_set",
        },
        AllowBlank = AllowBlank,
    };
}
