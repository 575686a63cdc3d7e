using System.Collections;
using System.IO;
using System.Management.Automation;
using ConstantContact.Core.Errors;
using ConstantContact.Core.Import;
using ConstantContact.Core.Rows;
using ConstantContact.Core.Runs;
using ConstantContact.Core.Storage;
using ConstantContact.PowerShell.Binding;
using ConstantContact.PowerShell.Driving;

namespace ConstantContact.PowerShell.Bases;

/// <summary>A cmdlet that takes the rows of an import, from a file or from the pipeline, and what there is to say about reading them.</summary>
public abstract class ImportInputCmdlet : ConnectedCmdlet
{
    private ImportFolder? _folder;
    private InputRow? _lastRow;
    private long _count;

    private protected ImportInputCmdlet()
    {
    }

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

    /// <summary>How dates are written where the day comes first: dd/MM/yyyy, dd.MM.yyyy.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? DateFormat { get; set; }

    [Parameter]
    public DuplicateAction DuplicateAction { get; set; }

    /// <summary>For rows with an SMS number; left out unless given. Explicit permission asks for a consent date beside each number.</summary>
    [Parameter]
    public SmsPermission? SmsPermission { get; set; }

    /// <summary>With -Format Csv: sends blank cells too, of which nobody knows whether they keep or clear.</summary>
    [Parameter]
    public SwitchParameter AllowBlank { get; set; }

    private protected override object? ErrorTarget => (object?)Path ?? InputObject;

    // A row's failure is reported singly; what comes here concerns all rows: columns, the file, the account.
    private protected override bool EveryErrorEndsTheRun => true;

    /// <summary>From <see cref="Prepare"/> on, the file's whole path; null for rows from the pipeline.</summary>
    private protected string? FilePath { get; private set; }

    private protected IReadOnlyDictionary<string, string>? Columns { get; private set; }

    /// <summary>Where rows from the pipeline go; the leaf opens it with <see cref="OpenFolder"/>.</summary>
    private protected ImportFolder Folder => _folder ?? throw new System.InvalidOperationException("The run has no folder yet.");

    /// <summary>Of rows from the pipeline; closed with the cmdlet.</summary>
    private protected RowSpool? Spool { get; set; }

    private protected override void Prepare()
    {
        base.Prepare();
        bool rowsCome = MyInvocation.ExpectingInput || InputObject is not null;
        if (Path is not null == rowsCome)
        {
            throw InvalidInputException.Value(
                "Input",
                null,
                rowsCome ? "-Path and rows are given." : "neither -Path nor rows are given.",
                $"Give -Path, or pipe rows: Import-Csv people.csv | {MyInvocation.MyCommand.Name}");
        }

        DateForm.Of(DateFormat);
        FilePath = Path is null ? null : GetUnresolvedProviderPathFromPSPath(Path);
        Columns = ColumnMap is null ? null : ColumnMaps.Read(ColumnMap, nameof(ColumnMap));
    }

    private protected void OpenFolder(string? runId, System.TimeProvider time, RunRecord? plan = null) =>
        _folder = ImportFolder.Open(DataFolder.Current, runId, time, plan);

    /// <summary>On the pipeline thread: the record that is bound now; null where there is none.</summary>
    /// <param name="isNewShape">It has other columns than the one before.</param>
    private protected InputRow? ReadRow(out bool isNewShape)
    {
        isNewShape = false;
        if (InputObject is null || TakeFile(InputObject))
        {
            return null;
        }

        InputRow row = RowReader.Read(InputObject, _count + 1, _lastRow);
        if (row is { IsBlank: true, Headings.Count: > 0 })
        {
            return null;
        }

        _count++;
        if (row.Defect is null)
        {
            isNewShape = !ReferenceEquals(row.Headings, _lastRow?.Headings);
            _lastRow = row;
        }

        return row;
    }

    /// <summary>A file that comes down the pipeline is what -Path would name: <c>Get-Item people.csv | Import-CcContactBulk</c>.</summary>
    private bool TakeFile(PSObject input)
    {
        if (input.BaseObject is not FileInfo file)
        {
            return false;
        }

        if (FilePath is not null || _count > 0)
        {
            throw InvalidInputException.Value(
                "Input", file.Name, "an import takes one file, or rows.",
                $"Import the files one by one: Get-ChildItem *.csv | ForEach-Object {{ {MyInvocation.MyCommand.Name} -Path $_.FullName ... }}");
        }

        FilePath = file.FullName;
        TakesFile(FilePath);
        return true;
    }

    /// <summary>The input turns out to be this file.</summary>
    private protected virtual void TakesFile(string path)
    {
    }

    private protected CsvRowSource OpenFile(string path) => BulkImport.OpenFile(path, Encoding, Delimiter);

    /// <summary>What the parameters of the input say.</summary>
    private protected ImportOptions InputOptions(IReadOnlyList<string> listIds) => new()
    {
        ListIds = listIds,
        Format = (ImportFormat)(int)Format,
        ColumnMap = Columns,
        IgnoreUnknownColumns = IgnoreUnknownColumn,
        Duplicates = (ImportDuplicates)(int)DuplicateAction,
        SmsPermission = SmsPermission switch
        {
            null => null,
            Binding.SmsPermission.Explicit => "explicit",
            _ => "not_set",
        },
        AllowBlank = AllowBlank,
        DateFormat = DateFormat,
    };

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            Spool?.Dispose();
            _folder?.Close();
        }

        base.Dispose(disposing);
    }
}
