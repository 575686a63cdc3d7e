using System.Management.Automation;
using ConstantContact.PowerShell.Binding;
using ConstantContact.PowerShell.Completion;

namespace ConstantContact.PowerShell.Bases;

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

    private protected sealed override IReadOnlyList<GroupIdentity> Targets => List;
}
