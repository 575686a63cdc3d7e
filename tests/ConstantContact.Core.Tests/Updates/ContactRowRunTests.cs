using System.IO;
using System.Net;
using System.Text.Json.Nodes;
using ConstantContact.Core.Consent;
using ConstantContact.Core.Errors;
using ConstantContact.Core.Runs;
using ConstantContact.Core.Storage;
using ConstantContact.Core.Tests.Storage;
using ConstantContact.Core.Tests.Support;
using ConstantContact.Core.Updates;
using ConstantContact.Core.Updates.Creating;
using ConstantContact.Core.Updates.Updating;

namespace ConstantContact.Core.Tests.Updates;

/// <summary>Creations, and the run of creations and sign-ups.</summary>
public sealed class ContactRowRunTests : ContactRowLab
{
    private readonly TemporaryFolder _home = new();

    protected override void Dispose(bool disposing)
    {
        base.Dispose(disposing);
        _home.Dispose();
    }

    [Fact]
    public async Task Creation_and_sign_up_are_announced_before_they_leave()
    {
        Service.Add(Id(1), "a@example.com", c => c["list_memberships"] = new JsonArray(List));
        List<int> announced = [];
        Service.Before = what =>
        {
            if (what.StartsWith("POST", StringComparison.Ordinal))
            {
                announced.Add(Memory.Changes.Count);
            }

            return Task.FromResult<HttpResponseMessage?>(null);
        };
        using var ledger = Memory.Open(isNew: true);

        await SignUpAsync(Proof, SignUpRow("a@example.com"), ledger);
        await CreateAsync(Row("b@example.com", ("job_title", "New")), ledger);
        var withProof = new ContactCreation(Client, Names, "form 7");
        var raised = await WorkAsync(
            withProof,
            new UpdateRow
            {
                Email = "c@example.com",
                Changes = new RequestedChanges { PermissionToSend = "explicit" },
            },
            ledger
        );

        Assert.Equal([1, 2, 3], announced);
        Assert.Equal(UpdateOutcome.Created, raised.Outcome);
        var changes = Memory.Changes.Select(c => JsonNode.Parse(c)!.AsObject()).ToList();
        Assert.Equal(["sign-up", "create", "create"], changes.Select(c => (string?)c["write"]));
        Assert.Equal([1, 3, 2], changes.Select(c => c["changes"]!.AsArray().Count));
        Assert.All(changes, c => Assert.True(c["warnings"] is null || c["warnings"]!.AsArray().Count == 0));
    }

    [Fact]
    public async Task Creation_gives_the_contact_of_the_service()
    {
        var result = await CreateAsync(Row("a@example.com", ("job_title", "New")));

        var contact = Assert.Single(Service.Contacts.Values);
        Assert.Equal(
            (UpdateOutcome.Created, (string?)contact["contact_id"], "a@example.com", "New", 1L),
            (result.Outcome, result.ContactId, result.Email, result.Contact!.JobTitle, result.Row)
        );
        Assert.Equal(3, result.Changes.Count);
        Assert.Equal(["careful"], Guide.Warnings);
    }

    [Fact]
    public async Task Creation_that_an_earlier_process_announced_is_found_instead_of_conflicting()
    {
        Service.Add(Id(1), "a@example.com", c => c["job_title"] = "New");
        Service.Before = what =>
            Task.FromResult(
                what.StartsWith("POST", StringComparison.Ordinal)
                    ? FakeService.Answer(
                        HttpStatusCode.Conflict,
                        """[{"error_key":"contacts.api.conflict","error_message":"taken"}]"""
                    )
                    : null
            );
        var row = Row("a@example.com", ("job_title", "New"));
        Memory.EndedAfter(
            new RowChange
            {
                Position = 1,
                Key = row.Key(),
                Write = RowChange.Create,
                Email = "a@example.com",
            }
        );

        using var ledger = Memory.Open(isNew: false);
        var result = await CreateAsync(row, ledger);

        Assert.Equal((UpdateOutcome.Created, Id(1)), (result.Outcome, result.ContactId));
        Assert.Contains("earlier process", result.Reason, StringComparison.Ordinal);
        Assert.Equal("CcConflict", (await Assert.ThrowsAnyAsync<CcException>(() => CreateAsync(row))).ErrorId);
        Service.Contacts.Clear();
        using var again = Memory.Open(isNew: false);
        Assert.Equal("CcConflict", (await Assert.ThrowsAnyAsync<CcException>(() => CreateAsync(row, again))).ErrorId);
    }

    [Fact]
    public async Task Row_that_cannot_be_created_or_signed_up_is_refused_before_a_request()
    {
        var invalid = new InvalidInputException("CcX", "bad", "mend");
        await RefusedAsync("CcX", new UpdateRow { Email = "a@example.com", Invalid = invalid });
        await RefusedAsync("CcMissingIdentity", new UpdateRow { Changes = SignUpRow("a@example.com").Changes });
        Assert.Equal(
            "CcInvalidValue",
            (
                await Assert.ThrowsAnyAsync<CcException>(() =>
                    CreateAsync(new UpdateRow { Email = "a@example.com", ContactId = Id(1) })
                )
            ).ErrorId
        );
        Assert.Equal(
            "CcConsentNeeded",
            (
                await Assert.ThrowsAnyAsync<CcException>(() =>
                    CreateAsync(
                        new UpdateRow
                        {
                            Email = "a@example.com",
                            Changes = new RequestedChanges { PermissionToSend = "explicit" },
                        }
                    )
                )
            ).ErrorId
        );
        Assert.Equal(
            "CcConsentNeeded",
            (
                await Assert.ThrowsAnyAsync<CcException>(() =>
                    SignUpAsync(ConsentSwitches.None, SignUpRow("a@example.com"))
                )
            ).ErrorId
        );
        Assert.Equal(0, Service.Writes);

        async Task RefusedAsync(string id, UpdateRow row)
        {
            Assert.Equal(id, (await Assert.ThrowsAnyAsync<CcException>(() => CreateAsync(row))).ErrorId);
            Assert.Equal(id, (await Assert.ThrowsAnyAsync<CcException>(() => SignUpAsync(Proof, row))).ErrorId);
        }
    }

    [Fact]
    public async Task Every_row_is_accounted_for_with_any_outcome_and_the_run_continues_as_one()
    {
        Service.Before = what =>
        {
            var posts = Service.Writes;
            return Task.FromResult(
                what.StartsWith("POST", StringComparison.Ordinal) && posts == 2
                    ? FakeService.Answer(HttpStatusCode.BadRequest, """[{"error_key":"k","error_message":"m"}]""")
                    : null
            );
        };
        UpdateRow[] rows =
        [
            Row("a@example.com", ("job_title", "x")),
            Row("b@example.com", ("job_title", "x")),
            Row("c@example.com", ("job_title", "x")),
        ];

        var (end, run) = await RunAsync("one", rows);

        Assert.Null(end);
        Assert.True(run.InputEnded);
        Assert.Equal(
            [UpdateOutcome.Created, UpdateOutcome.Failed, UpdateOutcome.Created],
            Guide.Results.Select(r => r.Outcome)
        );
        Guide.Results.Clear();
        var writes = Service.Writes;
        (end, _) = await RunAsync("one", rows);
        Assert.Null(end);
        Assert.Equal(writes, Service.Writes);
        Assert.Equal("CcInvalidRequest", Assert.Single(Guide.Results).ErrorId);
        Assert.Equal(
            (Guide.Results[0].Reason, true),
            (Guide.Results[0].ToException()!.Message, Guide.Results[0].ToException()!.RecommendedAction.Length > 0)
        );
        Assert.Equal(
            2,
            Guide.Notes.Count(n => n.EndsWith("Created by an earlier process of the run.", StringComparison.Ordinal))
        );
    }

    [Fact]
    public async Task Error_that_ends_the_run_leaves_the_rest_not_attempted()
    {
        Service.Before = what =>
            Task.FromResult(
                what.StartsWith("POST", StringComparison.Ordinal)
                    ? FakeService.Answer(HttpStatusCode.Unauthorized, "{}")
                    : null
            );

        var (end, _) = await RunAsync(
            "ends",
            [Row("a@example.com", ("job_title", "x")), Row("b@example.com", ("job_title", "x"))]
        );

        Assert.Equal("CcAuthenticationFailed", end?.ErrorId);
        Assert.Equal(
            [(UpdateOutcome.NotAttempted, "CcAuthenticationFailed"), (UpdateOutcome.NotAttempted, null)],
            Guide.Results.Select(r => (r.Outcome, r.ErrorId))
        );
        Assert.Equal(Guide.Results[0].Reason, Guide.Results[1].Reason);
    }

    [Fact]
    public async Task Creation_that_may_have_arrived_is_unknown()
    {
        var posted = false;
        Service.Before = what =>
        {
            posted |= what.StartsWith("POST", StringComparison.Ordinal);
            return Task.FromResult(posted ? FakeService.Answer(HttpStatusCode.BadGateway, "{}") : null);
        };

        await RunAsync("unknown", [Row("a@example.com", ("job_title", "x"))]);

        Assert.Equal(UpdateOutcome.Unknown, Assert.Single(Guide.Results).Outcome);
    }

    [Fact]
    public async Task Unexpected_exception_fails_its_row_and_one_of_the_host_ends_the_run()
    {
        Guide.Asked = () => throw new InvalidOperationException("no prompt here");
        Assert.Equal(
            "no prompt here",
            (
                await Assert.ThrowsAsync<InvalidOperationException>(() =>
                    RunAsync("host", [Row("a@example.com", ("job_title", "x"))])
                )
            ).Message
        );

        Guide.Asked = null;
        Guide.FailAt = 1;
        Assert.Equal(
            "enough",
            (
                await Assert.ThrowsAsync<InvalidOperationException>(() =>
                    RunAsync("report", [Row("a@example.com", ("job_title", "x"))])
                )
            ).Message
        );

        Guide.FailAt = 0;
        Guide.Results.Clear();
        await RunAsync(
            "odd",
            [Row("b@example.com", ("job_title", "x")), Row("c@example.com", ("job_title", "x"))],
            new Odd()
        );
        Assert.Equal(
            [(UpdateOutcome.Failed, "CcUnexpected"), (UpdateOutcome.Unknown, "CcUnexpected")],
            Guide.Results.Select(r => (r.Outcome, r.ErrorId))
        );
    }

    [Fact]
    public async Task Row_that_a_stopped_run_did_not_process_is_counted_once()
    {
        using var run = Begin("stopped");
        var rows = new ContactRowRun(run, new Odd(), Guide, null);
        var row = Row("a@example.com", ("job_title", "x"));
        rows.CountNotAttempted(row);
        rows.CountNotAttempted(row);

        Assert.Equal(
            [
                (1L, UpdateOutcome.NotAttempted, "the run was stopped"),
                (2L, UpdateOutcome.NotAttempted, "the run was stopped"),
            ],
            run.Ledger.Outcomes.Select(o => (o.Position, o.Outcome, o.Reason))
        );
        Assert.False(rows.InputEnded);
        using var stop = new CancellationTokenSource();
        using var cancelled = Begin("cancelled");
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() =>
            new ContactRowRun(cancelled, new Stopping(stop), Guide, null).RunAsync(Rows([row]), stop.Token)
        );
        Assert.Equal(
            (UpdateOutcome.NotAttempted, "the run was stopped"),
            (Assert.Single(cancelled.Ledger.Outcomes).Outcome, cancelled.Ledger.Outcomes[0].Reason)
        );
    }

    private async Task<(CcException? End, ContactRowRun Run)> RunAsync(
        string id,
        UpdateRow[] rows,
        IContactRowWork? work = null
    )
    {
        using var run = Begin(id);
        var all = new ContactRowRun(run, work ?? new ContactCreation(Client, Names), Guide, null);
        return (await Clock.DriveAsync(all.RunAsync(Rows(rows), CancellationToken.None)), all);
    }

    private OpenRun Begin(string id) => TestRuns.Begin(_home.Path, id, "New-CcContact", TimeProvider.System);

    /// <summary>Fails the first row before, the second after it announced a write.</summary>
    private sealed class Odd : IContactRowWork
    {
        private bool _announces;

        public Task<UpdateResult> RunAsync(
            UpdateRow row,
            RowEntry entry,
            IUpdateGuide guide,
            CancellationToken cancellationToken
        )
        {
            if (_announces)
            {
                entry.Announce(RowChange.Create, null, row.Email, [], []);
            }

            _announces = true;
            throw new FormatException("odd");
        }
    }

    private sealed class Stopping(CancellationTokenSource stop) : IContactRowWork
    {
        public Task<UpdateResult> RunAsync(
            UpdateRow row,
            RowEntry entry,
            IUpdateGuide guide,
            CancellationToken cancellationToken
        )
        {
            stop.Cancel();
            throw new OperationCanceledException(stop.Token);
        }
    }
}
