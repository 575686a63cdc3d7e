using ConstantContact.Core.Contacts;
using ConstantContact.Core.Errors;
using ConstantContact.Core.Http;
using ConstantContact.Core.Runs;

namespace ConstantContact.Core.Jobs;

/// <summary>
/// Records the contacts given to a bulk operation, those that are already done, and the result of each in the record of
/// its run. When a run is resumed, an announced job with an unknown result is sent again, which does not repeat what is
/// done.
/// </summary>
/// <param name="run">The run.</param>
/// <param name="operation">The operation, such as "Add to lists".</param>
/// <param name="numbered">True if the contacts came through the pipeline and are rows.</param>
public sealed class BulkLedger(OpenRun run, string operation, bool numbered)
{
    private readonly List<(RequestedMember? Member, string? Text, CcException? Error)> _given = [];
    private readonly Dictionary<RequestedMember, long> _places = [];
    private readonly List<RowOutcome> _known = [];
    private readonly Dictionary<string, IReadOnlyCollection<string>> _memberships = new(
        StringComparer.OrdinalIgnoreCase
    );
    private Dictionary<string, (long Position, string? Email)> _byId = new(StringComparer.OrdinalIgnoreCase);
    private IReadOnlyDictionary<string, Contact> _read = new Dictionary<string, Contact>(
        StringComparer.OrdinalIgnoreCase
    );

    /// <summary>An unfinished run that this one repeats. Null if there is none.</summary>
    public RunRecord? Repeated { get; private set; }

    /// <summary>Adds a contact. Call this once for each.</summary>
    public void Add(RequestedMember member) => _given.Add((member, null, null));

    /// <summary>Adds input that identifies no contact.</summary>
    public void AddInvalid(string? text, CcException error) => _given.Add((null, text, error));

    /// <summary>Call this after all contacts were given.</summary>
    /// <returns>The contacts to attempt.</returns>
    /// <exception cref="InvalidInputException">
    /// <c>CcRunDiffers</c>: an earlier process was given other contacts.
    /// </exception>
    public IReadOnlyList<RequestedMember> Open()
    {
        List<RequestedMember> open = [];
        for (var i = 0; i < _given.Count; i++)
        {
            var (member, text, error) = _given[i];
            var key = KeyOf(member, text);
            if (i == 0)
            {
                Repeated = run.Repeats(key);
            }

            if (run.Ledger.Read(run.RunId, i + 1, key, i + 1) is { } known && member is not null)
            {
                _known.Add(known);
            }
            else if (member is not null)
            {
                _places[member] = i + 1;
                open.Add(member);
            }
            else
            {
                run.Ledger.Settle(
                    Outcome(i + 1, key, text, null, RowOutcome.Failed, error!.Message) with
                    {
                        ErrorId = error.ErrorId,
                        Remedy = error.RecommendedAction,
                    }
                );
            }
        }

        return open;
    }

    /// <summary>Adds the contacts whose outcome an earlier process recorded.</summary>
    public BulkTally With(BulkTally tally) =>
        _known.Count == 0
            ? tally
            : tally with
            {
                DoneBefore = Known("Done"),
                Duplicates = tally.Duplicates + Known("Unchanged"),
                Invalid = tally.Invalid + Known(RowOutcome.Failed),
                HeldBack =
                [
                    .. tally.HeldBack,
                    .. _known
                        .Where(static k => k.Outcome == "Suppressed")
                        .Select(static k => new HeldBackMember(k.ContactId ?? "", k.Email, k.Reason ?? "")),
                ],
            };

    /// <summary>Records the ids of the contacts that were looked up, and the contacts that were read for it.</summary>
    public void Resolve(MemberList members)
    {
        _read = members.Read;
        _byId = new(StringComparer.OrdinalIgnoreCase);
        foreach (var one in members.Ids.OrderBy(one => _places[one.Key]))
        {
            if (!_byId.ContainsKey(one.Value))
            {
                _byId[one.Value] = (_places[one.Key], one.Key.Email);
            }
        }
    }

    /// <summary>
    /// The look-up was so long ago that the memberships of the contacts may have changed. Those that were deleted stay
    /// known.
    /// </summary>
    public void Expire() =>
        _read = _read
            .Where(static r => r.Value.IsDeleted)
            .ToDictionary(static r => r.Key, static r => r.Value, StringComparer.OrdinalIgnoreCase);

    /// <summary>
    /// Reads which contacts already are as the jobs make them, so that the run can be undone. Call this right before
    /// sending.
    /// </summary>
    /// <exception cref="CcException">The account could not be read.</exception>
    public async Task ReadMembershipsAsync(
        ApiClient client,
        IReadOnlyList<ActivityJob> jobs,
        CancellationToken cancellationToken
    )
    {
        string[] unknown = [.. jobs.SelectMany(static job => job.ContactIds ?? []).Where(id => !_read.ContainsKey(id))];
        if (unknown.Length == 0 || jobs[0].Proof is not { } proof)
        {
            return;
        }

        var memberships = await proof.MembershipsAsync(client, unknown, cancellationToken).ConfigureAwait(false);
        foreach (var one in memberships)
        {
            _memberships[one.Key] = one.Value;
        }
    }

    /// <summary>
    /// Records the job before its request is sent, with the changes that it makes as far as they are known.
    /// </summary>
    /// <exception cref="RunNotWritableException">The request must not be sent.</exception>
    public void Announce(ActivityJob job) =>
        run.Ledger.Announce(
            (job.ContactIds ?? [""]).Select(id =>
            {
                if (_byId.TryGetValue(id, out var who) && run.Ledger.Doubt(who.Position) is { KnowsOld: true } earlier)
                {
                    // The write of an earlier process may have arrived, so the account may no longer show the old
                    // values. The record does.
                    return earlier;
                }

                var before = job.Proof is { } proof ? MembershipsOf(id, proof) : null;
                return new RowChange
                {
                    Position = _byId.ContainsKey(id) ? who.Position : 1,
                    Key = _byId.ContainsKey(id) ? KeyAt(who.Position) : "",
                    Write = _read.TryGetValue(id, out var read) && read.IsDeleted ? RowChange.Restore : operation,
                    ContactId = id.Length == 0 ? null : id,
                    Email = who.Email ?? read?.EmailAddress,
                    Changes = ChangesOf(job.Proof, before),
                    KnowsOld = before is not null,
                };
            })
        );

    private IReadOnlyCollection<string>? MembershipsOf(string id, MembershipProof proof) =>
        !_read.TryGetValue(id, out var read) ? (_memberships.TryGetValue(id, out var its) ? its : null)
        : proof.Member == ContactMembers.ListMemberships ? read.ListMemberships
        : read.Taggings;

    /// <summary>A contact that already is as the job makes it does not change.</summary>
    private static IReadOnlyList<ContactChange> ChangesOf(
        MembershipProof? proof,
        IReadOnlyCollection<string>? before
    ) =>
        [
            .. (proof?.Targets ?? [])
                .Where(target => before?.Contains(target, StringComparer.OrdinalIgnoreCase) != proof!.Adds)
                .Select(target => new ContactChange(
                    proof!.Member,
                    target.ToLowerInvariant(),
                    null,
                    proof.Adds ? null : ContactFacets.Present,
                    proof.Adds ? ContactFacets.Present : null
                )),
        ];

    /// <summary>Records the result of every attempted contact.</summary>
    public void Settle(MemberList? members, IReadOnlyList<ActivityJob> jobs, BulkSummary summary)
    {
        if (members is null)
        {
            SettleJobs(jobs, summary);
            return;
        }

        var held = summary.HeldBack.ToLookup(
            static h => h.ContactId,
            static h => h.Reason,
            StringComparer.OrdinalIgnoreCase
        );
        var results = new Dictionary<string, ActivityJobResult>(StringComparer.OrdinalIgnoreCase);
        foreach (var (job, result) in jobs.Zip(summary.Jobs, static (job, result) => (job, result)))
        {
            foreach (var id in job.ContactIds ?? [])
            {
                results[id] = result;
            }
        }

        var unneeded = new HashSet<string>(members.Unneeded, StringComparer.OrdinalIgnoreCase);
        foreach (var missing in members.Missing)
        {
            run.Ledger.Settle(
                Of(missing.Member, null, RowOutcome.Failed, missing.Error.Message) with
                {
                    ErrorId = missing.Error.ErrorId,
                    Remedy = missing.Error.RecommendedAction,
                }
            );
        }

        foreach (var one in members.Ids)
        {
            run.Ledger.Settle(
                _byId[one.Value].Position != _places[one.Key]
                    ? Of(one.Key, one.Value, "Unchanged", "the input names this contact more than once")
                : held.Contains(one.Value) ? Of(one.Key, one.Value, "Suppressed", held[one.Value].First())
                : unneeded.Contains(one.Value) ? Of(one.Key, one.Value, "Unchanged", "nothing to do")
                : results.TryGetValue(one.Value, out var result) ? Of(one.Key, one.Value, result)
                : Of(one.Key, one.Value, RowOutcome.NotAttempted, "not sent")
            );
        }
    }

    private void SettleJobs(IReadOnlyList<ActivityJob> jobs, BulkSummary summary)
    {
        for (var i = 0; i < jobs.Count; i++)
        {
            run.Ledger.Settle(
                ByResult(
                    Outcome(i + 1, "", null, null, "Done", null) with
                    {
                        Row = null,
                    },
                    summary.Jobs[i],
                    isUndone: false
                )
            );
        }
    }

    private RowOutcome Of(RequestedMember member, string id, ActivityJobResult result) =>
        ByResult(Of(member, id, "Done", null), result, result.Undone.Contains(id, StringComparer.OrdinalIgnoreCase));

    private static RowOutcome ByResult(RowOutcome outcome, ActivityJobResult result, bool isUndone) =>
        result.State switch
        {
            ActivityJobState.Completed when isUndone => outcome with
            {
                Outcome = RowOutcome.Failed,
                Reason = result.Message,
                ErrorId = "CcActivityFailed",
                ActivityId = result.ActivityId,
            },
            ActivityJobState.Completed when result.Doubtful > 0 || (result.NotDone > 0 && result.Undone.Count == 0) =>
                outcome with
                {
                    Outcome = RowOutcome.Unknown,
                    Reason = result.Message,
                    ActivityId = result.ActivityId,
                },
            ActivityJobState.Completed => outcome with { ActivityId = result.ActivityId },
            ActivityJobState.Failed => outcome with
            {
                Outcome = RowOutcome.Failed,
                Reason = result.Message,
                ErrorId = result.ToException()?.ErrorId ?? "CcActivityFailed",
                ActivityId = result.ActivityId,
            },
            ActivityJobState.NotAttempted => outcome with
            {
                Outcome = RowOutcome.NotAttempted,
                Reason = result.Message,
            },
            _ => outcome with
            {
                Outcome = RowOutcome.Unknown,
                Reason = result.Message ?? "the command ended before the service had finished",
                ActivityId = result.ActivityId,
            },
        };

    private RowOutcome Of(RequestedMember member, string? id, string outcome, string? reason) =>
        Outcome(_places[member], KeyAt(_places[member]), member.Email, id ?? member.ContactId, outcome, reason);

    private RowOutcome Outcome(long position, string key, string? email, string? id, string outcome, string? reason) =>
        new()
        {
            Position = position,
            Key = key,
            Row = numbered ? position : null,
            Email = email,
            ContactId = id,
            Outcome = outcome,
            Reason = reason,
        };

    private long Known(string outcome) => _known.Count(k => k.Outcome == outcome);

    private string KeyAt(long position) =>
        _given[(int)position - 1] is var given ? KeyOf(given.Member, given.Text) : "";

    private static string KeyOf(RequestedMember? member, string? text) =>
        RowLedger.HashOf(
            member is null
                ? $"invalid\0{text}"
                : $"{member.ContactId?.ToLowerInvariant()}\0{member.Email?.ToLowerInvariant()}"
        );
}
