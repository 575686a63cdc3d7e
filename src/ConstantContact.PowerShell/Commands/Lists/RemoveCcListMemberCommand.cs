using System.Management.Automation;
using ConstantContact.Core.Jobs;
using ConstantContact.PowerShell.Bases;

namespace ConstantContact.PowerShell.Commands.Lists;

/// <summary>
/// <c>Remove-CcListMember</c>: removes contacts from lists, 500 with one request. The contacts remain.
/// </summary>
[Cmdlet(VerbsCommon.Remove, "CcListMember", SupportsShouldProcess = true, ConfirmImpact = ConfirmImpact.High)]
[OutputType(typeof(BulkSummary))]
public sealed class RemoveCcListMemberCommand : ListMemberCmdlet
{
    private protected override string Operation => "Remove from lists";

    private protected override IReadOnlyList<ActivityJob> Jobs(
        IReadOnlyList<ContactSource> sources,
        IReadOnlyList<string> targets,
        IReadOnlyList<string> exclude
    ) => ActivityJobs.RemoveFromLists(sources, targets);
}
