using System.Collections.Generic;
using System.Management.Automation;
using System.Threading;
using System.Threading.Tasks;
using ConstantContact.Core.Names;
using ConstantContact.PowerShell.Binding;
using ConstantContact.PowerShell.Completion;

namespace ConstantContact.PowerShell.Hosting;

/// <summary>Contacts and the tags that they are given or lose.</summary>
public abstract class ContactTagCmdlet : MemberCmdlet
{
    private protected ContactTagCmdlet()
    {
    }

    /// <summary>By name or id; at most 50.</summary>
    [Parameter(Mandatory = true, Position = 0)]
    [Alias("TagId", "tag_id")]
    [ArgumentCompleter(typeof(TagNameCompleter))]
    public TagIdentity[] Tag { get; set; } = null!;

    private protected sealed override async Task<IReadOnlyList<(string Id, string Name)>> TargetsAsync(NameDirectory names, CancellationToken cancellationToken)
    {
        List<(string, string)> targets = [];
        foreach (TagIdentity identity in Tag)
        {
            targets.Add(((await identity.FindAsync(names, cancellationToken).ConfigureAwait(false)).Id, identity.ToString()));
        }

        return targets;
    }
}
