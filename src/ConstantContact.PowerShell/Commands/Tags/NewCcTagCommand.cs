using System.Management.Automation;
using ConstantContact.Core.Api;
using ConstantContact.Core.Names;
using ConstantContact.PowerShell.Bases;
using ConstantContact.PowerShell.Hosting;

namespace ConstantContact.PowerShell.Commands.Tags;

/// <summary><c>New-CcTag</c>: makes tags and returns them.</summary>
[Cmdlet(VerbsCommon.New, "CcTag", SupportsShouldProcess = true, ConfirmImpact = ConfirmImpact.Medium)]
[OutputType(typeof(ContactTag))]
public sealed class NewCcTagCommand() : CreationCmdlet("tag")
{
    /// <summary>At most 255 characters, and no other tag's.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [ValidateLength(1, 255)]
    public string Name { get; set; } = null!;

    /// <summary>Where the tag comes from, in one's own words. It cannot be changed later.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [Alias("tag_source", "TagSource")]
    [ValidateNotNullOrEmpty]
    public string? Source { get; set; }

    private protected override string Wanted => Name;

    private protected override Task<object?> CreateAsync(CmdletOutput output, CancellationToken cancellationToken) =>
        SendAsync(output, TagsApi.Create(Name.Trim(), Source), cancellationToken);

    private protected override void Forget(NameDirectory names) => names.ForgetTags();
}
