using System.Collections.Generic;
using System.Management.Automation;
using ConstantContact.Shell.StandIns.Support;

namespace ConstantContact.Shell.StandIns;

[StandIn(StandInAttribute.Utility, Lacks = "-Option, -Visibility, and scopes by number")]
[Cmdlet(VerbsCommon.Set, "Variable", SupportsShouldProcess = true)]
public sealed class SetVariableCommand : StandInCmdlet
{
    private readonly List<object?> _values = [];

    [Parameter(Mandatory = true, Position = 0)]
    public string[] Name { get; set; } = [];

    [Parameter(Position = 1, ValueFromPipeline = true)]
    public object? Value { get; set; }

    [Parameter]
    [ValidateSet("Local", "Script", "Global")]
    public string Scope { get; set; } = "Local";

    [Parameter]
    public SwitchParameter PassThru { get; set; }

    protected override void ProcessRecord() => _values.Add(Value);

    protected override void EndProcessing()
    {
        var value = _values.Count == 1 ? _values[0] : _values.ToArray();
        foreach (var name in Name)
        {
            if (!ShouldProcess("Name: " + name))
            {
                continue;
            }

            var scoped = name.Contains(':', System.StringComparison.Ordinal) ? name : $"{Scope}:{name}";
            SessionState.PSVariable.Set(scoped, value);
            if (PassThru)
            {
                WriteObject(SessionState.PSVariable.Get(scoped));
            }
        }
    }
}
