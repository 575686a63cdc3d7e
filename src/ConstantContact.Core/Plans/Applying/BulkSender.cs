using ConstantContact.Core.Api;
using ConstantContact.Core.Contacts;
using ConstantContact.Core.Errors;
using ConstantContact.Core.Import.Chunks;
using ConstantContact.Core.Jobs;
using ConstantContact.Core.Json;
using ConstantContact.Core.Plans.Routes;

namespace ConstantContact.Core.Plans.Applying;

/// <summary>
/// Sends the imports and activities of a plan: canaries first, then the other imports, then memberships and deletions.
/// </summary>
internal sealed class BulkSender(PlanUnderway plan, IReadOnlyCollection<OpenEntry> entries)
{
    private readonly Dictionary<long, OpenEntry> _byPosition = entries.ToDictionary(static o => o.Position);

    private readonly Dictionary<string, OpenEntry> _byContact = entries.ToDictionary(
        static o => o.Entry.ContactId!,
        StringComparer.OrdinalIgnoreCase
    );

    /// <returns>The error that ended the sending early; null if there was none.</returns>
    public async Task<CcException?> SendAsync(IReadOnlyList<Routed> routed, CancellationToken cancellationToken)
    {
        var batches = ImportBatch.Of([.. routed.Select(static r => r.Item).OfType<ImportItem>()]);
        foreach (var canary in batches.Where(static b => b.IsCanary))
        {
            if (await SendCanaryAsync(canary, cancellationToken).ConfigureAwait(false) is { } wrong)
            {
                return wrong;
            }
        }

        return await SendImportsAsync([.. batches.Where(static b => !b.IsCanary)], cancellationToken)
                .ConfigureAwait(false)
            ?? await SendJobsAsync(JobsOf(routed), PlanPhase.Jobs, cancellationToken).ConfigureAwait(false);
    }

    private static IReadOnlyList<ActivityJob> JobsOf(IReadOnlyList<Routed> routed) =>
        [
            .. GroupJob
                .Of([.. routed.Where(static r => r.IsBulk).Select(static r => r.Draft)])
                .SelectMany(static g => g.Jobs),
            .. ActivityJobs.DeleteContacts([
                .. routed.Where(static r => r.Takes(PlanRoute.DeleteJob)).Select(static r => r.Draft.ContactId!),
            ]),
        ];

    private async Task<CcException?> SendCanaryAsync(ImportBatch canary, CancellationToken cancellationToken)
    {
        if (await SendImportsAsync([canary], cancellationToken).ConfigureAwait(false) is { } ended)
        {
            return ended;
        }

        MergeNotAppliedException? wrong = null;
        foreach (var open in canary.Items.Select(i => _byPosition[i.Position]))
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

            var differences = await DifferencesAsync(open, cancellationToken).ConfigureAwait(false);
            if (differences.Count > 0)
            {
                wrong ??= MergeNotAppliedException.For(
                    open.Entry.Email ?? open.Entry.ContactId!,
                    open.Entry.ContactId!,
                    CcJson.ToIndentedText(open.Before!),
                    differences
                );
                open.Remarks.AddRange(differences);
            }
        }

        return wrong;
    }

    /// <summary>Reads a canary back and compares it in full.</summary>
    private async Task<IReadOnlyList<string>> DifferencesAsync(OpenEntry open, CancellationToken cancellationToken)
    {
        var shown = await plan
            .Client.SendAsync(ContactsApi.ById(open.Entry.ContactId!), cancellationToken)
            .ConfigureAwait(false);
        var wished = ContactMerge.Apply(open.Before!, PlanProof.Values(open.Entry.Patch));
        return PlanProof.OfCanary(open.Before!, wished, shown, open.Remarks);
    }

    private async Task<CcException?> SendImportsAsync(
        IReadOnlyList<ImportBatch> batches,
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
                            [.. chunk.RowNumbers.Select(position => _byPosition[position].Entry.ContactId!)]
                        )),
                    ],
                    PlanPhase.Importing,
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

        var sender = new ActivityJobRun(plan.Client, plan.Meter)
        {
            Timeout = plan.Timeout,
            Sending = job => plan.Ledger.Announce(EntriesOf(job)),
            Progress = (done, all) => plan.Progress?.Invoke(phase, done, all),
        };
        var summary = await sender
            .SendAsync(new BulkTally { Operation = "plan" }, jobs, cancellationToken)
            .ConfigureAwait(false);
        foreach ((var job, var result) in jobs.Zip(summary.Jobs, static (job, result) => (job, result)))
        {
            foreach (var open in EntriesOf(job))
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

    private IEnumerable<OpenEntry> EntriesOf(ActivityJob job) => job.ContactIds!.Select(id => _byContact[id]);
}
