using System;
using System.Collections.Generic;
using System.Globalization;
using System.IO;
using System.Management.Automation;
using ConstantContact.Shell.StandIns.Support;

namespace ConstantContact.Shell.StandIns;

[StandIn(StandInAttribute.Utility, Lacks = "streaming: all input is read before the first row comes out")]
[Cmdlet(VerbsData.ConvertFrom, "Csv")]
[OutputType(typeof(PSObject))]
public sealed class ConvertFromCsvCommand : StandInCmdlet
{
    private readonly List<string> _lines = [];

    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true)]
    [AllowEmptyString]
    public string[] InputObject { get; set; } = [];

    [Parameter(Position = 1)]
    public char Delimiter { get; set; } = ',';

    [Parameter]
    public SwitchParameter UseCulture { get; set; }

    [Parameter]
    [ValidateNotNullOrEmpty]
    public string[]? Header { get; set; }

    protected override void ProcessRecord() => _lines.AddRange(InputObject);

    protected override void EndProcessing()
    {
        var delimiter = UseCulture ? CultureInfo.CurrentCulture.TextInfo.ListSeparator[0] : Delimiter;
        using var reader = new StringReader(string.Join(Environment.NewLine, _lines));
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
