using System.Globalization;
using System.IO;
using System.Management.Automation;
using System.Text;
using ConstantContact.Shell.StandIns.Support;

namespace ConstantContact.Shell.StandIns;

[StandIn(StandInAttribute.Utility)]
[Cmdlet(VerbsData.Import, "Csv", DefaultParameterSetName = "Path")]
[OutputType(typeof(PSObject))]
public sealed class ImportCsvCommand : StandInCmdlet
{
    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true, ParameterSetName = "Path")]
    [ValidateNotNullOrEmpty]
    public string[]? Path { get; set; }

    [Parameter(Mandatory = true, ValueFromPipelineByPropertyName = true, ParameterSetName = "LiteralPath")]
    [Alias("PSPath", "LP")]
    public string[]? LiteralPath { get; set; }

    [Parameter(Position = 1)]
    public char Delimiter { get; set; } = ',';

    [Parameter]
    public SwitchParameter UseCulture { get; set; }

    [Parameter]
    [ValidateNotNullOrEmpty]
    public string[]? Header { get; set; }

    [Parameter]
    [EncodingTransformation]
    [ValidateNotNull]
    public Encoding Encoding { get; set; } = TextFile.Utf8;

    protected override void ProcessRecord()
    {
        var delimiter = UseCulture ? CultureInfo.CurrentCulture.TextInfo.ListSeparator[0] : Delimiter;
        foreach (var file in ExistingFiles(Path, LiteralPath))
        {
            // Not through Try: what fails downstream (or stops, at Select-Object -First) is none of ours.
            StreamReader reader;
            try
            {
                reader = TextFile.Open(file, Encoding);
            }
            catch (System.Exception problem) when (problem is IOException or System.UnauthorizedAccessException)
            {
                Fail(problem, "FileOpenFailure", ErrorCategory.OpenError, file);
                continue;
            }

            using (reader)
            {
                var csv = new CsvReader(reader, delimiter);
                foreach (var row in csv.Read(Header))
                {
                    WriteObject(row);
                }

                if (csv.NamedColumns)
                {
                    WriteWarning("One or more headers were not specified. Default names starting with \"H\" have been used in place of any missing headers.");
                }
            }
        }
    }
}
