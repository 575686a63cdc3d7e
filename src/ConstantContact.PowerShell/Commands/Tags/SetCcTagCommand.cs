using System.Management.Automation;
using ConstantContact.Core.Api;
using ConstantContact.Core.Http;
using ConstantContact.Core.Names;
using ConstantContact.PowerShell.Bases;
using ConstantContact.PowerShell.Binding;
using ConstantContact.PowerShell.Completion;
using ConstantContact.PowerShell.Driving;
using ConstantContact.PowerShell.Hosting;

namespace ConstantContact.PowerShell.Commands.Tags;

/// <summary><c>Set-CcTag</c>: renames a tag. Nothing else of a tag can be changed.</summary>
[Cmdlet(VerbsCommon.Set, "CcTag", SupportsShouldProcess = true, ConfirmImpact = ConfirmImpact.Medium)]
[OutputType(typeof(ContactTag))]
public sealed class SetCcTagCommand : ChangeCmdlet
{
    /// <summary>The tag, by name or id, or as an object.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [Alias("TagId", "tag_id")]
    [ArgumentCompleter(typeof(TagNameCompleter))]
    public TagIdentity Tag { get; set; } = null!;

    /// <summary>The new name.</summary>
    [Parameter(Mandatory = true, Position = 1)]
    [ValidateLength(1, 255)]
    public string Name { get; set; } = null!;

    private protected override NamedIdentity Given => Tag;

    private protected override async Task<object?> ChangeAsync(
        CmdletOutput output,
        ApiClient client,
        NameDirectory names,
        CancellationToken cancellationToken
    )
    {
        var tag = await Tag.FindAsync(names, cancellationToken).ConfigureAwait(false);
        if (string.Equals(tag.Name, Name.Trim(), StringComparison.Ordinal))
        {
            await output
                .NothingToDoAsync($"The tag '{tag.Name}' already has this name. No request is needed.")
                .ConfigureAwait(false);
            return tag;
        }

        return await output
            .SendAllowedAsync(
                client,
                $"Rename tag '{tag.Name ?? Tag.ToString()}' to '{Name.Trim()}'",
                "Rename tag",
                TagsApi.Rename(tag.Id, Name.Trim()),
                cancellationToken
            )
            .ConfigureAwait(false);
    }

    private protected override void Forget(NameDirectory names) => names.ForgetTags();
}
