using System.Management.Automation;
using ConstantContact.Core.Base;
using ConstantContact.Core.Consent;
using ConstantContact.Core.Errors;
using ConstantContact.Core.Jobs;
using ConstantContact.Core.Names;
using ConstantContact.Core.Runs;
using ConstantContact.PowerShell.Binding;
using ConstantContact.PowerShell.Driving;
using ConstantContact.PowerShell.Hosting;

namespace ConstantContact.PowerShell.Bases;

/// <summary>
/// A bulk cmdlet about contacts, by address or id. They are gathered to the end of the input, so that 500 of them travel in one
/// request.
/// </summary>
public abstract class ContactJobCmdlet : BulkCmdlet
{
    private BulkAccount? _account;
    private IReadOnlyList<MemberWish> _wishes = [];
    private long _given;
    private long _invalid;

    private protected ContactJobCmdlet()
    {
    }

    private protected override object? ErrorTarget => Given;

    /// <summary>Contacts that are named one by one; null where a list, a tag or the like stands for them.</summary>
    private protected abstract ContactIdentity[]? Given { get; }

    /// <summary>Plans the jobs where a list, a tag or the like stands for its contacts, and says in words whom they are about; null where contacts are named one by one.</summary>
    private protected virtual Func<ActivityJobRun, NameDirectory, CancellationToken, Task<(SourcePlan Plan, string Whom)>>? Source => null;

    /// <summary>What the guard is asked about everybody; null where it needs nobody's consent.</summary>
    private protected virtual ConsentRequest? Consent => null;

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
        CheckSelection();
        StartRun();
        _account = new BulkAccount(Run, Operation, MyInvocation.ExpectingInput);
    }

    /// <summary>Refuses parameters that do not say clearly which contacts are meant.</summary>
    private protected virtual void CheckSelection()
    {
    }

    private protected override void ProcessOne()
    {
        foreach (ContactIdentity contact in Given ?? [])
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
        if (_given == 0 && Source is null)
        {
            return;
        }

        using CmdletProgress progress = output.StartProgress(Operation);
        ActivityJobRun run = NewRun(output, progress, _account!.Announce);
        await Closing(output).RunAsync(
            () => SendAsync(output, run, cancellationToken),
            () => new RunTally(run.RequestsUsed, 0, default, default),
            cancellationToken).ConfigureAwait(false);
    }

    private async Task<CcException?> SendAsync(CmdletOutput output, ActivityJobRun run, CancellationToken cancellationToken)
    {
        _wishes = _account!.Open();
        if (_account.Repeated is { } unfinished)
        {
            output.WriteWarning(
                $"The run {unfinished.RunId} of {unfinished.StartedAt:yyyy-MM-dd HH:mm} UTC began with the same contact and is not finished. "
                    + $"To go on with it: {unfinished.Command}");
        }

        NameDirectory names = Account.Names.Through(run.Client);
        string[] targetIds = [.. (await GroupIdentity.IdsAsync(Targets, names, cancellationToken).ConfigureAwait(false)).Distinct(StringComparer.OrdinalIgnoreCase)];

        HashSet<MemberWish> reported = [];
        Planned plan = await PlanAsync(output, run, names, targetIds, reported, cancellationToken).ConfigureAwait(false);
        long looked = Account.Time.GetTimestamp();
        string what = $"{Operation} {string.Join(", ", Targets.Select(static target => $"'{target}'"))}: {plan.Whom}";
        string?[] notes =
        [
            plan.Note is null ? null : $"looked up: {plan.Note}",
            plan.Tally.HeldBack.Count == 0 ? null : $"left out: {Text(plan.Tally.HeldBack.Count)} (deleted or unsubscribed)",
            plan.Tally.Unchanged == 0 ? null : $"left alone: {Text(plan.Tally.Unchanged)} (nothing to do)",
            $"requests: {Text(plan.Jobs.Count)} to send{(NoWait ? "" : ", one or more to wait for all of them")}",
        ];
        if (plan.Jobs.Count == 0
            || (await AllowsAsync(output, await DescribeAsync(what, notes, plan.Jobs).ConfigureAwait(false), Operation).ConfigureAwait(false) && await AgreesAsync(output).ConfigureAwait(false)))
        {
            if (Consent is not null && plan.Jobs.Count > 0 && (WasAsked || Account.Time.GetElapsedTime(looked) > ConsentGuard.Freshness))
            {
                output.WriteVerbose("Who is deleted or unsubscribed is looked up again: it may have changed while the question was open.");
                plan = await PlanAsync(output, run, names, targetIds, reported, cancellationToken).ConfigureAwait(false);
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
    /// <param name="reported">Whose error was written already.</param>
    /// <param name="cancellationToken">Ends it.</param>
    private async Task<Planned> PlanAsync(
        CmdletOutput output, ActivityJobRun run, NameDirectory names, string[] targetIds, HashSet<MemberWish> reported, CancellationToken cancellationToken)
    {
        Planned planned;
        if (Source is { } planSource)
        {
            (SourcePlan plan, string whom) = await planSource(run, names, cancellationToken).ConfigureAwait(false);
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
                _account.With(new BulkTally
                {
                    Operation = Operation,
                    ItemsIn = _given,
                    Unchanged = members.Unneeded.Count,
                    Duplicates = members.Duplicates,
                    Invalid = _invalid + members.Missing.Count,
                    HeldBack = members.HeldBack,
                }),
                Quantity.Of(members.ContactIds.Count, "contact"),
                members.LookUp,
                members);
        }

        if (planned.Note is not null)
        {
            output.WriteVerbose($"Looked up before sending: {planned.Note}.");
        }

        return planned;
    }

    /// <summary>Of an object only the identity is taken: what it says about the contact's state may be old.</summary>
    private static MemberWish WishOf(ContactIdentity who) =>
        who.ContactId is { } id ? MemberWish.ById(who.Input, id) : MemberWish.ByEmail(who.Input, who.Email!);

    private sealed record Planned(IReadOnlyList<ActivityJob> Jobs, BulkTally Tally, string Whom, string? Note, MemberList? Members);
}
