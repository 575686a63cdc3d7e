using System.Management.Automation;
using ConstantContact.PowerShell.Binding;
using ConstantContact.PowerShell.Completion;

namespace ConstantContact.PowerShell.Bases;

/// <summary>Adds tags to contacts or removes them.</summary>
public abstract class ContactTagCmdlet : MemberCmdlet
{
    private protected ContactTagCmdlet() { }

    /// <summary>At most 50 tags, by name or id.</summary>
    [Parameter(Mandatory = true, Position = 0)]
    [Alias("TagId", "tag_id")]
    [ArgumentCompleter(typeof(TagNameCompleter))]
    public TagIdentity[] Tag { get; set; } = null!;

    private protected sealed override IReadOnlyList<GroupIdentity> Targets => Tag;
}
