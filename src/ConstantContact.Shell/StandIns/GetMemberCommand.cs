using System;
using System.Collections.Generic;
using System.Linq;
using System.Management.Automation;
using ConstantContact.Shell.StandIns.Support;

namespace ConstantContact.Shell.StandIns;

[StandIn(StandInAttribute.Utility, Lacks = "-Static, -View and -Force")]
[Cmdlet(VerbsCommon.Get, "Member")]
[OutputType(typeof(PSObject))]
public sealed class GetMemberCommand : StandInCmdlet
{
    private readonly HashSet<string> _seen = new(StringComparer.OrdinalIgnoreCase);

    [Parameter(ValueFromPipeline = true)]
    public PSObject? InputObject { get; set; }

    [Parameter(Position = 0)]
    [SupportsWildcards]
    public string[] Name { get; set; } = ["*"];

    [Parameter]
    [Alias("Type")]
    public PSMemberTypes MemberType { get; set; } = PSMemberTypes.All;

    protected override void ProcessRecord()
    {
        // Once per type, not once per object.
        if (InputObject is null || !_seen.Add(InputObject.TypeNames.FirstOrDefault() ?? string.Empty))
        {
            return;
        }

        var patterns = Name.Select(n => new WildcardPattern(n, WildcardOptions.IgnoreCase)).ToList();
        foreach (var member in InputObject.Members
            .Where(m => (m.MemberType & MemberType) != 0 && patterns.Exists(p => p.IsMatch(m.Name)) && !Hidden(m))
            .OrderBy(m => m.MemberType.ToString(), StringComparer.Ordinal).ThenBy(m => m.Name, StringComparer.OrdinalIgnoreCase))
        {
            var output = new PSObject();
            output.TypeNames.Insert(0, "Microsoft.PowerShell.Commands.MemberDefinition");
            output.Properties.Add(new PSNoteProperty("TypeName", InputObject.TypeNames.FirstOrDefault()));
            output.Properties.Add(new PSNoteProperty("Name", member.Name));
            output.Properties.Add(new PSNoteProperty("MemberType", member.MemberType));
            output.Properties.Add(new PSNoteProperty("Definition", member.ToString()));
            WriteObject(output);
        }
    }

    // Accessors of properties and the engine's own member sets.
    private static bool Hidden(PSMemberInfo member) =>
        (member is PSMethodInfo && (member.Name.StartsWith("get_", StringComparison.Ordinal) || member.Name.StartsWith("set_", StringComparison.Ordinal)))
        || member.Name is "PSStandardMembers" or "psbase" or "psadapted" or "psextended" or "psobject" or "pstypenames";
}
