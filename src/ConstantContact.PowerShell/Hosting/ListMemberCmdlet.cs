using System.Collections.Generic;
using System.Management.Automation;
using System.Threading;
using System.Threading.Tasks;
using ConstantContact.Core.Names;
using ConstantContact.PowerShell.Binding;
using ConstantContact.PowerShell.Completion;

namespace ConstantContact.PowerShell.Hosting;

/// <summary>Contacts and the lists that they are put on or taken off.</summary>
public abstract class ListMemberCmdlet : MemberCmdlet
{
    private protected ListMemberCmdlet()
    {
    }

    /// <summary>By name or id; at most 50.</summary>
    [Parameter(Mandatory = true, Position = 0)]
    [Alias("ListId", "list_id")]
    [ArgumentCompleter(typeof(ListNameCompleter))]
    public ListIdentity[] List { get; set; } = null!;

    private protected sealed override async Task<IReadOnlyList<(string Id, string Name)>> TargetsAsync(NameDirectory names, CancellationToken cancellationToken)
    {
        List<(string, string)> targets = [];
        foreach (ListIdentity identity in List)
        {
            targets.Add(((await identity.FindAsync(names, cancellationToken).ConfigureAwait(false)).Id, identity.ToString()));
        }

        return targets;
    }
}
