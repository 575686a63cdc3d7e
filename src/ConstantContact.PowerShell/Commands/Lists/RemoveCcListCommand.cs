using System.Management.Automation;
using ConstantContact.Core.Api;
using ConstantContact.Core.Jobs;
using ConstantContact.Core.Names;
using ConstantContact.PowerShell.Bases;
using ConstantContact.PowerShell.Binding;
using ConstantContact.PowerShell.Completion;

namespace ConstantContact.PowerShell.Commands.Lists;

/// <summary>
/// <c>Remove-CcList</c>: deletes lists and their memberships, up to 100 with one request. The contacts remain.
/// </summary>
[Cmdlet(VerbsCommon.Remove, "CcList", SupportsShouldProcess = true, ConfirmImpact = ConfirmImpact.High)]
[OutputType(typeof(BulkSummary))]
public sealed class RemoveCcListCommand : DeletionCmdlet
{
    public RemoveCcListCommand()
        : base("list", "lists") { }

    /// <summary>Lists, by name or id, or as objects.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [Alias("ListId", "list_id")]
    [ArgumentCompleter(typeof(ListNameCompleter))]
    public ListIdentity[] List { get; set; } = null!;

    private protected override IReadOnlyList<NamedIdentity> Given => List;

    private protected override async Task<(string Id, string? Name)> FindAsync(
        NamedIdentity identity,
        NameDirectory names,
        CancellationToken cancellationToken
    )
    {
        var item = await ((ListIdentity)identity).FindAsync(names, cancellationToken).ConfigureAwait(false);
        return (item.Id, item.Name is null ? null : item.ToString());
    }

    private protected override IReadOnlyList<ActivityJob> Jobs(IReadOnlyList<string> ids) =>
        ActivityJobs.DeleteLists(ids);

    private protected override void Forget(NameDirectory names) => names.ForgetLists();
}
