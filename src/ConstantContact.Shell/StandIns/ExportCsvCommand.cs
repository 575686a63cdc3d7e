using System;
using System.Collections.Generic;
using System.Globalization;
using System.IO;
using System.Linq;
using System.Management.Automation;
using System.Text;
using ConstantContact.Shell.StandIns.Support;

namespace ConstantContact.Shell.StandIns;

[StandIn(StandInAttribute.Utility)]
[Cmdlet(VerbsData.Export, "Csv", SupportsShouldProcess = true, DefaultParameterSetName = "Path")]
public sealed class ExportCsvCommand : StandInCmdlet, IDisposable
{
    private StreamWriter? _file;
    private CsvWriter? _writer;
    private bool _skip;

    [Parameter(Mandatory = true, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    public PSObject? InputObject { get; set; }

    [Parameter(Mandatory = true, Position = 0, ParameterSetName = "Path")]
    [ValidateNotNullOrEmpty]
    public string? Path { get; set; }

    [Parameter(Mandatory = true, ParameterSetName = "LiteralPath")]
    [Alias("PSPath", "LP")]
    [ValidateNotNullOrEmpty]
    public string? LiteralPath { get; set; }

    [Parameter(Position = 1)]
    public char Delimiter { get; set; } = ',';

    [Parameter]
    public SwitchParameter UseCulture { get; set; }

    [Parameter]
    [EncodingTransformation]
    [ValidateNotNull]
    public Encoding Encoding { get; set; } = TextFile.Utf8;

    [Parameter]
    public SwitchParameter Append { get; set; }

    [Parameter]
    public SwitchParameter Force { get; set; }

    [Parameter]
    [Alias("NoOverwrite")]
    public SwitchParameter NoClobber { get; set; }

    [Parameter]
    public SwitchParameter IncludeTypeInformation { get; set; }

    [Parameter]
    [Alias("NTI")]
    public SwitchParameter NoTypeInformation { get; set; }

    [Parameter]
    public SwitchParameter NoHeader { get; set; }

    [Parameter]
    [Alias("UQ")]
    public CsvQuoting UseQuotes { get; set; } = CsvQuoting.Always;

    [Parameter]
    [Alias("QF")]
    public string[]? QuoteFields { get; set; }

    protected override void BeginProcessing()
    {
        base.BeginProcessing();
        var path = TargetFile(Path ?? LiteralPath!);
        _skip = !ShouldProcess(path);
        if (_skip)
        {
            return;
        }

        var delimiter = UseCulture ? CultureInfo.CurrentCulture.TextInfo.ListSeparator[0] : Delimiter;
        _writer = new CsvWriter(delimiter, UseQuotes, QuoteFields);
        try
        {
            if (Append && File.Exists(path) && new FileInfo(path).Length > 0)
            {
                using var reader = TextFile.Open(path, Encoding);
                _writer.Columns = new CsvReader(reader, delimiter).ReadNames();
            }

            _file = TextFile.Create(path, Encoding, Append, NoClobber, Force);
        }
        catch (Exception problem) when (problem is IOException or UnauthorizedAccessException)
        {
            ThrowTerminatingError(new ErrorRecord(problem, "FileOpenFailure", ErrorCategory.OpenError, path));
        }
    }

    protected override void ProcessRecord()
    {
        if (_skip || InputObject is null)
        {
            return;
        }

        if (_writer!.Columns is null)
        {
            _writer.Columns = CsvWriter.ColumnsOf(InputObject);
            if (IncludeTypeInformation)
            {
                _file!.WriteLine("#TYPE " + InputObject.TypeNames[0]);
            }

            if (!NoHeader)
            {
                _file!.WriteLine(_writer.Header());
            }
        }
        else if (Append && !Force)
        {
            RequireColumns(InputObject);
        }

        _file!.WriteLine(_writer.Row(InputObject));
    }

    protected override void EndProcessing() => Dispose();

    public void Dispose() => _file?.Dispose();

    // A row that lacks a column of the file would silently shift meaning; pwsh refuses it too.
    private void RequireColumns(PSObject row)
    {
        IReadOnlyList<string> present = CsvWriter.ColumnsOf(row);
        if (_writer!.Columns!.FirstOrDefault(c => !present.Contains(c, StringComparer.OrdinalIgnoreCase)) is { } missing)
        {
            Stop($"Cannot append CSV content to the file: the appended object has no property for the column '{missing}'. Use -Force to leave it empty.", "CannotAppendCsvWithMismatchedPropertyNames", ErrorCategory.InvalidData, row);
        }
    }
}
