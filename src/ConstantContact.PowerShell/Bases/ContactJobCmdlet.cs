using System.Management.Automation;
using ConstantContact.Core.Base;
using ConstantContact.Core.Consent;
using ConstantContact.Core.Contacts;
using ConstantContact.Core.Errors;
using ConstantContact.Core.Jobs;
using ConstantContact.Core.Names;
using ConstantContact.Core.Runs;
using ConstantContact.PowerShell.Binding;
using ConstantContact.PowerShell.Driving;
using ConstantContact.PowerShell.Hosting;

namespace ConstantContact.PowerShell.Bases;

/// <summary>
/// A bulk cmdlet for contacts, by address or id. It collects all contacts until the input ends, so that one request can
/// contain 500 of them.
/// </summary>
public abstract class ContactJobCmdlet : BulkCmdlet
{
    private BulkLedger? _ledger;
    private IReadOnlyList<RequestedMember> _requested = [];
    private long _given;
    private long _invalid;

    private protected ContactJobCmdlet() { }

    private protected override object? ErrorTarget => Given;

    /// <summary>Contacts that are named individually. Null if a list, a tag or similar stands for them.</summary>
    private protected abstract ContactIdentity[]? Given { get; }

    /// <summary>
    /// Plans the jobs if a list, a tag or similar stands for the contacts, and describes the contacts. Null if contacts
    /// are named individually.
    /// </summary>
    private protected virtual Func<
        ActivityJobRun,
        NameDirectory,
        CancellationToken,
        Task<(SourcePlan Plan, string Whom)>
    >? Source => null;

    /// <summary>The question to the consent guard about all contacts. Null if the operation needs no consent.</summary>
    private protected virtual ConsentRequest? Consent => null;

    /// <summary>
    /// The name of the operation in its record and the heading of the prompt, such as "Add to lists".
    /// </summary>
    private protected abstract string Operation { get; }

    /// <summary>The lists or tags of the operation.</summary>
    private protected abstract IReadOnlyList<GroupIdentity> Targets { get; }

    private protected abstract IReadOnlyList<ActivityJob> Jobs(
        IReadOnlyList<ContactSource> sources,
        IReadOnlyList<string> targets,
        IReadOnlyList<string> exclude
    );

    /// <summary>Whether to read which contacts already are as requested, so that the run can be undone.</summary>
    private protected virtual bool IsUndoable => false;

    /// <summary>Another prompt before the operation is sent.</summary>
    private protected virtual Task<bool> AgreesAsync(CmdletOutput output) => Task.FromResult(true);

    private protected override void Prepare()
    {
        base.Prepare();
        CheckSelection();
        StartRun();
        _ledger = new BulkLedger(Run, Operation, MyInvocation.ExpectingInput);
    }

    /// <summary>Refuses parameters that do not clearly select contacts.</summary>
    private protected virtual void CheckSelection() { }

    private protected override void ProcessOne()
    {
        foreach (var contact in Given ?? [])
        {
            _given++;
            try
            {
                _ledger!.Add(MemberOf(contact.Checked()));
            }
            catch (InvalidInputException e)
            {
                _invalid++;
                _ledger!.AddInvalid(contact.Given, e);
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

        using var progress = output.StartProgress(Operation);
        var run = NewRun(output, progress, _ledger!.Announce);
        await Closing(output)
            .RunAsync(
                () => SendAsync(output, run, cancellationToken),
                () => new RunTally(run.RequestsUsed, 0, default, default),
                cancellationToken
            )
            .ConfigureAwait(false);
    }

    private async Task<CcException?> SendAsync(
        CmdletOutput output,
        ActivityJobRun run,
        CancellationToken cancellationToken
    )
    {
        _requested = _ledger!.Open();
        if (_ledger.Repeated is { } unfinished)
        {
            output.WriteWarning(
                $"The run {unfinished.RunId} of {unfinished.StartedAt:yyyy-MM-dd HH:mm} UTC began with the same "
                    + "contact and is not finished. "
                    + $"To continue it: {unfinished.Command}"
            );
        }

        var names = Account.Names.Through(run.Client);
        string[] targetIds =
        [
            .. (await GroupIdentity.IdsAsync(Targets, names, cancellationToken).ConfigureAwait(false)).Distinct(
                StringComparer.OrdinalIgnoreCase
            ),
        ];

        HashSet<RequestedMember> reported = [];
        var plan = await PlanAsync(output, run, names, targetIds, reported, cancellationToken).ConfigureAwait(false);
        var looked = Account.Time.GetTimestamp();
        var what = $"{Operation} {string.Join(", ", Targets.Select(static target => $"'{target}'"))}: {plan.Whom}";
        string?[] notes =
        [
            plan.Note is null ? null : $"looked up: {plan.Note}",
            plan.Tally.HeldBack.Count == 0
                ? null
                : $"left out: {Quantity.Number(plan.Tally.HeldBack.Count)} (deleted or unsubscribed)",
            plan.Tally.Unchanged == 0 ? null : $"left alone: {Quantity.Number(plan.Tally.Unchanged)} (nothing to do)",
            $"requests: {Quantity.Number(plan.Jobs.Count)} to send"
                + (NoWait ? "" : ", one or more to wait for all of them"),
            IsUndoable && plan.Jobs.Count > 0
                ? "to be able to undo it: one request for each 500 members of each list or tag, or one for each "
                    + "contact, "
                    + "whichever is less; none for contacts that are looked up anyway"
                : null,
        ];
        if (plan.Jobs.Count == 0)
        {
            var unchanged = Quantity.Of(plan.Tally.Unchanged, "contact is", "contacts are");
            var why = plan.Tally.Unchanged == 0 ? "" : $", because {unchanged} already as requested";
            await output.NothingToDoAsync($"{what}. No request is needed{why}.").ConfigureAwait(false);
        }

        if (
            plan.Jobs.Count == 0
            || (
                await AllowsAsync(output, await DescribeAsync(what, notes, plan.Jobs).ConfigureAwait(false), Operation)
                    .ConfigureAwait(false) && await AgreesAsync(output).ConfigureAwait(false)
            )
        )
        {
            var isOld = MayAsk || Account.Time.GetElapsedTime(looked) > ConsentGuard.Freshness;
            if (isOld)
            {
                _ledger.Expire();
            }

            if (isOld && Consent is not null && plan.Jobs.Count > 0)
            {
                output.WriteVerbose(
                    "Deleted and unsubscribed contacts are looked up again, because they may have changed while "
                        + "the question was open."
                );
                plan = await PlanAsync(output, run, names, targetIds, reported, cancellationToken)
                    .ConfigureAwait(false);
            }

            if (IsUndoable)
            {
                await _ledger.ReadMembershipsAsync(run.Client, plan.Jobs, cancellationToken).ConfigureAwait(false);
            }

            var summary = await run.SendAsync(plan.Tally, plan.Jobs, cancellationToken).ConfigureAwait(false);
            _ledger.Settle(plan.Members, plan.Jobs, summary);
            return await ReportAsync(output, summary).ConfigureAwait(false);
        }

        if (!OnlyShows || PassThru)
        {
            var declined = run.Decline(plan.Tally, plan.Jobs);
            if (!OnlyShows)
            {
                _ledger.Settle(plan.Members, plan.Jobs, declined);
            }

            return await ReportAsync(output, declined).ConfigureAwait(false);
        }

        return null;
    }

    /// <param name="output">Receives an error for each contact that does not exist.</param>
    /// <param name="run">Its client counts the look-ups.</param>
    /// <param name="names">The names in the account.</param>
    /// <param name="targetIds">The lists or tags.</param>
    /// <param name="reported">Contacts whose error was already written.</param>
    /// <param name="cancellationToken">Cancels the planning.</param>
    private async Task<Planned> PlanAsync(
        CmdletOutput output,
        ActivityJobRun run,
        NameDirectory names,
        string[] targetIds,
        HashSet<RequestedMember> reported,
        CancellationToken cancellationToken
    )
    {
        Planned planned;
        if (Source is { } planSource)
        {
            var (plan, whom) = await planSource(run, names, cancellationToken).ConfigureAwait(false);
            planned = new(
                Jobs(plan.Sources, targetIds, plan.Exclude),
                new BulkTally { Operation = Operation, HeldBack = plan.HeldBack },
                whom,
                plan.Note,
                null
            );
        }
        else
        {
            // Where contacts are read anyway, it costs nothing to see what they have.
            var lookup = new MemberLookup(run.Client, Consent)
            {
                Include =
                [
                    Targets.Any(static t => t is TagIdentity)
                        ? ContactMembers.Taggings
                        : ContactMembers.ListMemberships,
                ],
            };
            var members = await lookup.FindAsync(_requested, cancellationToken).ConfigureAwait(false);
            foreach (var missing in members.Missing.Where(missing => reported.Add(missing.Member)))
            {
                await output.WriteErrorAsync(missing.Error, missing.Member.Given).ConfigureAwait(false);
            }

            _ledger!.Resolve(members);
            planned = new(
                Jobs(ActivityJobs.OfContacts(members.ContactIds), targetIds, []),
                _ledger.With(
                    new BulkTally
                    {
                        Operation = Operation,
                        ItemsIn = _given,
                        Unchanged = members.Unneeded.Count,
                        Duplicates = members.Duplicates,
                        Invalid = _invalid + members.Missing.Count,
                        HeldBack = members.HeldBack,
                    }
                ),
                Quantity.Of(members.ContactIds.Count, "contact"),
                members.LookUp,
                members
            );
        }

        if (planned.Note is not null)
        {
            output.WriteVerbose($"Looked up before sending: {planned.Note}.");
        }

        return planned;
    }

    /// <summary>Takes only the identity from an object, because its state may be outdated.</summary>
    private static RequestedMember MemberOf(ContactIdentity who) =>
        who.ContactId is { } id ? RequestedMember.ById(who.Input, id) : RequestedMember.ByEmail(who.Input, who.Email!);

    private sealed record Planned(
        IReadOnlyList<ActivityJob> Jobs,
        BulkTally Tally,
        string Whom,
        string? Note,
        MemberList? Members
    );
}
