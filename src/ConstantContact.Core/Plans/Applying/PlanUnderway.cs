using ConstantContact.Core.Http;
using ConstantContact.Core.Names;
using ConstantContact.Core.Plans.Snapshots;

namespace ConstantContact.Core.Plans.Applying;

/// <summary>A plan that is being applied.</summary>
/// <param name="Plan">The plan.</param>
/// <param name="Ledger">Its entries in the ledger of the run.</param>
/// <param name="Client">The account.</param>
/// <param name="Names">The names of the account.</param>
/// <param name="Meter">Counts the requests.</param>
internal sealed record PlanUnderway(
    Plan Plan,
    PlanLedger Ledger,
    ApiClient Client,
    NameDirectory Names,
    IApiObserver Meter
)
{
    /// <inheritdoc cref="PlanRun.Progress"/>
    public Action<PlanPhase, long, long>? Progress { get; init; }

    /// <inheritdoc cref="PlanRun.Note"/>
    public Action<string>? Note { get; init; }

    /// <inheritdoc cref="PlanRun.Timeout"/>
    public TimeSpan Timeout { get; init; }

    /// <inheritdoc cref="PlanRun.TrustsPlan"/>
    public bool TrustsPlan { get; init; }

    public PlanHeader Header => Plan.Header;

    /// <summary>Reads the contacts of these entries.</summary>
    public Task<AccountSnapshot> ReadAsync(
        IEnumerable<OpenEntry> entries,
        PlanPhase phase,
        CancellationToken cancellationToken
    ) =>
        Reader(phase)
            .ReadAsync(new SnapshotWish([.. entries.Select(static o => o.Entry.ContactId!)], []), cancellationToken);

    /// <summary>Reads the account and reports the progress as this phase.</summary>
    public SnapshotReader Reader(PlanPhase phase) =>
        new(Client) { Progress = (done, all) => Progress?.Invoke(phase, done, all) };
}
