using System.Collections;
using System.IO;
using System.Management.Automation;
using ConstantContact.Core.Errors;
using ConstantContact.Core.Import;
using ConstantContact.Core.Import.Running;
using ConstantContact.Core.Rows;
using ConstantContact.Core.Runs;
using ConstantContact.Core.Storage;
using ConstantContact.PowerShell.Binding;

namespace ConstantContact.PowerShell.Bases;

/// <summary>
/// A cmdlet that takes the rows of an import from a file or the pipeline, with the parameters for reading them.
/// </summary>
public abstract class ImportInputCmdlet : ConnectedCmdlet
{
    private ImportFolder? _folder;
    private InputRow? _lastRow;
    private long _count;

    private protected ImportInputCmdlet() { }

    /// <summary>
    /// A row: an object of Import-Csv, another object with a property for each column, or a hashtable.
    /// </summary>
    [Parameter(ValueFromPipeline = true)]
    [ValidateNotNull]
    public PSObject? InputObject { get; set; }

    /// <summary>A CSV file, which is streamed. Replaces rows from the pipeline.</summary>
    [Parameter(Position = 0)]
    [ValidateNotNullOrEmpty]
    public string? Path { get; set; }

    [Parameter]
    public BulkFormat Format { get; set; }

    /// <summary>
    /// The encoding of a file without a byte order mark: a name such as utf8, unicode or windows-1252, or a code page.
    /// The default is UTF-8.
    /// </summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? Encoding { get; set; }

    /// <summary>The delimiter of the file. By default it is detected.</summary>
    [Parameter]
    public char? Delimiter { get; set; }

    /// <summary>
    /// The columns of headings: @{ 'E-Mail' = 'email'; 'Internal' = '' }. An empty name leaves the column out.
    /// </summary>
    [Parameter]
    [ValidateNotNull]
    public IDictionary? ColumnMap { get; set; }

    [Parameter]
    public SwitchParameter IgnoreUnknownColumn { get; set; }

    /// <summary>The form of dates with the day first: dd/MM/yyyy, dd.MM.yyyy.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? DateFormat { get; set; }

    [Parameter]
    public DuplicateAction DuplicateAction { get; set; }

    /// <summary>
    /// The permission for rows with an SMS number. By default none is sent. Explicit permission requires a consent date
    /// for each number.
    /// </summary>
    [Parameter]
    public SmsPermission? SmsPermission { get; set; }

    /// <summary>
    /// With -Format Csv: also sends blank cells. It is unknown whether the service keeps or clears the value.
    /// </summary>
    [Parameter]
    public SwitchParameter AllowBlank { get; set; }

    private protected override object? ErrorTarget => (object?)Path ?? InputObject;

    // Failures of a row are reported individually. An error here affects all rows: columns, the file, the account.
    private protected override bool EveryErrorEndsTheRun => true;

    /// <summary>
    /// The full path of the file, available after <see cref="Prepare"/>. Null for rows from the pipeline.
    /// </summary>
    private protected string? FilePath { get; private set; }

    private protected IReadOnlyDictionary<string, string>? Columns { get; private set; }

    /// <summary>
    /// The folder for rows from the pipeline. The derived class opens it with <see cref="OpenFolder"/>.
    /// </summary>
    private protected ImportFolder Folder =>
        _folder ?? throw new System.InvalidOperationException("The run has no folder yet.");

    /// <summary>The stored rows from the pipeline. Closed with the cmdlet.</summary>
    private protected RowSpool? Spool { get; set; }

    private protected override void Prepare()
    {
        base.Prepare();
        var rowsCome = MyInvocation.ExpectingInput || InputObject is not null;
        if (Path is not null == rowsCome)
        {
            throw InvalidInputException.Value(
                "Input",
                null,
                rowsCome ? "-Path and rows are given." : "neither -Path nor rows are given.",
                $"Give -Path, or pipe rows: Import-Csv people.csv | {MyInvocation.MyCommand.Name}"
            );
        }

        DateForm.Of(DateFormat);
        FilePath = Path is null ? null : GetUnresolvedProviderPathFromPSPath(Path);
        Columns = ColumnMap is null ? null : ColumnMaps.Read(ColumnMap, nameof(ColumnMap));
    }

    private protected void OpenFolder(string? runId, System.TimeProvider time, RunRecord? plan = null) =>
        _folder = ImportFolder.Open(DataFolder.Current, runId, time, plan);

    /// <summary>The current record. Null if there is none. Call this on the pipeline thread.</summary>
    /// <param name="isNewShape">True if its columns differ from those of the previous record.</param>
    private protected InputRow? ReadRow(out bool isNewShape)
    {
        isNewShape = false;
        if (InputObject is null || TakeFile(InputObject))
        {
            return null;
        }

        var row = RowReader.Read(InputObject, _count + 1, _lastRow);
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

    /// <summary>
    /// A file from the pipeline is treated like -Path: <c>Get-Item people.csv | Import-CcContactBulk</c>.
    /// </summary>
    private bool TakeFile(PSObject input)
    {
        if (input.BaseObject is not FileInfo file)
        {
            return false;
        }

        if (FilePath is not null || _count > 0)
        {
            throw InvalidInputException.Value(
                "Input",
                file.Name,
                "an import takes one file, or rows.",
                $"Import the files one by one: Get-ChildItem *.csv | ForEach-Object {{ "
                    + $"{MyInvocation.MyCommand.Name} -Path $_.FullName ... }}"
            );
        }

        FilePath = file.FullName;
        TakesFile(FilePath);
        return true;
    }

    /// <summary>Called when the input turns out to be this file.</summary>
    private protected virtual void TakesFile(string path) { }

    private protected CsvRowSource OpenFile(string path) => InputFile.Open(path, Encoding, Delimiter);

    /// <summary>The options that the input parameters specify.</summary>
    private protected ImportOptions InputOptions(IReadOnlyList<string> listIds) =>
        new()
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
