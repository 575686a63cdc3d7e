using System.IO;
using System.Text.Json.Nodes;
using ConstantContact.Core.Contacts;
using ConstantContact.Core.Errors;
using ConstantContact.Core.Http;
using ConstantContact.Core.Names;
using ConstantContact.Core.Plans.Making;
using ConstantContact.Core.Plans.Routes;
using ConstantContact.Core.Plans.Snapshots;
using ConstantContact.Core.Runs;
using ConstantContact.Core.Storage;
using ConstantContact.Core.Updates;
using ConstantContact.Core.Updates.Updating;

namespace ConstantContact.Core.Plans.Applying;

/// <summary>
/// Applies a plan: reads again what it is about to touch, leaves alone what has changed since, sends imports,
/// activities and PUTs, and proves every entry. A run that was interrupted goes on: what may have been written is
/// looked at first.
/// </summary>
public sealed class PlanRun
{
    private const string Stopped = "the run was stopped";

    private readonly ApiClient _client;
    private readonly NameDirectory _names;
    private readonly Plan _plan;
    private readonly OpenRun _run;
    private readonly RunMeter _meter;
    private readonly long _started;
    private readonly List<OpenEntry> _open = [];

    /// <param name="client">The account.</param>
    /// <param name="names">Its names.</param>
    /// <param name="plan">What to apply.</param>
    /// <param name="run">The run that remembers it.</param>
    /// <param name="observer">Told of every attempt and wait.</param>
    public PlanRun(ApiClient client, NameDirectory names, Plan plan, OpenRun run, IApiObserver? observer = null)
    {
        _meter = new RunMeter(observer, client.Time);
        _client = client.Observed(_meter);
        _names = names.Through(_client);
        _plan = plan;
        _run = run;
        _started = client.Time.GetTimestamp();
    }

    /// <summary>Told what is going on: the phase, what is done of it, and all of it. Must return at once.</summary>
    public Action<PlanPhase, long, long>? Progress { get; init; }

    /// <summary>Something a person following along may want to know.</summary>
    public Action<string>? Note { get; init; }

    /// <summary>How long to wait for the service's jobs.</summary>
    public TimeSpan Timeout { get; init; } = TimeSpan.FromMinutes(60);

    /// <summary>
    /// The plan was made a moment ago by the same command, and nobody was asked since: what it read is what there is.
    /// </summary>
    public bool TrustsPlan { get; init; }

    /// <summary>Requests and times so far.</summary>
    public RunTally Tally => new(_meter.Requests, _meter.Retries, _meter.Waited, _meter.Paced);

    /// <summary>So far, or of the whole run once it has ended.</summary>
    public PlanSummary Summary
    {
        get
        {
            var rows = _run.Ledger.Outcomes;
            return new PlanSummary
            {
                RunId = _run.RunId,
                Entries = rows.Count,
                Applied = PlanSummary.Count(rows, RowOutcome.Applied),
                Unchanged = PlanSummary.Count(rows, RowOutcome.Unchanged),
                Stale = PlanSummary.Count(rows, RowOutcome.Stale),
                Suppressed = PlanSummary.Count(rows, RowOutcome.Suppressed),
                Kept = PlanSummary.Count(rows, RowOutcome.Kept),
                Failed = PlanSummary.Count(rows, RowOutcome.Failed),
                NotAttempted = PlanSummary.Count(rows, RowOutcome.NotAttempted),
                Unknown = PlanSummary.Count(rows, RowOutcome.Unknown),
                Forecast = _plan.Header.Forecast.Requests,
                Requests = _meter.Requests,
                Retries = _meter.Retries,
                Waited = _meter.Waited,
                Paced = _meter.Paced,
                Elapsed = _client.Time.GetElapsedTime(_started),
            };
        }
    }

    /// <exception cref="CcException">Something ended the run early; every entry is accounted for all the
    /// same.</exception>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        using var held = Lock();
        PlanChecks.Service(_plan.Header, _client.BaseUri);
        if (!_run.IsResumed && _plan.Writing.Any())
        {
            // A run that is refused must not have begun: what has begun is not asked again.
            if (PlanChecks.Shortage(_plan, _client) is { } shortage)
            {
                throw shortage;
            }

            await RequireAccountAsync(cancellationToken).ConfigureAwait(false);
        }

        Begin();
        try
        {
            if (_open.Count > 0)
            {
                await ApplyAsync(cancellationToken).ConfigureAwait(false);
            }
        }
        finally
        {
            var stopped = cancellationToken.IsCancellationRequested;
            foreach (var left in _open.Where(static o => !o.IsSettled && !o.IsAnnounced))
            {
                Settle(left, RowOutcome.NotAttempted, stopped ? Stopped : "the run ended before");
            }

            SettleMerged();
        }
    }

    private FileLock Lock()
    {
        try
        {
            var folder = _run.Data.Make("plans");
            return FileLock.TryAcquire(Path.Combine(folder, _plan.Header.Hash.Substring(0, 16) + ".lock"))
                ?? throw PlanErrors.InUse(_plan.Header.PlanId);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new RunNotWritableException(_run.Data.PathOf("plans"), e);
        }
    }

    /// <summary>Keeps the outcomes of an earlier process, and settles the entries that need no request.</summary>
    private void Begin()
    {
        foreach (var entry in _plan.Entries)
        {
            if (_run.Ledger.Read(_run.RunId, entry.Position, entry.Key, entry.Row) is not null)
            {
                continue;
            }

            switch (entry.Action)
            {
                case PlanAction.Unchanged or PlanAction.Suppressed or PlanAction.Failed or PlanAction.Kept:
                    Settle(entry, entry.Action, entry.Reason, errorId: entry.ErrorId, remedy: entry.Remedy);
                    break;
                case PlanAction.Merged:
                    break;
                default:
                    _open.Add(new OpenEntry(entry, _run.Ledger.Doubt(entry.Position)));
                    break;
            }
        }
    }

    private async Task ApplyAsync(CancellationToken cancellationToken)
    {
        if (_run.IsResumed)
        {
            await RequireAccountAsync(cancellationToken).ConfigureAwait(false);
        }

        var needs = PlanNeeds.Of(_open.SelectMany(static o => o.Entry.Changes));
        var account = await AccountAsync(needs, cancellationToken).ConfigureAwait(false);
        RefuseGone(account);
        var bulk = new BulkApply(_client, _run, _meter)
        {
            Progress = Progress,
            Timeout = Timeout,
            Note = Note,
        };
        if (_open.Any(static o => o.Doubt is not null))
        {
            await bulk.SettleActivitiesAsync(_run.Record.StartedAt, cancellationToken).ConfigureAwait(false);
        }

        await ApplyBulkAsync(bulk, account, cancellationToken).ConfigureAwait(false);
        await PutAsync(cancellationToken).ConfigureAwait(false);
    }

    private async Task RequireAccountAsync(CancellationToken cancellationToken)
    {
        if (TrustsPlan)
        {
            return;
        }

        var id = await PlanAccount.IdAsync(_client, cancellationToken).ConfigureAwait(false);
        if (id is not null && _plan.Header.Account is { } planned && id != planned)
        {
            throw PlanErrors.Foreign("account", planned, id);
        }
    }

    private Task<PlanAccount> AccountAsync(PlanNeeds needs, CancellationToken cancellationToken)
    {
        if (!TrustsPlan)
        {
            // Names that are a minute old are too old for what is going to be sent.
            _names.Forget();
        }

        return PlanAccount.ReadAsync(_plan.Header.Account, _names, needs, cancellationToken);
    }

    /// <summary>Lists and tags that are gone, and fields that are of another type now.</summary>
    private void RefuseGone(PlanAccount account)
    {
        foreach (var open in _open)
        {
            var why = open
                .Entry.Changes.Where(static c => c.Key is not null)
                .Select(c =>
                    c.Member switch
                    {
                        ContactMembers.ListMemberships when account.List(c.Key!) is null =>
                            $"the list '{_plan.Header.Names.List(c.Key!)}' no longer exists",
                        ContactMembers.Taggings when account.Tag(c.Key!) is null =>
                            $"the tag '{_plan.Header.Names.Show(c).Key}' no longer exists",
                        ContactMembers.CustomFields => FieldTrouble(account.Field(c.Key!), c.Key!),
                        _ => null,
                    }
                )
                .FirstOrDefault(static w => w is not null);
            if (why is not null && open.Doubt is null)
            {
                Settle(open, RowOutcome.Stale, why);
            }
        }
    }

    private string? FieldTrouble(CustomField? field, string id)
    {
        var name = _plan.Header.Names.Fields.TryGetValue(id, out var known) ? known : id;
        return field is null ? $"the custom field '{name}' no longer exists"
            : _plan.Header.Names.Types.TryGetValue(id, out var type) && type != field.Type
                ? $"the custom field '{name}' has another type than when the plan was made"
            : null;
    }

    private async Task ApplyBulkAsync(BulkApply bulk, PlanAccount account, CancellationToken cancellationToken)
    {
        OpenEntry[] some =
        [
            .. _open.Where(static o =>
                !o.IsSettled && !o.Entry.Routes.Any(static r => r is PlanRoute.Put or PlanRoute.Post)
            ),
        ];
        if (some.Length == 0)
        {
            return;
        }

        var snapshot = await SnapshotAsync(some, PlanPhase.Reading, cancellationToken).ConfigureAwait(false);
        foreach (var open in some)
        {
            Judge(open, snapshot);
        }

        OpenEntry[] ready = [.. some.Where(static o => !o.IsSettled)];
        if (ready.Length == 0)
        {
            return;
        }

        var routed = new RoutePlanner(account.Field, snapshot.PagesOfAll) { PrefersJobs = true }.Plan([
            .. ready.Select(static o => new Draft
            {
                Position = o.Position,
                Action = o.Entry.Action,
                Plan = o.Plan,
                Changes = o.Changes,
                ContactId = o.Entry.ContactId,
                Routes = o.Entry.Routes,
                Through = o.Entry.Through,
            }),
        ]);
        var byPosition = ready.ToDictionary(static o => o.Position);
        var endedBy = await bulk.SendAsync(routed, byPosition, cancellationToken).ConfigureAwait(false);
        if (endedBy is null or MergeNotAppliedException || !endedBy.EndsTheRun)
        {
            await ProveAsync(
                    [.. ready.Where(static o => o is { IsAnnounced: true, IsSettled: false })],
                    endedBy,
                    cancellationToken
                )
                .ConfigureAwait(false);
        }

        if (endedBy is not null)
        {
            throw endedBy;
        }
    }

    private async Task<AccountSnapshot> SnapshotAsync(
        IReadOnlyList<OpenEntry> some,
        PlanPhase phase,
        CancellationToken cancellationToken
    ) =>
        phase == PlanPhase.Reading && TrustsPlan && _plan.Snapshot is { } made
            ? made
            : await new SnapshotReader(_client) { Progress = (done, all) => Progress?.Invoke(phase, done, all) }
                .ReadAsync(new SnapshotWish([.. some.Select(static o => o.Entry.ContactId!)], []), cancellationToken)
                .ConfigureAwait(false);

    private void Judge(OpenEntry open, AccountSnapshot snapshot)
    {
        var entry = open.Entry;
        if (snapshot.TroubleWith(entry.ContactId!) is { } trouble)
        {
            Settle(open, RowOutcome.Failed, trouble.Message, trouble);
            return;
        }

        if (snapshot.ById(entry.ContactId!) is not { } now)
        {
            Settle(open, RowOutcome.Stale, "the account no longer shows the contact");
            return;
        }

        open.Before = now;
        if (PlanJudge.IsDone(entry, now))
        {
            // The process that wrote it was interrupted before it compared the contact.
            if (
                open.Doubt is not null
                && entry.Action != PlanAction.Delete
                && PlanJudge.Stale(entry, now, inDoubt: true) is { } beside
            )
            {
                open.Remarks.Add($"{entry.Email ?? entry.ContactId} {beside}. The plan did not ask for that.");
            }

            Settle(
                open,
                open.Doubt is null ? RowOutcome.Unchanged : RowOutcome.Applied,
                open.Doubt is null ? "the contact is as planned already" : null
            );
            return;
        }

        if (PlanJudge.Stale(entry, now, open.Doubt is not null) is { } why)
        {
            Settle(open, RowOutcome.Stale, $"{entry.Email ?? entry.ContactId} {why}");
            return;
        }

        if (entry.Action == PlanAction.Delete)
        {
            return;
        }

        try
        {
            open.Plan = PlanJudge.PlanFor(
                entry,
                ContactGateway.CheckedOf(now, $"the contact {entry.ContactId}"),
                _plan.Header.Merge
            );
            if (open.Plan.Suppressed is { } held)
            {
                Settle(open, RowOutcome.Suppressed, held);
            }
        }
        catch (CcException e) when (!e.EndsTheRun)
        {
            Settle(open, RowOutcome.Failed, e.Message, e);
        }
    }

    private async Task ProveAsync(
        IReadOnlyList<OpenEntry> sent,
        CcException? endedBy,
        CancellationToken cancellationToken
    )
    {
        if (sent.Count == 0)
        {
            return;
        }

        var shown = _plan.Header.ProvesByList
            ? await new SnapshotReader(_client)
            {
                Progress = (done, all) => Progress?.Invoke(PlanPhase.Proving, done, all),
            }
                .ReadListsAsync(
                    [
                        .. sent.SelectMany(static o => o.Changes)
                            .Select(static c => c.Key!)
                            .Distinct(StringComparer.OrdinalIgnoreCase),
                    ],
                    cancellationToken
                )
                .ConfigureAwait(false)
            : await SnapshotAsync(sent, PlanPhase.Proving, cancellationToken).ConfigureAwait(false);
        foreach (var open in sent)
        {
            Prove(open, shown.ById(open.Entry.ContactId!), shown.TroubleWith(open.Entry.ContactId!), endedBy);
        }
    }

    private void Prove(OpenEntry open, JsonObject? shown, CcException? trouble, CcException? endedBy)
    {
        if (trouble is not null)
        {
            Settle(open, RowOutcome.Unknown, $"the contact could not be read back: {trouble.Message}", trouble);
            return;
        }

        // A list shows its members; who is not among them is on it no more.
        shown ??= _plan.Header.ProvesByList ? [] : null;
        var missing =
            open.Entry.Action == PlanAction.Delete
                ? shown is not null && new Contact(shown).IsDeleted
                    ? []
                    : open
                        .Entry.Changes.DefaultIfEmpty(
                            new ContactChange(ContactMembers.DeletedAt, null, null, null, "yes")
                        )
                        .ToArray()
                : shown is null
                    ? open.Changes
                    : PlanProof.Missing(open.Changes, open.Plan!.Expected, shown, open.Remarks);
        if (missing.Count == 0)
        {
            Settle(open, RowOutcome.Applied, null);
            return;
        }

        var differs = string.Join("; ", missing.Select(_plan.Header.Names.Show).Select(static c => c.ToString()));
        if (open.Trouble is { State: not Jobs.ActivityJobState.Completed } job)
        {
            // A job that was not taken, or not sent after that one, is attempted again when the run goes on.
            var error = job.ToException() ?? (job.State == Jobs.ActivityJobState.NotAttempted ? endedBy : null);
            var outcome = job.State is Jobs.ActivityJobState.Failed or Jobs.ActivityJobState.NotAttempted
                ? RowOutcome.Failed
                : RowOutcome.Unknown;
            Settle(
                open,
                outcome,
                $"{job.Message ?? error?.Message ?? "The job was not sent."} The account does not show: {differs}",
                error
            );
            return;
        }

        Settle(
            open,
            RowOutcome.Failed,
            $"the service has ended the job, and the account does not show: {differs}{(open.Trouble?.Message is { } said ? $" ({said})" : "")}",
            errorId: "CcMergeNotApplied",
            remedy: "Look at the contact, then make a new plan for what is left."
        );
    }

    /// <summary>
    /// Contacts that take a PUT or a POST: each is looked up, compared with the plan, written, and its answer compared.
    /// </summary>
    private async Task PutAsync(CancellationToken cancellationToken)
    {
        OpenEntry[] some = [.. _open.Where(static o => !o.IsSettled && !o.IsAnnounced)];
        if (some.Length == 0)
        {
            return;
        }

        var guide = new PlanGuide(count => Progress?.Invoke(PlanPhase.Writing, count, some.Length), Note);
        var options = new UpdateOptions { Merge = _plan.Header.Merge, CreateMissing = true };
        var updates = new UpdateRun(_client, _names, options, guide, _meter, _client.Time, null, _run.Ledger);
        foreach (var open in some)
        {
            open.IsSettled = true; // by the run of updates, whatever ends it
        }

        try
        {
            await updates.RunAsync(RowsAsync(some), cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            HashSet<long> known = [.. _run.Ledger.Outcomes.Select(static o => o.Position)];
            foreach (var open in some.Where(o => !known.Contains(o.Position)))
            {
                open.IsSettled = false;
            }
        }
    }

    private async IAsyncEnumerable<UpdateRow> RowsAsync(IReadOnlyList<OpenEntry> some)
    {
        foreach (var open in some)
        {
            await Task.Yield();
            var entry = open.Entry;
            yield return new UpdateRow
            {
                Number = entry.Row,
                Email = entry.Action == PlanAction.Create ? entry.Email : null,
                ContactId = entry.ContactId,
                Planned = new PlannedWrite(
                    entry.Position,
                    entry.Key,
                    entry.Email,
                    new ResolvedPatch(entry.Patch, new PatchNames(entry.Patch, _plan.Header.Names.Choices)),
                    now => PlanJudge.Stale(entry, now, open.Doubt is not null)
                ),
            };
        }
    }

    /// <summary>A later row about the same contact fares as the row that it is written with.</summary>
    private void SettleMerged()
    {
        var outcomes = _run.Ledger.Outcomes.ToDictionary(static o => o.Position);
        foreach (var entry in _plan.Entries.Where(e => e.Action == PlanAction.Merged))
        {
            if (
                entry.With is { } with
                && outcomes.TryGetValue(with, out var writer)
                && !(outcomes.TryGetValue(entry.Position, out var known) && !known.IsOpen)
            )
            {
                Settle(
                    entry,
                    writer.Outcome,
                    writer.Outcome == RowOutcome.Applied ? entry.Reason : writer.Reason,
                    errorId: writer.ErrorId,
                    remedy: writer.Remedy
                );
            }
        }
    }

    private void Settle(
        OpenEntry open,
        string outcome,
        string? reason,
        CcException? error = null,
        string? errorId = null,
        string? remedy = null
    )
    {
        open.IsSettled = true;
        Settle(
            open.Entry,
            outcome,
            reason,
            open.ActivityId,
            open.Remarks,
            errorId ?? error?.ErrorId,
            remedy ?? error?.RecommendedAction,
            open.Doubt is null ? open.Changes : open.Entry.Changes
        );
    }

    private void Settle(
        PlanEntry entry,
        string outcome,
        string? reason,
        string? activityId = null,
        IReadOnlyList<string>? remarks = null,
        string? errorId = null,
        string? remedy = null,
        IReadOnlyList<ContactChange>? changes = null
    ) =>
        _run.Ledger.Settle(
            new RowOutcome
            {
                Position = entry.Position,
                Key = entry.Key,
                Row = entry.Row,
                Email = entry.Email,
                ContactId = entry.ContactId,
                Outcome = outcome,
                Reason = reason,
                ErrorId = errorId,
                Remedy = remedy,
                Changes = [.. (changes ?? entry.Changes).Select(_plan.Header.Names.Show)],
                Warnings = [.. entry.Warnings, .. remarks ?? []],
                ActivityId = activityId,
                ConsentReference = _plan.Header.Merge.ConsentReference,
            }
        );
}
