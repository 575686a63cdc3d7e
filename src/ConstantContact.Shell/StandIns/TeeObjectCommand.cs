using System;
using System.Collections.Generic;
using System.Management.Automation;
using ConstantContact.Shell.StandIns.Support;

namespace ConstantContact.Shell.StandIns;

[StandIn(StandInAttribute.Utility, Lacks = "-Encoding; the file is written at the end")]
[Cmdlet("Tee", "Object", DefaultParameterSetName = "File")]
[OutputType(typeof(PSObject))]
public sealed class TeeObjectCommand : StandInCmdlet
{
    private readonly List<object> _items = [];

    [Parameter(ValueFromPipeline = true)]
    public PSObject? InputObject { get; set; }

    [Parameter(Mandatory = true, Position = 0, ParameterSetName = "File")]
    [Alias("Path")]
    public string? FilePath { get; set; }

    [Parameter(Mandatory = true, ParameterSetName = "Variable")]
    public string? Variable { get; set; }

    [Parameter]
    public SwitchParameter Append { get; set; }

    protected override void ProcessRecord()
    {
        if (InputObject is not null)
        {
            _items.Add(InputObject);
            WriteObject(InputObject);
        }
    }

    protected override void EndProcessing()
    {
        if (Variable is not null)
        {
            if (Append)
            {
                _items.InsertRange(0, (IEnumerable<object>)LanguagePrimitives.ConvertTo<object[]>(SessionState.PSVariable.GetValue(Variable, Array.Empty<object>())));
            }

            SessionState.PSVariable.Set(Variable, _items.Count == 1 ? _items[0] : _items.ToArray());
            return;
        }

        using var shell = System.Management.Automation.PowerShell.Create(RunspaceMode.CurrentRunspace);
        shell.AddCommand("Out-File").AddParameter("LiteralPath", TargetFile(FilePath!)).AddParameter("Append", Append);
        shell.Invoke(_items);
    }
}
