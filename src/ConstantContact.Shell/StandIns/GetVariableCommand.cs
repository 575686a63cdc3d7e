using System;
using System.Linq;
using System.Management.Automation;
using ConstantContact.Shell.StandIns.Support;

namespace ConstantContact.Shell.StandIns;

[StandIn(StandInAttribute.Utility, Lacks = "-Scope, -Include and -Exclude")]
[Cmdlet(VerbsCommon.Get, "Variable")]
[OutputType(typeof(PSVariable))]
public sealed class GetVariableCommand : StandInCmdlet
{
    [Parameter(Position = 0, ValueFromPipeline = true)]
    [SupportsWildcards]
    public string[] Name { get; set; } = ["*"];

    [Parameter]
    public SwitchParameter ValueOnly { get; set; }

    protected override void ProcessRecord()
    {
        foreach (var name in Name)
        {
            var found = WildcardPattern.ContainsWildcardCharacters(name)
                ? InvokeProvider.Item.Get(@"Variable:\" + name).Select(v => v.BaseObject).OfType<PSVariable>().OrderBy(v => v.Name, StringComparer.OrdinalIgnoreCase).ToList()
                : SessionState.PSVariable.Get(name) is { } single ? [single] : [];
            if (found.Count == 0 && !WildcardPattern.ContainsWildcardCharacters(name))
            {
                Fail(new ItemNotFoundException($"Cannot find a variable with the name '{name}'."), "VariableNotFound", ErrorCategory.ObjectNotFound, name);
            }

            foreach (var variable in found)
            {
                WriteObject(ValueOnly ? variable.Value : variable);
            }
        }
    }
}
