using ConstantContact.Core.Errors;
using ConstantContact.Core.Runs;
using ConstantContact.Core.Storage;
using ConstantContact.Core.Tests.Storage;
using ConstantContact.Core.Tests.Support;
using ConstantContact.Core.Updates;
using ConstantContact.Core.Updates.Updating;

namespace ConstantContact.Core.Tests.Updates;

/// <summary>Deletions are recorded before they leave, and a run that goes on knows them.</summary>
public sealed class RemovalRecordTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly RemovalAccount _account = new();

    public RemovalRecordTests() => _account.AddMany(8);

    public void Dispose()
    {
        _account.Dispose();
        _folder.Dispose();
    }

    [Theory]
    [InlineData(2, true)]
    [InlineData(2, false)]
    [InlineData(6, true)]
    [InlineData(6, false)]
    public async Task Deletion_is_recorded_with_the_contact_before_its_request_leaves(int count, bool undoable)
    {
        using var open = Begin();
        var atFirstWrite = RecordAtFirstWrite(open);

        Assert.Null(await _account.RunAsync(RemovalAccount.ById(count), open, undoable));

        Assert.Equal(
            count > RemovalRun.MaxSingleDeletions ? Enumerable.Range(1, count).Select(static n => (long)n) : [1],
            atFirstWrite.Select(static o => o.Position)
        );
        Assert.All(
            atFirstWrite,
            o =>
            {
                Assert.Equal(RemovalAccount.Id((int)o.Position), o.ContactId);
                Assert.Equal(undoable ? $"p{o.Position}@example.com" : null, o.Email);
                Assert.Equal(
                    undoable ? $"Name {o.Position}" : null,
                    o.Changes.SingleOrDefault(static c => c.Path == "first_name")?.Old
                );
            }
        );
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Record_says_whether_the_values_of_the_contact_are_known(bool undoable)
    {
        using (var first = Begin())
        {
            await _account.RunAsync(RemovalAccount.ById(6), first, undoable);
        }

        using var again = Begin();

        Assert.Equal((RowChange.Delete, undoable), (again.Ledger.Doubt(6)!.Write, again.Ledger.Doubt(6)!.KnowsOld));
    }

    [Fact]
    public async Task Contact_that_was_named_by_address_is_recorded_by_it_and_by_its_id()
    {
        using var open = Begin();
        var atFirstWrite = RecordAtFirstWrite(open);

        await _account.RunAsync([ByAddress("p2@example.com")], open);

        var recorded = Assert.Single(atFirstWrite);
        Assert.Equal(("p2@example.com", RemovalAccount.Id(2)), (recorded.Email, recorded.ContactId));
        Assert.Contains(recorded.Changes, static c => c.Old == "Name 2");
    }

    [Fact]
    public async Task Undoable_deletion_reads_the_contact_again_if_the_question_took_long()
    {
        using var open = Begin();
        var atFirstWrite = RecordAtFirstWrite(open);
        var run = _account.Create(open, undoable: true);
        ContactRemoval[] removals = [ByAddress("p1@example.com"), ByAddress("p2@example.com")];
        await _account.Clock.DriveAsync(run.ResolveAsync(removals, CancellationToken.None));
        _account.Add(1)["first_name"] = "Changed meanwhile";
        _account.Delete(2);
        _account.Clock.Advance(TimeSpan.FromSeconds(6));

        Assert.Null(await _account.Clock.DriveAsync(run.SendAsync(removals, CancellationToken.None)));

        Assert.Contains(Assert.Single(atFirstWrite).Changes, static c => c.Old == "Changed meanwhile");
        Assert.Equal((RemovalOutcome.Unchanged, "deleted before"), (removals[1].Outcome, removals[1].Reason));
        Assert.Equal(1, _account.Writes);
    }

    [Fact]
    public async Task Undoable_deletion_reads_a_contact_once_if_the_question_was_answered_at_once()
    {
        var run = _account.Create(undoable: true);
        ContactRemoval[] removals = [ByAddress("p1@example.com")];
        await _account.Clock.DriveAsync(run.ResolveAsync(removals, CancellationToken.None));
        _account.Clock.Advance(TimeSpan.FromSeconds(5));

        await _account.Clock.DriveAsync(run.SendAsync(removals, CancellationToken.None));

        Assert.Equal(2, _account.Service.Sent.Count);
        Assert.Equal(2, run.Requests);
    }

    [Fact]
    public async Task Undoable_deletion_of_a_contact_that_does_not_exist_fails_that_contact_alone()
    {
        _account.Remove(1);
        var removals = RemovalAccount.ById(2);

        Assert.Null(await _account.RunAsync(removals, undoable: true));

        Assert.Equal(
            [(RemovalOutcome.Failed, "CcNotFound"), (RemovalOutcome.Removed, null)],
            removals.Select(static r => (r.Outcome, r.ErrorId))
        );
    }

    [Theory]
    [InlineData(2)]
    [InlineData(6)]
    public async Task Deletions_whose_outcome_an_earlier_process_did_not_learn_are_its_own(int count)
    {
        // Only those that were announced; another contact was deleted by somebody else.
        var removals = ByAddress(count);
        using (var first = Begin())
        {
            first.Ledger.Announce(
                removals
                    .Skip(1)
                    .Select(
                        static (removal, i) =>
                            new RowChange
                            {
                                Position = i + 2,
                                Key = removal.Key,
                                Write = RowChange.Delete,
                            }
                    )
            );
        }

        for (var n = 1; n <= count; n++)
        {
            _account.Delete(n);
        }

        using var again = Begin();
        Assert.Null(await _account.RunAsync(removals, again));

        Assert.Equal(
            [
                (RemovalOutcome.Unchanged, "deleted before"),
                .. Enumerable.Repeat((RemovalOutcome.Removed, (string?)null), count - 1),
            ],
            removals.Select(static r => (r.Outcome, r.Reason))
        );
        Assert.Equal(0, _account.Writes);
    }

    [Fact]
    public async Task Run_that_goes_on_takes_the_outcomes_that_are_known_and_sends_the_rest()
    {
        _account.Remove(7);
        ContactRemoval[] Named() => [.. RemovalAccount.ById(7), Shown()];
        using (var first = Begin())
        {
            var run = _account.Create(first);
            var removals = Named();
            await _account.RunAsync(removals, run);
            run.RecordOutcomes();
            Assert.Equal(
                [
                    .. Enumerable.Range(1, 6).Select(static n => ((long)n, (long?)n, RemovalOutcome.Removed, "job-1")),
                    (7, 7, RemovalOutcome.Failed, "job-1"),
                ],
                first.Ledger.Outcomes.Select(static o => (o.Position, o.Row, o.Outcome, o.ActivityId))
            );
            Assert.Equal(
                (removals[6].Reason, "CcNotFound", removals[6].ToException()!.RecommendedAction, RemovalAccount.Id(7)),
                Recorded(first.Ledger.Outcomes[6])
            );
        }

        using var again = Begin();
        var all = Named();
        await _account.RunAsync(all, again);

        Assert.Equal(1, _account.Writes);
        Assert.All(
            all.Take(6),
            static r => Assert.Equal((RemovalOutcome.Removed, "job-1", null), (r.Outcome, r.ActivityId, r.ErrorId))
        );
        Assert.Equal((RemovalOutcome.Failed, "CcNotFound"), (all[6].Outcome, all[6].ErrorId));
        Assert.Equal(Recorded(again.Ledger.Outcomes[6]).Remedy, all[6].ToException()!.RecommendedAction);

        static ContactRemoval Shown()
        {
            var shown = new ContactRemoval(null, RemovalAccount.Id(8), null) { Row = 8 };
            shown.Preview();
            return shown;
        }
    }

    [Fact]
    public async Task Outcome_of_a_single_deletion_is_recorded_before_the_next_one_leaves()
    {
        using var open = Begin();
        List<string> states = [];
        _account.Service.Otherwise(sent =>
        {
            states.Add(string.Join(",", open.Ledger.Outcomes.Select(static o => o.Outcome)));
            return _account.Answer(sent);
        });

        await _account.RunAsync(RemovalAccount.ById(3), open);

        Assert.Equal(["Unknown", "Removed,Unknown", "Removed,Removed,Unknown"], states);
    }

    [Fact]
    public async Task Deletion_that_cannot_be_recorded_is_not_sent()
    {
        using var open = Begin();
        open.Dispose();

        await Assert.ThrowsAsync<ObjectDisposedException>(() => _account.RunAsync(RemovalAccount.ById(6), open));

        Assert.Equal(0, _account.Writes);
    }

    private static ContactRemoval ByAddress(string email) => new(email, null, null);

    private static ContactRemoval[] ByAddress(int count) =>
        [.. Enumerable.Range(1, count).Select(static n => ByAddress($"p{n}@example.com"))];

    private static (string? Reason, string? ErrorId, string? Remedy, string? ContactId) Recorded(RowOutcome outcome) =>
        (outcome.Reason, outcome.ErrorId, outcome.Remedy, outcome.ContactId);

    /// <summary>The record as it is when the first write arrives at the service.</summary>
    private List<RowOutcome> RecordAtFirstWrite(OpenRun open)
    {
        List<RowOutcome> recorded = [];
        _account.Service.Otherwise(sent =>
        {
            if (sent.Method != HttpMethod.Get && recorded.Count == 0)
            {
                recorded.AddRange(open.Ledger.Outcomes);
            }

            return _account.Answer(sent);
        });
        return recorded;
    }

    private OpenRun Begin() => TestRuns.Begin(_folder.Path, "remove", "Remove-CcContact", _account.Clock);
}
