using System.Management.Automation;
using ConstantContact.Core.Consent;
using ConstantContact.Core.Jobs;
using ConstantContact.PowerShell.Bases;
using ConstantContact.PowerShell.Binding;
using ConstantContact.PowerShell.Completion;

namespace ConstantContact.PowerShell.Commands.Contacts;

/// <summary>
/// <c>Restore-CcContact</c>: restores deleted contacts by adding them to lists, 500 with one request. Does not restore
/// contacts that had unsubscribed, and skips contacts that are not deleted.
/// </summary>
[Cmdlet(VerbsData.Restore, "CcContact", SupportsShouldProcess = true, ConfirmImpact = ConfirmImpact.High)]
[OutputType(typeof(BulkSummary))]
public sealed class RestoreCcContactCommand : ContactJobCmdlet
{
    /// <summary>Addresses, ids, contacts, or rows that have one of them.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true)]
    [Alias("InputObject", "ContactId", "contact_id", "Email", "EmailAddress", "email_address")]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(NothingCompleter))]
    public ContactIdentity[] Contact { get; set; } = null!;

    /// <summary>At most 50 lists, by name or id. Deletion removed the contact from all its lists.</summary>
    [Parameter(Mandatory = true)]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(ListNameCompleter))]
    [Alias("AddToList", "list_memberships")]
    public ListIdentity[] List { get; set; } = null!;

    private protected override ContactIdentity[]? Given => Contact;

    private protected override ConsentRequest Consent => new(ConsentOperation.Restore, ConsentSwitches.None);

    private protected override string Operation => "Restore to lists";

    private protected override IReadOnlyList<GroupIdentity> Targets => List;

    private protected override IReadOnlyList<ActivityJob> Jobs(
        IReadOnlyList<ContactSource> sources,
        IReadOnlyList<string> targets,
        IReadOnlyList<string> exclude
    ) => ActivityJobs.AddToLists(sources, targets, exclude);
}
