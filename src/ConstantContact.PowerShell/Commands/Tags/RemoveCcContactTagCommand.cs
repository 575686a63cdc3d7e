using System.Management.Automation;
using ConstantContact.Core.Jobs;
using ConstantContact.PowerShell.Bases;

namespace ConstantContact.PowerShell.Commands.Tags;

/// <summary><c>Remove-CcContactTag</c>: removes tags from contacts, 500 with one request.</summary>
[Cmdlet(VerbsCommon.Remove, "CcContactTag", SupportsShouldProcess = true, ConfirmImpact = ConfirmImpact.High)]
[OutputType(typeof(BulkSummary))]
public sealed class RemoveCcContactTagCommand : ContactTagCmdlet
{
    private protected override string Operation => "Remove tags";

    private protected override IReadOnlyList<ActivityJob> Jobs(
        IReadOnlyList<ContactSource> sources,
        IReadOnlyList<string> targets,
        IReadOnlyList<string> exclude
    ) => ActivityJobs.RemoveTags(sources, targets);
}
