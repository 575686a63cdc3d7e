using System.Management.Automation;
using ConstantContact.PowerShell.Binding;
using ConstantContact.PowerShell.Completion;

namespace ConstantContact.PowerShell.Bases;

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

    private protected sealed override IReadOnlyList<GroupIdentity> Targets => Tag;
}
