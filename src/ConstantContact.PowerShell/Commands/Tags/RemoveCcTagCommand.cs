using System.Management.Automation;
using ConstantContact.Core.Api;
using ConstantContact.Core.Jobs;
using ConstantContact.Core.Names;
using ConstantContact.PowerShell.Bases;
using ConstantContact.PowerShell.Binding;
using ConstantContact.PowerShell.Completion;

namespace ConstantContact.PowerShell.Commands.Tags;

/// <summary>
/// <c>Remove-CcTag</c>: deletes tags, up to 500 with one request, and removes them from all contacts.
/// </summary>
[Cmdlet(VerbsCommon.Remove, "CcTag", SupportsShouldProcess = true, ConfirmImpact = ConfirmImpact.High)]
[OutputType(typeof(BulkSummary))]
public sealed class RemoveCcTagCommand : DeletionCmdlet
{
    public RemoveCcTagCommand()
        : base("tag", "tags") { }

    /// <summary>Tags, by name or id, or as objects.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [Alias("TagId", "tag_id")]
    [ArgumentCompleter(typeof(TagNameCompleter))]
    public TagIdentity[] Tag { get; set; } = null!;

    private protected override IReadOnlyList<NamedIdentity> Given => Tag;

    private protected override async Task<(string Id, string? Name)> FindAsync(
        NamedIdentity identity,
        NameDirectory names,
        CancellationToken cancellationToken
    )
    {
        var item = await ((TagIdentity)identity).FindAsync(names, cancellationToken).ConfigureAwait(false);
        return (item.Id, item.Name is null ? null : item.ToString());
    }

    private protected override IReadOnlyList<ActivityJob> Jobs(IReadOnlyList<string> ids) =>
        ActivityJobs.DeleteTags(ids);

    private protected override void Forget(NameDirectory names) => names.ForgetTags();
}
