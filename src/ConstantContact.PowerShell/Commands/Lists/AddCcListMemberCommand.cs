using System.Management.Automation;
using ConstantContact.Core.Consent;
using ConstantContact.Core.Jobs;
using ConstantContact.PowerShell.Bases;
using ConstantContact.PowerShell.Binding;
using ConstantContact.PowerShell.Completion;
using ConstantContact.PowerShell.Hosting;

namespace ConstantContact.PowerShell.Commands.Lists;

/// <summary><c>Add-CcListMember</c>: puts contacts on lists, 500 with one request. Nobody who is deleted or unsubscribed.</summary>
[Cmdlet(VerbsCommon.Add, "CcListMember", SupportsShouldProcess = true, ConfirmImpact = ConfirmImpact.Medium)]
[OutputType(typeof(BulkSummary))]
public sealed class AddCcListMemberCommand : ListMemberCmdlet
{
    /// <summary>Everybody whom the service puts into this segment now. All of them are read first, to leave out who is deleted or unsubscribed.</summary>
    [Parameter]
    [ValidateNotNull]
    [ArgumentCompleter(typeof(SegmentNameCompleter))]
    public SegmentIdentity? FromSegment { get; set; }

    /// <summary>Deleted contacts too, which brings them back. Nobody who has unsubscribed, all the same.</summary>
    [Parameter]
    public SwitchParameter Restore { get; set; }

    /// <summary>With -Restore: without asking.</summary>
    [Parameter]
    public SwitchParameter Force { get; set; }

    private protected override ConsentRequest Consent => new(ConsentOperation.AddToList, new ConsentSwitches { Restore = Restore });

    private protected override SegmentIdentity? FromSegmentGiven => FromSegment;

    private protected override async Task<bool> AgreesAsync(CmdletOutput output) =>
        !Restore || Force || await output.ShouldContinueAsync("This restores deleted contacts. Continue?", "Are you sure?").ConfigureAwait(false);

    private protected override string Operation => "Add to lists";

    private protected override IReadOnlyList<ActivityJob> Jobs(IReadOnlyList<ContactSource> sources, IReadOnlyList<string> targets, IReadOnlyList<string> exclude) =>
        ActivityJobs.AddToLists(sources, targets, exclude);
}
