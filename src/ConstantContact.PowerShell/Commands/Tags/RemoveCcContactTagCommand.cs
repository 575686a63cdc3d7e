using System.Collections.Generic;
using System.Management.Automation;
using System.Threading;
using System.Threading.Tasks;
using ConstantContact.Core.Bulk;
using ConstantContact.Core.Names;
using ConstantContact.PowerShell.Binding;
using ConstantContact.PowerShell.Completion;
using ConstantContact.PowerShell.Hosting;

namespace ConstantContact.PowerShell.Commands.Tags;

/// <summary><c>Remove-CcContactTag</c>: takes tags from contacts, 500 with one request.</summary>
[Cmdlet(VerbsCommon.Remove, "CcContactTag", SupportsShouldProcess = true, ConfirmImpact = ConfirmImpact.High)]
[OutputType(typeof(BulkSummary))]
public sealed class RemoveCcContactTagCommand : MemberCmdlet
{
    /// <summary>By name or id; at most 50.</summary>
    [Parameter(Mandatory = true, Position = 0)]
    [Alias("TagId", "tag_id")]
    [ArgumentCompleter(typeof(TagNameCompleter))]
    public TagIdentity[] Tag { get; set; } = null!;

    private protected override string Operation => "Remove tags";

    private protected override async Task<IReadOnlyList<(string Id, string Name)>> TargetsAsync(NameDirectory names, CancellationToken cancellationToken)
    {
        List<(string, string)> targets = [];
        foreach (TagIdentity identity in Tag)
        {
            targets.Add(((await identity.FindAsync(names, cancellationToken).ConfigureAwait(false)).Id, identity.ToString()));
        }

        return targets;
    }

    private protected override IReadOnlyList<ActivityJob> Jobs(IReadOnlyList<ContactSource> sources, IReadOnlyList<string> targets, IReadOnlyList<string> exclude) =>
        ActivityJobs.RemoveTags(sources, targets);
}
