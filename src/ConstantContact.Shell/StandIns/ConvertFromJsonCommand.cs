using System;
using System.Collections.Generic;
using System.Management.Automation;
using System.Text.Json;
using ConstantContact.Shell.StandIns.Support;

namespace ConstantContact.Shell.StandIns;

[StandIn(StandInAttribute.Utility, Lacks = "-DateKind; JSON that only Newtonsoft reads (single quotes, names without quotes)")]
[Cmdlet(VerbsData.ConvertFrom, "Json")]
[OutputType(typeof(PSObject))]
public sealed class ConvertFromJsonCommand : StandInCmdlet
{
    private readonly List<string> _lines = [];

    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true)]
    [AllowEmptyString]
    public string InputObject { get; set; } = string.Empty;

    [Parameter]
    public SwitchParameter AsHashtable { get; set; }

    [Parameter]
    [ValidateRange(1, int.MaxValue)]
    public int Depth { get; set; } = 1024;

    [Parameter]
    public SwitchParameter NoEnumerate { get; set; }

    protected override void ProcessRecord() => _lines.Add(InputObject);

    protected override void EndProcessing()
    {
        if (_lines.Count > 1 && IsWhole(_lines[0]))
        {
            // One document per input string.
            _lines.ForEach(Emit);
        }
        else if (_lines.Count > 0)
        {
            Emit(string.Join(Environment.NewLine, _lines));
        }
    }

    private bool IsWhole(string line)
    {
        try
        {
            JsonReading.Parse(line, asHashtable: true, Depth);
            return true;
        }
        catch (JsonException)
        {
            return false;
        }
    }

    private void Emit(string json)
    {
        if (json.Trim().Length == 0)
        {
            return;
        }

        object? value;
        try
        {
            value = JsonReading.Parse(json, AsHashtable, Depth);
        }
        catch (JsonException problem)
        {
            Stop("Conversion from JSON failed with error: " + problem.Message, "System.ArgumentException", ErrorCategory.NotSpecified);
            return;
        }

        WriteObject(value, enumerateCollection: !NoEnumerate);
    }
}
