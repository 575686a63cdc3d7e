using System.Globalization;
using System.Management.Automation;
using ConstantContact.Shell.StandIns.Support;

namespace ConstantContact.Shell.StandIns;

[StandIn(StandInAttribute.Utility)]
[Cmdlet(VerbsData.ConvertTo, "Csv")]
[OutputType(typeof(string))]
public sealed class ConvertToCsvCommand : StandInCmdlet
{
    private CsvWriter? _writer;

    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true)]
    public PSObject? InputObject { get; set; }

    [Parameter(Position = 1)]
    public char Delimiter { get; set; } = ',';

    [Parameter]
    public SwitchParameter UseCulture { get; set; }

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

    protected override void ProcessRecord()
    {
        if (InputObject is null)
        {
            return;
        }

        if (_writer is null)
        {
            var delimiter = UseCulture ? CultureInfo.CurrentCulture.TextInfo.ListSeparator[0] : Delimiter;
            _writer = new CsvWriter(delimiter, UseQuotes, QuoteFields) { Columns = CsvWriter.ColumnsOf(InputObject) };
            if (IncludeTypeInformation)
            {
                WriteObject("#TYPE " + InputObject.TypeNames[0]);
            }

            if (!NoHeader)
            {
                WriteObject(_writer.Header());
            }
        }

        WriteObject(_writer.Row(InputObject));
    }
}
