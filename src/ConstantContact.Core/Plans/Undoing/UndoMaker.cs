using ConstantContact.Core.Base;
using ConstantContact.Core.Errors;
using ConstantContact.Core.Http;
using ConstantContact.Core.Jobs;
using ConstantContact.Core.Names;
using ConstantContact.Core.Plans.Making;
using ConstantContact.Core.Plans.Snapshots;
using ConstantContact.Core.Runs;
using ConstantContact.Core.Storage;

namespace ConstantContact.Core.Plans.Undoing;

/// <summary>
/// Makes a plan that takes a run back, where nobody has changed anything since. The plan never raises a consent. Writes
/// nothing to the account.
/// </summary>
public sealed class UndoMaker
{
    private readonly ApiClient _client;
    private readonly RunMeter _meter;
    private readonly NameDirectory _names;
    private readonly UndoOptions _options;

    /// <param name="client">The account.</param>
    /// <param name="names">Its names.</param>
    /// <param name="options">What may be done.</param>
    /// <param name="observer">Told of every attempt and wait.</param>
    public UndoMaker(ApiClient client, NameDirectory names, UndoOptions options, IApiObserver? observer = null)
    {
        _meter = new RunMeter(observer, client.Time);
        _client = client.Observed(_meter);
        _names = names.Through(_client);
        _options = options;
    }

    /// <summary>Told what is going on: the phase, what is done of it, and all of it. Must return at once.</summary>
    public Action<PlanPhase, long, long>? Progress { get; init; }

    /// <summary>Requests so far.</summary>
    public long Requests => _meter.Requests;

    /// <summary>
    /// The id of the run that undoes a run. Each combination of switches has its own, because it undoes more.
    /// </summary>
    public static string RunIdOf(string runId, bool restore = false, bool removeCreated = false) =>
        $"undo-{(runId.Length <= 40 ? runId : RowLedger.HashOf(runId))}{(restore ? "-restore" : "")}{(removeCreated ? "-remove" : "")}";

    /// <exception cref="InvalidInputException"> <c>CcRunNotFound</c>; <c>CcRunInUse</c>: it has not ended, or the
    /// service still works on it; <c>CcRunFinished</c>: what it changed is not kept; <c>CcUndoNotPossible</c>: what it
    /// changed was not recorded; <c>CcPlanForeign</c>: it was made for another service. </exception>
    /// <exception cref="CcException">The account could not be read.</exception>
    public async Task<Plan> MakeAsync(DataFolder data, string runId, CancellationToken cancellationToken)
    {
        var run = RunFolder.Record(data, runId) ?? throw RunFolder.NotFound(runId);
        if (run.State == RunRecord.Running)
        {
            throw RunErrors.InUse(runId);
        }

        PlanChecks.Service(run.BaseUri, _client.BaseUri);
        var contacts = UndoneContacts.Read(data, run);
        if (!run.IsFinished)
        {
            await RequireIdleAsync(run, cancellationToken).ConfigureAwait(false);
        }

        var started = _client.Time.GetUtcNow();
        var account = await PlanAccount.IdAsync(_client, cancellationToken).ConfigureAwait(false);
        _names.Forget();
        var snapshot = await SnapshotAsync(contacts, cancellationToken).ConfigureAwait(false);
        var comparison = new UndoComparison(
            snapshot,
            (await FieldsAsync(contacts, cancellationToken).ConfigureAwait(false)).Field,
            _options
        );
        foreach (var contact in contacts)
        {
            comparison.Add(contact);
        }

        var header = new PlanHeader
        {
            PlanId = "",
            CreatedAt = started,
            Cmdlet = "Undo-CcRun",
            ModuleVersion = _options.ModuleVersion,
            BaseUri = _client.BaseUri.AbsoluteUri,
            Client = _options.Client,
            Account = account,
            Rows = contacts.Count,
            Merge = _options.Merge,
            Undoes = runId,
        };
        return await new PlanComposer(_client, _names) { PerSecond = _options.PerSecond }
            .ComposeAsync(header, comparison.Entries, comparison.Drafts, snapshot, cancellationToken)
            .ConfigureAwait(false);
    }

    /// <summary>An activity that ends after the undo would write what was undone.</summary>
    private async Task RequireIdleAsync(RunRecord run, CancellationToken cancellationToken)
    {
        var unfinished = await UnfinishedActivities.ReadAsync(_client, cancellationToken).ConfigureAwait(false);
        if (unfinished.Count > 0)
        {
            var example = unfinished[0].ActivityId;
            throw new InvalidInputException(
                "CcRunInUse",
                $"The run '{run.RunId}' has not finished, and the service is still working on "
                    + $"{Quantity.Of(unfinished.Count, "activity", "activities")} of the account, such as {example}.",
                $"Wait until the service is done (Wait-CcActivity {example}), or finish the run: {run.Command}"
            );
        }
    }

    private Task<AccountSnapshot> SnapshotAsync(
        IReadOnlyList<UndoneContact> contacts,
        CancellationToken cancellationToken
    ) =>
        new SnapshotReader(_client)
        {
            Progress = (done, all) => Progress?.Invoke(PlanPhase.Reading, done, all),
        }.ReadAsync(
            new SnapshotWish(
                [.. contacts.Select(static c => c.ContactId).OfType<string>()],
                [.. contacts.Where(static c => c.ContactId is null).Select(static c => c.Email).OfType<string>()]
            ),
            cancellationToken
        );

    /// <summary>The custom fields that the contacts need. Their lists and tags are read when they are written.</summary>
    private Task<PlanAccount> FieldsAsync(IReadOnlyList<UndoneContact> contacts, CancellationToken cancellationToken)
    {
        var needs = PlanNeeds.Of(contacts.SelectMany(static c => c.Changes));
        return PlanAccount.ReadAsync(id: null, _names, needs with { Lists = false, Tags = false }, cancellationToken);
    }
}
