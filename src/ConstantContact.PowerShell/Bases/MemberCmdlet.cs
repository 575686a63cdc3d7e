using System.Management.Automation;
using ConstantContact.Core.Consent;
using ConstantContact.Core.Errors;
using ConstantContact.Core.Jobs;
using ConstantContact.Core.Names;
using ConstantContact.Core.Runs;
using ConstantContact.PowerShell.Binding;
using ConstantContact.PowerShell.Completion;

namespace ConstantContact.PowerShell.Bases;

/// <summary>Selects contacts individually, or all contacts on a list, with a tag, or active ones.</summary>
public abstract class MemberCmdlet : ContactJobCmdlet
{
    private protected MemberCmdlet() { }

    /// <summary>
    /// Addresses, ids, contacts, or rows that have one of them. Contacts and ids save the requests that find the ids of
    /// addresses.
    /// </summary>
    [Parameter(Position = 1, ValueFromPipeline = true)]
    [Alias("InputObject", "ContactId", "contact_id", "Email", "EmailAddress", "email_address")]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(NothingCompleter))]
    public ContactIdentity[]? Contact { get; set; }

    /// <summary>All contacts on any of these lists, with one request for up to 50 lists.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(ListNameCompleter))]
    public ListIdentity[]? FromList { get; set; }

    /// <summary>All contacts with any of these tags, with one request for up to 50 tags.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(TagNameCompleter))]
    public TagIdentity[]? FromTag { get; set; }

    /// <summary>All active contacts, without deleted and unsubscribed ones.</summary>
    [Parameter]
    public SwitchParameter AllActive { get; set; }

    /// <summary>
    /// Records which contacts already are as requested, so that Undo-CcRun can undo the run. Costs requests for
    /// contacts that are given by id.
    /// </summary>
    [Parameter]
    public SwitchParameter Undoable { get; set; }

    private protected sealed override bool IsUndoable => Undoable;

    private protected sealed override ContactIdentity[]? Given => Contact;

    private protected sealed override Func<
        ActivityJobRun,
        NameDirectory,
        CancellationToken,
        Task<(SourcePlan Plan, string Whom)>
    >? Source =>
        FromList is not null || FromTag is not null || FromSegmentGiven is not null || AllActive ? PlanAsync : null;

    /// <summary>A segment, if the service accepts one.</summary>
    private protected virtual SegmentIdentity? FromSegmentGiven => null;

    private protected override void CheckSelection()
    {
        string[] ways =
        [
            .. new[] { nameof(Contact), nameof(FromList), nameof(FromTag), "FromSegment", nameof(AllActive) }
                .Where(MyInvocation.BoundParameters.ContainsKey)
                .Select(static name => $"-{name}"),
            .. MyInvocation.ExpectingInput ? ["input"] : Array.Empty<string>(),
        ];
        if (ways.Length > 1)
        {
            throw new InvalidInputException(
                "CcInvalidValue",
                $"{string.Join(" and ", ways)}: contacts are given in more than one way.",
                "Give them in one way, and run the command once more for the others."
            );
        }

        if (ways.Length == 0)
        {
            throw new InvalidInputException(
                "CcMissingIdentity",
                "No contacts are given.",
                "Pipe contacts, addresses or ids, or give them with -Contact, -FromList, -FromTag or -AllActive."
            );
        }

        if (Undoable)
        {
            RunRetention.RequireKept("-Undoable");
            if (Source is not null)
            {
                throw InvalidInputException.Value(
                    "-Undoable",
                    null,
                    $"{ways[0]} sends no contacts to the service, and which they are is not known.",
                    $"Pipe the contacts: Get-CcContact ... | {MyInvocation.MyCommand.Name} ... -Undoable"
                );
            }
        }
    }

    private async Task<(SourcePlan Plan, string Whom)> PlanAsync(
        ActivityJobRun run,
        NameDirectory names,
        CancellationToken cancellationToken
    )
    {
        var planner = new SourcePlanner(run.Client, Consent);
        if (FromList is not null)
        {
            var ids = await GroupIdentity.IdsAsync(FromList, names, cancellationToken).ConfigureAwait(false);
            return (
                await planner.OfListsAsync(ids, cancellationToken).ConfigureAwait(false),
                $"everybody on {string.Join<ListIdentity>(", ", FromList)}"
            );
        }

        if (FromTag is not null)
        {
            var ids = await GroupIdentity.IdsAsync(FromTag, names, cancellationToken).ConfigureAwait(false);
            return (
                await planner.OfTagsAsync(ids, cancellationToken).ConfigureAwait(false),
                $"everybody tagged {string.Join<TagIdentity>(", ", FromTag)}"
            );
        }

        if (FromSegmentGiven is { } segment)
        {
            var id = await segment.IdAsync(names, cancellationToken).ConfigureAwait(false);
            return (
                await planner.OfSegmentAsync(id, cancellationToken).ConfigureAwait(false),
                $"everybody in segment {segment}"
            );
        }

        return (SourcePlan.AllActive, "all active contacts");
    }
}
