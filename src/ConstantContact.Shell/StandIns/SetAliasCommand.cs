using System.Management.Automation;
using ConstantContact.Shell.StandIns.Support;

namespace ConstantContact.Shell.StandIns;

[StandIn(StandInAttribute.Utility, Lacks = "-Description, -Option, -Scope (the alias is in the current one), -PassThru")]
[Cmdlet(VerbsCommon.Set, "Alias")]
public sealed class SetAliasCommand : StandInCmdlet
{
    [Parameter(Mandatory = true, Position = 0, ValueFromPipelineByPropertyName = true)]
    public string Name { get; set; } = string.Empty;

    [Parameter(Mandatory = true, Position = 1, ValueFromPipelineByPropertyName = true)]
    public string Value { get; set; } = string.Empty;

    [Parameter]
    public SwitchParameter Force { get; set; }

    protected override void ProcessRecord() =>
        Try(Name, () => InvokeProvider.Item.Set([@"Alias:\" + Name], Value, Force, literalPath: true));
}
