using System.Management.Automation;
using ConstantContact.Core.Jobs;
using ConstantContact.PowerShell.Bases;

namespace ConstantContact.PowerShell.Commands.Tags;

/// <summary><c>Add-CcContactTag</c>: tags contacts, 500 with one request.</summary>
[Cmdlet(VerbsCommon.Add, "CcContactTag", SupportsShouldProcess = true, ConfirmImpact = ConfirmImpact.Medium)]
[OutputType(typeof(BulkSummary))]
public sealed class AddCcContactTagCommand : ContactTagCmdlet
{
    private protected override string Operation => "Add tags";

    private protected override IReadOnlyList<ActivityJob> Jobs(
        IReadOnlyList<ContactSource> sources,
        IReadOnlyList<string> targets,
        IReadOnlyList<string> exclude
    ) => ActivityJobs.AddTags(sources, targets);
}
