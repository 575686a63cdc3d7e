using System.Management.Automation;
using ConstantContact.Core.Consent;
using ConstantContact.Core.Jobs;
using ConstantContact.PowerShell.Bases;
using ConstantContact.PowerShell.Binding;
using ConstantContact.PowerShell.Completion;
using ConstantContact.PowerShell.Hosting;

namespace ConstantContact.PowerShell.Commands.Lists;

/// <summary>
/// <c>Add-CcListMember</c>: adds contacts to lists, 500 with one request. Skips deleted and unsubscribed contacts.
/// </summary>
[Cmdlet(VerbsCommon.Add, "CcListMember", SupportsShouldProcess = true, ConfirmImpact = ConfirmImpact.Medium)]
[OutputType(typeof(BulkSummary))]
public sealed class AddCcListMemberCommand : ListMemberCmdlet
{
    /// <summary>
    /// All contacts that are now in this segment. They are read first, to skip the deleted and unsubscribed ones.
    /// </summary>
    [Parameter]
    [ValidateNotNull]
    [ArgumentCompleter(typeof(SegmentNameCompleter))]
    public SegmentIdentity? FromSegment { get; set; }

    /// <summary>Also adds deleted contacts, which restores them. Unsubscribed contacts are still skipped.</summary>
    [Parameter]
    public SwitchParameter Restore { get; set; }

    /// <summary>With -Restore: does not ask for confirmation.</summary>
    [Parameter]
    public SwitchParameter Force { get; set; }

    private protected override ConsentRequest Consent =>
        new(ConsentOperation.AddToList, new ConsentSwitches { Restore = Restore });

    private protected override SegmentIdentity? FromSegmentGiven => FromSegment;

    private protected override async Task<bool> AgreesAsync(CmdletOutput output) =>
        !Restore
        || Force
        || await output
            .ShouldContinueAsync("This restores deleted contacts. Continue?", "Are you sure?")
            .ConfigureAwait(false);

    private protected override string Operation => "Add to lists";

    private protected override IReadOnlyList<ActivityJob> Jobs(
        IReadOnlyList<ContactSource> sources,
        IReadOnlyList<string> targets,
        IReadOnlyList<string> exclude
    ) => ActivityJobs.AddToLists(sources, targets, exclude);
}
