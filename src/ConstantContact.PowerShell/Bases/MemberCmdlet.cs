using System.Management.Automation;
using ConstantContact.Core.Consent;
using ConstantContact.Core.Errors;
using ConstantContact.Core.Jobs;
using ConstantContact.Core.Json;
using ConstantContact.Core.Names;
using ConstantContact.Core.Runs;
using ConstantContact.PowerShell.Binding;
using ConstantContact.PowerShell.Completion;
using ConstantContact.PowerShell.Driving;
using ConstantContact.PowerShell.Hosting;

namespace ConstantContact.PowerShell.Bases;

/// <summary>
/// A bulk cmdlet about contacts: those of the pipeline, by address or id, or everybody on a list, with a tag, or active. People
/// are gathered to the end of the input, so that 500 of them travel in one request.
/// </summary>
public abstract class MemberCmdlet : BulkCmdlet
{
    private OpenRun? _run;
    private BulkAccount? _account;
    private IReadOnlyList<MemberWish> _wishes = [];
    private long _given;
    private long _invalid;

    private protected MemberCmdlet()
    {
    }

    /// <summary>Addresses, ids, contacts, or rows that have one of them. To find the ids of addresses costs requests, which contacts and ids save.</summary>
    [Parameter(Position = 1, ValueFromPipeline = true)]
    [Alias("InputObject", "ContactId", "contact_id", "Email", "EmailAddress", "email_address")]
    [ValidateNotNullOrEmpty]
    public ContactIdentity[]? Contact { get; set; }

    /// <summary>Everybody on any of these lists, with one request for up to 50 of them.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(ListNameCompleter))]
    public ListIdentity[]? FromList { get; set; }

    /// <summary>Everybody with any of these tags, with one request for up to 50 of them.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(TagNameCompleter))]
    public TagIdentity[]? FromTag { get; set; }

    /// <summary>Everybody who counts as active: nobody deleted, nobody unsubscribed.</summary>
    [Parameter]
    public SwitchParameter AllActive { get; set; }

    /// <summary>Where the report of all contacts goes: a .csv or .jsonl file, or a folder for four files by outcome.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? ReportPath { get; set; }

    /// <summary>The run's name; made up unless given. The same command with the same one goes on where the run ended.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(RunIdCompleter))]
    public string? RunId { get; set; }

    private protected override object? ErrorTarget => Contact;

    /// <summary>What the guard is asked about everybody; null where it needs nobody's consent.</summary>
    private protected virtual ConsentRequest? Consent => null;

    /// <summary>A segment, where the service takes one.</summary>
    private protected virtual SegmentIdentity? FromSegmentGiven => null;

    /// <summary>Such as "Add to lists": the operation's name in its account, and the heading of the question.</summary>
    private protected abstract string Operation { get; }

    /// <summary>The lists or tags that it is about.</summary>
    private protected abstract IReadOnlyList<GroupIdentity> Targets { get; }

    private protected abstract IReadOnlyList<ActivityJob> Jobs(IReadOnlyList<ContactSource> sources, IReadOnlyList<string> targets, IReadOnlyList<string> exclude);

    /// <summary>One more question before it is sent.</summary>
    private protected virtual Task<bool> AgreesAsync(CmdletOutput output) => Task.FromResult(true);

    private protected override void Prepare()
    {
        base.Prepare();
        string[] ways =
        [
            .. new[] { nameof(Contact), nameof(FromList), nameof(FromTag), "FromSegment", nameof(AllActive) }
                .Where(MyInvocation.BoundParameters.ContainsKey).Select(static name => $"-{name}"),
            .. MyInvocation.ExpectingInput ? ["input"] : Array.Empty<string>(),
        ];
        if (ways.Length > 1)
        {
            throw new InvalidInputException("CcInvalidValue", $"{string.Join(" and ", ways)}: contacts are given in more than one way.", "Give them in one way, and run the command once more for the others.");
        }

        if (ways.Length == 0)
        {
            throw new InvalidInputException("CcMissingIdentity", "No contacts are given.", "Pipe contacts, addresses or ids, or give them with -Contact, -FromList, -FromTag or -AllActive.");
        }

        _run = RunSetup.Open(this, Account, RunId, ReportPath is null ? null : GetUnresolvedProviderPathFromPSPath(ReportPath), ShowsOnly);
        _account = new BulkAccount(_run, Operation, MyInvocation.ExpectingInput);
    }

    protected override void Dispose(bool disposing)
    {
        base.Dispose(disposing);
        if (disposing)
        {
            _run?.Dispose();
        }
    }

    private protected override void ProcessOne()
    {
        foreach (ContactIdentity contact in Contact ?? [])
        {
            _given++;
            try
            {
                _account!.Give(WishOf(contact.Checked()));
            }
            catch (InvalidInputException e)
            {
                _invalid++;
                _account!.GiveInvalid(contact.Given, e);
                Errors.ErrorRecords.Report(this, e, contact.Input);
            }
        }
    }

    private protected override async Task EndProcessingAsync(CmdletOutput output, CancellationToken cancellationToken)
    {
        bool bySource = FromList is not null || FromTag is not null || FromSegmentGiven is not null || AllActive;
        if (_given == 0 && !bySource)
        {
            return;
        }

        using CmdletProgress progress = output.StartProgress(Operation);
        ActivityJobRun run = NewRun(output, progress, _account!.Announce);
        await new RunClosing(output, _run!, word => FinalNote = word).RunAsync(
            () => SendAsync(output, run, bySource, cancellationToken),
            () => new RunTally(run.RequestsUsed, 0, default, default),
            cancellationToken).ConfigureAwait(false);
    }

    private async Task<CcException?> SendAsync(CmdletOutput output, ActivityJobRun run, bool bySource, CancellationToken cancellationToken)
    {
        _wishes = _account!.Open();
        if (_account.Repeated is { } unfinished)
        {
            output.WriteWarning(
                $"The run {unfinished.RunId} of {unfinished.StartedAt:yyyy-MM-dd HH:mm} UTC began with the same contact and is not finished. To go on with it: {unfinished.Command}");
        }

        NameDirectory names = Account.Names.Through(run.Client);
        string[] targetIds = [.. (await GroupIdentity.IdsAsync(Targets, names, cancellationToken).ConfigureAwait(false)).Distinct(StringComparer.OrdinalIgnoreCase)];

        HashSet<MemberWish> reported = [];
        Planned plan = await PlanAsync(output, run, names, targetIds, bySource, reported, cancellationToken).ConfigureAwait(false);
        long looked = Account.Time.GetTimestamp();
        string what = $"{Operation} {string.Join(", ", Targets.Select(static target => $"'{target}'"))}: {plan.Whom}";
        string?[] notes =
        [
            plan.Note is null ? null : $"looked up: {plan.Note}",
            plan.Tally.HeldBack.Count == 0 ? null : $"left out: {Text(plan.Tally.HeldBack.Count)} (deleted or unsubscribed)",
            $"requests: {Text(plan.Jobs.Count)} to send{(NoWait ? "" : ", one or more to wait for all of them")}",
        ];
        if (plan.Jobs.Count == 0
            || (await AllowsAsync(output, await DescribeAsync(what, notes, plan.Jobs).ConfigureAwait(false), Operation).ConfigureAwait(false) && await AgreesAsync(output).ConfigureAwait(false)))
        {
            if (Consent is not null && plan.Jobs.Count > 0 && (WasAsked || Account.Time.GetElapsedTime(looked) > ConsentGuard.Freshness))
            {
                output.WriteVerbose("Who is deleted or unsubscribed is looked up again: it may have changed while the question was open.");
                plan = await PlanAsync(output, run, names, targetIds, bySource, reported, cancellationToken).ConfigureAwait(false);
            }

            BulkSummary summary = await run.SendAsync(plan.Tally, plan.Jobs, cancellationToken).ConfigureAwait(false);
            _account.Settle(plan.Members, plan.Jobs, summary);
            return await ReportAsync(output, summary).ConfigureAwait(false);
        }

        if (!ShowsOnly || PassThru)
        {
            BulkSummary declined = run.Decline(plan.Tally, plan.Jobs);
            if (!ShowsOnly)
            {
                _account.Settle(plan.Members, plan.Jobs, declined);
            }

            return await ReportAsync(output, declined).ConfigureAwait(false);
        }

        return null;
    }

    /// <param name="output">Gets an error for each contact that is not there.</param>
    /// <param name="run">Its client counts the look-ups.</param>
    /// <param name="names">The account's.</param>
    /// <param name="targetIds">The lists or tags.</param>
    /// <param name="bySource">A list, a tag or the like stands for its contacts.</param>
    /// <param name="reported">Whose error was written already.</param>
    /// <param name="cancellationToken">Ends it.</param>
    private async Task<Planned> PlanAsync(
        CmdletOutput output, ActivityJobRun run, NameDirectory names, string[] targetIds, bool bySource, HashSet<MemberWish> reported, CancellationToken cancellationToken)
    {
        Planned planned;
        if (bySource)
        {
            (SourcePlan plan, string whom) = await PlanAsync(run, names, cancellationToken).ConfigureAwait(false);
            planned = new(Jobs(plan.Sources, targetIds, plan.Exclude), new BulkTally { Operation = Operation, HeldBack = plan.HeldBack }, whom, plan.Note, null);
        }
        else
        {
            MemberList members = await new MemberLookup(run.Client, Consent).FindAsync(_wishes, cancellationToken).ConfigureAwait(false);
            foreach (MissingMember missing in members.Missing.Where(missing => reported.Add(missing.Wish)))
            {
                await output.WriteErrorAsync(missing.Error, missing.Wish.Given).ConfigureAwait(false);
            }

            _account!.Resolve(members);
            planned = new(
                Jobs(ActivityJobs.OfContacts(members.ContactIds), targetIds, []),
                _account.With(new BulkTally { Operation = Operation, ItemsIn = _given, Duplicates = members.Duplicates, Invalid = _invalid + members.Missing.Count, HeldBack = members.HeldBack }),
                $"{Text(members.ContactIds.Count)} contacts",
                members.LookUp,
                members);
        }

        if (planned.Note is not null)
        {
            output.WriteVerbose($"Looked up before sending: {planned.Note}.");
        }

        return planned;
    }

    private async Task<(SourcePlan Plan, string Whom)> PlanAsync(ActivityJobRun run, NameDirectory names, CancellationToken cancellationToken)
    {
        SourcePlanner planner = new(run.Client, Consent);
        if (FromList is not null)
        {
            IReadOnlyList<string> ids = await GroupIdentity.IdsAsync(FromList, names, cancellationToken).ConfigureAwait(false);
            return (await planner.OfListsAsync(ids, cancellationToken).ConfigureAwait(false), $"everybody on {string.Join<ListIdentity>(", ", FromList)}");
        }

        if (FromTag is not null)
        {
            IReadOnlyList<string> ids = await GroupIdentity.IdsAsync(FromTag, names, cancellationToken).ConfigureAwait(false);
            return (await planner.OfTagsAsync(ids, cancellationToken).ConfigureAwait(false), $"everybody tagged {string.Join<TagIdentity>(", ", FromTag)}");
        }

        if (FromSegmentGiven is { } segment)
        {
            int id = await segment.IdAsync(names, cancellationToken).ConfigureAwait(false);
            return (await planner.OfSegmentAsync(id, cancellationToken).ConfigureAwait(false), $"everybody in segment {segment}");
        }

        return (SourcePlan.AllActive, "all active contacts");
    }

    /// <summary>Of an object only the identity is taken: what it says about the contact's state may be old.</summary>
    private static MemberWish WishOf(ContactIdentity who) =>
        who.ContactId is { } id ? MemberWish.ById(who.Input, id) : MemberWish.ByEmail(who.Input, who.Email!);

    private sealed record Planned(IReadOnlyList<ActivityJob> Jobs, BulkTally Tally, string Whom, string? Note, MemberList? Members);
}
