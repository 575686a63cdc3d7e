using System.Management.Automation;
using ConstantContact.PowerShell.Binding;
using ConstantContact.PowerShell.Completion;

namespace ConstantContact.PowerShell.Bases;

/// <summary>Adds contacts to lists or removes them.</summary>
public abstract class ListMemberCmdlet : MemberCmdlet
{
    private protected ListMemberCmdlet() { }

    /// <summary>At most 50 lists, by name or id.</summary>
    [Parameter(Mandatory = true, Position = 0)]
    [Alias("ListId", "list_id")]
    [ArgumentCompleter(typeof(ListNameCompleter))]
    public ListIdentity[] List { get; set; } = null!;

    private protected sealed override IReadOnlyList<GroupIdentity> Targets => List;
}
