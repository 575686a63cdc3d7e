using System.Globalization;
using System.Text.Json.Nodes;
using ConstantContact.Core.Api;
using ConstantContact.Core.Contacts;
using ConstantContact.Core.Errors;
using ConstantContact.Core.Http;
using ConstantContact.Core.Import.Chunks;
using ConstantContact.Core.Jobs;
using ConstantContact.Core.Json;
using ConstantContact.Core.Plans.Routes;
using ConstantContact.Core.Runs;
using ConstantContact.Core.Updates;

namespace ConstantContact.Core.Plans.Applying;

/// <summary>
/// Sends the imports and activities of a plan: canaries first, then the other imports, then memberships and deletions.
/// </summary>
internal sealed class BulkApply(ApiClient client, OpenRun run, IApiObserver meter)
{
    private static readonly TimeSpan Skew = TimeSpan.FromMinutes(5);

    private IReadOnlyDictionary<string, OpenEntry> _byContact = new Dictionary<string, OpenEntry>(
        StringComparer.OrdinalIgnoreCase
    );

    public Action<PlanPhase, long, long>? Progress { get; init; }

    public Action<string>? Note { get; init; }

    public TimeSpan Timeout { get; init; }

    /// <summary>
    /// Waits for activities that an earlier process may have started: what they do has to be seen before it is decided
    /// what is left. Those of others are waited for as well; which are whose nobody says.
    /// </summary>
    public async Task SettleActivitiesAsync(DateTimeOffset since, CancellationToken cancellationToken)
    {
        List<string> open = [];
        await foreach (var json in client.ItemsAsync(ActivitiesApi.All(), cancellationToken).ConfigureAwait(false))
        {
            var activity = ImportActivity.From(json);
            if (!activity.IsFinished && activity.CreatedAt is { } made && made >= since - Skew)
            {
                open.Add(activity.ActivityId);
            }
        }

        if (open.Count == 0)
        {
            return;
        }

        Note?.Invoke(
            $"{Base.Quantity.Of(open.Count, "activity", "activities")} of the account may belong to this run and "
                + "are waited for."
        );
        var board = new ActivityBoard(client, open);
        var wait = new ActivityWait(board.GetAsync, Timeout, client.Time, restFirst: true);
        foreach (var id in open)
        {
            try
            {
                if (await wait.ForAsync(id, seen: null, cancellationToken).ConfigureAwait(false) is null)
                {
                    throw new ApiTimeoutException(
                        "An activity that may belong to this run has not ended, so its result is not known."
                    );
                }
            }
            catch (NotFoundException)
            {
                // Forgotten, and so ended.
            }
        }
    }

    /// <returns>What ended the sending early; null where nothing did.</returns>
    public async Task<CcException?> SendAsync(
        IReadOnlyList<Routed> routed,
        IReadOnlyDictionary<long, OpenEntry> entries,
        CancellationToken cancellationToken
    )
    {
        _byContact = entries.Values.ToDictionary(static o => o.Entry.ContactId!, StringComparer.OrdinalIgnoreCase);
        var batches = ImportBatch.Of([.. routed.Select(static r => r.Item).OfType<ImportItem>()]);
        foreach (var canary in batches.Where(static b => b.IsCanary))
        {
            if (await SendCanaryAsync(canary, entries, cancellationToken).ConfigureAwait(false) is { } wrong)
            {
                return wrong;
            }
        }

        if (
            await SendImportsAsync(
                    [.. batches.Where(static b => !b.IsCanary)],
                    entries,
                    PlanPhase.Importing,
                    cancellationToken
                )
                .ConfigureAwait(false) is
            { } ended
        )
        {
            return ended;
        }

        Draft[] drafts = [.. routed.Where(static r => r.IsBulk).Select(static r => r.Draft)];
        ActivityJob[] jobs =
        [
            .. GroupJob.Of(drafts).SelectMany(static g => g.Jobs),
            .. ActivityJobs.DeleteContacts([
                .. routed.Where(static r => r.Takes(PlanRoute.DeleteJob)).Select(static r => r.Draft.ContactId!),
            ]),
        ];
        return await SendJobsAsync(jobs, PlanPhase.Jobs, cancellationToken).ConfigureAwait(false);
    }

    private async Task<CcException?> SendCanaryAsync(
        ImportBatch canary,
        IReadOnlyDictionary<long, OpenEntry> entries,
        CancellationToken cancellationToken
    )
    {
        if (
            await SendImportsAsync([canary], entries, PlanPhase.Importing, cancellationToken).ConfigureAwait(false) is
            { } ended
        )
        {
            return ended;
        }

        MergeNotAppliedException? wrong = null;
        foreach (var open in canary.Items.Select(i => entries[i.Position]))
        {
            if (open.Trouble is { State: not ActivityJobState.Completed } job)
            {
                return job.ToException()
                    ?? new ActivityFailedException(
                        $"The first import of {Base.Quantity.Of(canary.Items.Count, "contact")} did not end well, so "
                            + $"no other was sent. {job.Message}",
                        job.ActivityId
                    );
            }

            var shown = await client
                .SendAsync(ContactsApi.ById(open.Entry.ContactId!), cancellationToken)
                .ConfigureAwait(false);
            var wished = ContactMerge.Apply(open.Before!, PlanProof.Values(open.Entry.Patch));
            var differs = PlanProof.OfCanary(open.Before!, wished, shown, open.Remarks);
            if (differs.Count > 0)
            {
                wrong ??= MergeNotAppliedException.For(
                    open.Entry.Email ?? open.Entry.ContactId!,
                    open.Entry.ContactId!,
                    CcJson.ToIndentedText(open.Before!),
                    differs
                );
                open.Remarks.AddRange(differs);
            }
        }

        return wrong;
    }

    private async Task<CcException?> SendImportsAsync(
        IReadOnlyList<ImportBatch> batches,
        IReadOnlyDictionary<long, OpenEntry> entries,
        PlanPhase phase,
        CancellationToken cancellationToken
    )
    {
        ImportChunk[] chunks = [.. batches.SelectMany(ImportBodies.Of)];
        try
        {
            return await SendJobsAsync(
                    [
                        .. chunks.Select(chunk => new ActivityJob(
                            ActivitiesApi.ImportJson(chunk.CreateContent),
                            chunk.Rows,
                            [.. chunk.RowNumbers.Select(position => entries[position].Entry.ContactId!)]
                        )),
                    ],
                    phase,
                    cancellationToken
                )
                .ConfigureAwait(false);
        }
        finally
        {
            foreach (var chunk in chunks)
            {
                chunk.Dispose();
            }
        }
    }

    private async Task<CcException?> SendJobsAsync(
        IReadOnlyList<ActivityJob> jobs,
        PlanPhase phase,
        CancellationToken cancellationToken
    )
    {
        if (jobs.Count == 0)
        {
            return null;
        }

        var sender = new ActivityJobRun(client, meter)
        {
            Timeout = Timeout,
            Sending = Announce,
            Progress = (done, all) => Progress?.Invoke(phase, done, all),
        };
        var summary = await sender
            .SendAsync(new BulkTally { Operation = "plan" }, jobs, cancellationToken)
            .ConfigureAwait(false);
        foreach ((var job, var result) in jobs.Zip(summary.Jobs, static (job, result) => (job, result)))
        {
            foreach (var open in job.ContactIds!.Select(id => _byContact[id]))
            {
                open.ActivityId = result.ActivityId ?? open.ActivityId;
                if (result.State != ActivityJobState.Completed || result.Message is not null)
                {
                    open.Trouble = result;
                }
            }
        }

        return summary.ToException();
    }

    /// <summary>Before the request leaves; once for each entry, with all of its changes.</summary>
    private void Announce(ActivityJob job)
    {
        OpenEntry[] some = [.. job.ContactIds!.Select(id => _byContact[id]).Where(static o => !o.IsAnnounced)];
        if (some.Length == 0)
        {
            return;
        }

        run.Ledger.Announce(
            some.Select(static o => new RowChange
            {
                Position = o.Position,
                Key = o.Entry.Key,
                Write = o.Entry.Action == PlanAction.Delete ? RowChange.Delete : RowChange.Update,
                ContactId = o.Entry.ContactId,
                Email = o.Entry.Email,
                Changes = o.Doubt?.Changes ?? o.Changes,
                Warnings = o.Entry.Warnings,
            })
        );
        foreach (var open in some)
        {
            open.IsAnnounced = true;
        }
    }
}
