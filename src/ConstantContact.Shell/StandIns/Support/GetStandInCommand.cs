using System.Management.Automation;
using ConstantContact.Shell.Engine;

namespace ConstantContact.Shell.StandIns.Support;

/// <summary>Lists the stand-ins: what each stands for, and what it lacks.</summary>
[Cmdlet(VerbsCommon.Get, "StandIn")]
[OutputType(typeof(PSObject))]
public sealed class GetStandInCommand : PSCmdlet
{
    [Parameter(Position = 0)]
    [SupportsWildcards]
    public string Name { get; set; } = "*";

    protected override void EndProcessing()
    {
        var pattern = new WildcardPattern(Name, WildcardOptions.IgnoreCase);
        foreach (var (_, name, standIn) in RunspaceBuilder.StandIns)
        {
            if (pattern.IsMatch(name))
            {
                var item = new PSObject();
                item.Properties.Add(new PSNoteProperty("Name", name));
                item.Properties.Add(new PSNoteProperty("StandsInFor", standIn.Module));
                item.Properties.Add(new PSNoteProperty("Lacks", standIn.Lacks));
                WriteObject(item);
            }
        }
    }
}
