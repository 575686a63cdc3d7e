using System.Collections.Generic;
using System.Management.Automation;
using System.Threading;
using System.Threading.Tasks;
using ConstantContact.Core.Bulk;
using ConstantContact.Core.Names;
using ConstantContact.PowerShell.Binding;
using ConstantContact.PowerShell.Completion;
using ConstantContact.PowerShell.Hosting;

namespace ConstantContact.PowerShell.Commands.Lists;

/// <summary><c>Remove-CcListMember</c>: takes contacts off lists, 500 with one request. The contacts stay.</summary>
[Cmdlet(VerbsCommon.Remove, "CcListMember", SupportsShouldProcess = true, ConfirmImpact = ConfirmImpact.High)]
[OutputType(typeof(BulkSummary))]
public sealed class RemoveCcListMemberCommand : MemberCmdlet
{
    /// <summary>By name or id; at most 50.</summary>
    [Parameter(Mandatory = true, Position = 0)]
    [Alias("ListId", "list_id")]
    [ArgumentCompleter(typeof(ListNameCompleter))]
    public ListIdentity[] List { get; set; } = null!;

    private protected override string Operation => "Remove from lists";

    private protected override async Task<IReadOnlyList<(string Id, string Name)>> TargetsAsync(NameDirectory names, CancellationToken cancellationToken)
    {
        List<(string, string)> targets = [];
        foreach (ListIdentity identity in List)
        {
            targets.Add(((await identity.FindAsync(names, cancellationToken).ConfigureAwait(false)).Id, identity.ToString()));
        }

        return targets;
    }

    private protected override IReadOnlyList<ActivityJob> Jobs(IReadOnlyList<ContactSource> sources, IReadOnlyList<string> targets, IReadOnlyList<string> exclude) =>
        ActivityJobs.RemoveFromLists(sources, targets);
}
