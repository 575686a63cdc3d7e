using System.IO;
using System.Net;
using System.Text.Json.Nodes;
using ConstantContact.Core.Auth;
using ConstantContact.Core.Columns;
using ConstantContact.Core.Consent;
using ConstantContact.Core.Errors;
using ConstantContact.Core.Http;
using ConstantContact.Core.Names;
using ConstantContact.Core.Resilience;
using ConstantContact.Core.Rows;
using ConstantContact.Core.Runs;
using ConstantContact.Core.Storage;
using ConstantContact.Core.Tests.Support;
using ConstantContact.Core.Updates;

namespace ConstantContact.Core.Tests.Updates;

/// <summary>Creations and sign-ups, row by row.</summary>
public sealed class ContactRowRunTests : IDisposable
{
    private const string List = "1618ae62-4752-11e9-9c8a-0000000000aa";

    private readonly string _home = Path.Combine(Path.GetTempPath(), $"rows-{Guid.NewGuid():N}");
    private readonly FakeService _service = new();
    private readonly TestClock _clock = new();
    private readonly RecordingGuide _guide = new();
    private readonly MemoryLedger _memory = new();
    private readonly ApiClient _client;
    private readonly NameDirectory _names;

    public ContactRowRunTests()
    {
        var settings = new ApiClientOptions
        {
            BaseUri = new Uri("http://127.0.0.1:9/v3"),
            RequestsPerSecond = 1000,
            RequestsPerDay = 1_000_000,
            Allowances = new ProcessAllowances(),
        };
        _clock.AttemptTimeout = settings.AttemptTimeout;
        _client = new ApiClient(settings, new StaticTokenSource("token"), _clock, _service);
        _names = new NameDirectory(_client);
    }

    private static ConsentSwitches Proof => new() { ConsentReference = "form 7" };

    public void Dispose()
    {
        _names.Dispose();
        _client.Dispose();
        if (Directory.Exists(_home))
        {
            Directory.Delete(_home, recursive: true);
        }
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Sign_up_gives_permission_and_says_whether_the_contact_is_new(bool isThere)
    {
        if (isThere)
        {
            _service.Add(Id(1), "a@example.com");
        }

        var result = await SignUpAsync(Proof, SignUpRow("a@example.com"));

        var contact = Assert.Single(_service.Contacts.Values);
        Assert.Equal("explicit", (string?)contact["email_address"]!["permission_to_send"]);
        Assert.Equal(
            (
                isThere ? UpdateOutcome.Updated : UpdateOutcome.Created,
                (string?)contact["contact_id"],
                "a@example.com",
                1L
            ),
            (result.Outcome, result.ContactId, result.Email, result.Row)
        );
        Assert.Equal("sign up", Assert.Single(_guide.Previews).Mode);
        Assert.Contains(result.Changes, c => c.Path == "email_address.permission_to_send" && c.New == "explicit");
        Assert.Equal(!isThere, result.Changes.Any(c => c.Path == "email_address.address"));
        Assert.Equal(["careful"], _guide.Warnings);
    }

    [Theory]
    [InlineData("unsubscribed", null, UpdateOutcome.Suppressed, null)]
    [InlineData("implicit", "2026-01-01", null, "CcContactDeleted")]
    public async Task Sign_up_holds_back_an_opt_out_and_refuses_a_deleted_contact(
        string permission,
        string? deletedAt,
        string? outcome,
        string? errorId
    )
    {
        _service.Add(
            Id(1),
            "a@example.com",
            c =>
            {
                c["email_address"]!["permission_to_send"] = permission;
                c["deleted_at"] = deletedAt;
            }
        );

        if (errorId is null)
        {
            var result = await SignUpAsync(Proof, SignUpRow("a@example.com"));
            Assert.Equal((outcome, Id(1)), (result.Outcome, result.ContactId));
            Assert.Contains("-UndoOptOut", result.Reason, StringComparison.Ordinal);
        }
        else
        {
            Assert.Equal(
                errorId,
                (await Assert.ThrowsAnyAsync<CcException>(() => SignUpAsync(Proof, SignUpRow("a@example.com")))).ErrorId
            );
        }

        Assert.Equal(0, _service.Writes);
        Assert.Equal(
            UpdateOutcome.Updated,
            (await SignUpAsync(Proof with { UndoOptOut = true, Restore = true }, SignUpRow("a@example.com"))).Outcome
        );
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Sign_up_whose_answer_is_lost_is_read_back_and_not_repeated(bool arrived)
    {
        HttpResponseMessage Lost() => FakeService.Answer(HttpStatusCode.GatewayTimeout, "{}");
        _service.Before = what =>
            Task.FromResult(!arrived && what.StartsWith("POST", StringComparison.Ordinal) ? Lost() : null);
        _service.After = what =>
            arrived && what.StartsWith("POST", StringComparison.Ordinal)
                ? throw new HttpRequestException("reset")
                : Task.CompletedTask;

        if (arrived)
        {
            var result = await SignUpAsync(Proof, SignUpRow("a@example.com"));
            Assert.Equal(
                (UpdateOutcome.Created, "the answer was lost; the contact was read back"),
                (result.Outcome, result.Reason)
            );
            Assert.Equal((string?)Assert.Single(_service.Contacts.Values)["contact_id"], result.ContactId);
        }
        else
        {
            Assert.True(
                (
                    await Assert.ThrowsAnyAsync<CcException>(() => SignUpAsync(Proof, SignUpRow("a@example.com")))
                ).MayHaveArrived
            );
        }

        Assert.Equal(1, _service.Writes);
    }

    [Theory]
    [InlineData("implicit", "New", null, false)]
    [InlineData("explicit", "Other", null, false)]
    [InlineData("explicit", "New", "2026-01-01", false)]
    [InlineData("explicit", "New", null, true)]
    [InlineData("pending_confirmation", "New", null, true)]
    public async Task Lost_sign_up_has_arrived_only_if_everything_that_was_sent_is_there(
        string permission,
        string job,
        string? deletedAt,
        bool arrived
    )
    {
        _service.Add(Id(1), "a@example.com");
        _service.Before = what =>
        {
            if (!what.StartsWith("POST", StringComparison.Ordinal))
            {
                return Task.FromResult<HttpResponseMessage?>(null);
            }

            var contact = _service.Contacts[Id(1)];
            contact["email_address"]!["permission_to_send"] = permission;
            contact["job_title"] = job;
            contact["list_memberships"] = new JsonArray(List);
            contact["phone_numbers"] = JsonNode.Parse("""[{"kind":"other","phone_number":"1"}]""");
            contact["deleted_at"] = deletedAt;
            return Task.FromResult<HttpResponseMessage?>(FakeService.Answer(HttpStatusCode.GatewayTimeout, "{}"));
        };

        var row = SignUpRow("a@example.com", ("job_title", "New"), ("home_phone", "1"));
        if (arrived)
        {
            Assert.Equal((UpdateOutcome.Updated, Id(1)), await Outcome());
        }
        else
        {
            await Assert.ThrowsAnyAsync<CcException>(Outcome);
        }

        async Task<(string, string?)> Outcome()
        {
            var result = await SignUpAsync(Proof, row);
            return (result.Outcome, result.ContactId);
        }
    }

    [Fact]
    public async Task Sign_up_that_waited_for_an_answer_is_looked_up_again_and_held_back_if_the_person_left()
    {
        _service.Add(Id(1), "a@example.com");
        _guide.Asked = () =>
        {
            _clock.Advance(TimeSpan.FromSeconds(6));
            _service.Contacts[Id(1)]["email_address"]!["permission_to_send"] = "unsubscribed";
        };

        var result = await SignUpAsync(Proof, SignUpRow("a@example.com"));

        Assert.Equal((UpdateOutcome.Suppressed, Id(1), 0), (result.Outcome, result.ContactId, _service.Writes));
        _guide.Asked = () => _clock.Advance(TimeSpan.FromSeconds(6));
        _service.Contacts[Id(1)]["email_address"]!["permission_to_send"] = "implicit";
        Assert.Equal(UpdateOutcome.Updated, (await SignUpAsync(Proof, SignUpRow("a@example.com"))).Outcome);
        Assert.Equal(1, _service.Writes);
    }

    [Theory]
    [InlineData(null, UpdateOutcome.Created)]
    [InlineData("1618ae62-4752-11e9-9c8a-000000000001", UpdateOutcome.Updated)]
    public async Task Sign_up_that_an_earlier_process_announced_is_not_sent_again_if_it_arrived(
        string? contactId,
        string outcome
    )
    {
        _service.Add(
            Id(1),
            "a@example.com",
            c =>
            {
                c["email_address"]!["permission_to_send"] = "explicit";
                c["list_memberships"] = new JsonArray(List);
            }
        );
        var row = SignUpRow("a@example.com");
        _memory.EndedAfter(
            new RowChange
            {
                Position = 1,
                Key = row.Key(),
                Write = RowChange.SignUp,
                ContactId = contactId,
                Email = "a@example.com",
            }
        );

        using var ledger = _memory.Open(isNew: false);
        var result = await SignUpAsync(Proof, row, ledger);

        Assert.Equal((outcome, Id(1), 0), (result.Outcome, result.ContactId, _service.Writes));
        Assert.Empty(_guide.Previews);
        Assert.Contains("earlier process", result.Reason, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(Approval.Declined, UpdateOutcome.NotAttempted)]
    [InlineData(Approval.PreviewOnly, UpdateOutcome.Previewed)]
    public async Task Row_that_is_not_approved_is_not_sent(Approval approval, string outcome)
    {
        _guide.Answer = approval;

        Assert.Equal(outcome, (await SignUpAsync(Proof, SignUpRow("a@example.com"))).Outcome);
        Assert.Equal(outcome, (await CreateAsync(Row("b@example.com", ("job_title", "New")))).Outcome);
        Assert.Equal(0, _service.Writes);
    }

    [Fact]
    public async Task Creation_and_sign_up_are_announced_before_they_leave()
    {
        _service.Add(Id(1), "a@example.com", c => c["list_memberships"] = new JsonArray(List));
        List<int> announced = [];
        _service.Before = what =>
        {
            if (what.StartsWith("POST", StringComparison.Ordinal))
            {
                announced.Add(_memory.Changes.Count);
            }

            return Task.FromResult<HttpResponseMessage?>(null);
        };
        using var ledger = _memory.Open(isNew: true);

        await SignUpAsync(Proof, SignUpRow("a@example.com"), ledger);
        await CreateAsync(Row("b@example.com", ("job_title", "New")), ledger);
        var withProof = new ContactCreation(_client, _names, "form 7");
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
        var changes = _memory.Changes.Select(c => JsonNode.Parse(c)!.AsObject()).ToList();
        Assert.Equal(["sign-up", "create", "create"], changes.Select(c => (string?)c["write"]));
        Assert.Equal([1, 3, 2], changes.Select(c => c["changes"]!.AsArray().Count));
        Assert.All(changes, c => Assert.True(c["warnings"] is null || c["warnings"]!.AsArray().Count == 0));
    }

    [Fact]
    public async Task Creation_gives_the_contact_of_the_service()
    {
        var result = await CreateAsync(Row("a@example.com", ("job_title", "New")));

        var contact = Assert.Single(_service.Contacts.Values);
        Assert.Equal(
            (UpdateOutcome.Created, (string?)contact["contact_id"], "a@example.com", "New", 1L),
            (result.Outcome, result.ContactId, result.Email, result.Contact!.JobTitle, result.Row)
        );
        Assert.Equal(3, result.Changes.Count);
        Assert.Equal(["careful"], _guide.Warnings);
    }

    [Fact]
    public async Task Creation_that_an_earlier_process_announced_is_found_instead_of_conflicting()
    {
        _service.Add(Id(1), "a@example.com", c => c["job_title"] = "New");
        _service.Before = what =>
            Task.FromResult(
                what.StartsWith("POST", StringComparison.Ordinal)
                    ? FakeService.Answer(
                        HttpStatusCode.Conflict,
                        """[{"error_key":"contacts.api.conflict","error_message":"taken"}]"""
                    )
                    : null
            );
        var row = Row("a@example.com", ("job_title", "New"));
        _memory.EndedAfter(
            new RowChange
            {
                Position = 1,
                Key = row.Key(),
                Write = RowChange.Create,
                Email = "a@example.com",
            }
        );

        using var ledger = _memory.Open(isNew: false);
        var result = await CreateAsync(row, ledger);

        Assert.Equal((UpdateOutcome.Created, Id(1)), (result.Outcome, result.ContactId));
        Assert.Contains("earlier process", result.Reason, StringComparison.Ordinal);
        Assert.Equal("CcConflict", (await Assert.ThrowsAnyAsync<CcException>(() => CreateAsync(row))).ErrorId);
        _service.Contacts.Clear();
        using var again = _memory.Open(isNew: false);
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
        Assert.Equal(0, _service.Writes);

        async Task RefusedAsync(string id, UpdateRow row)
        {
            Assert.Equal(id, (await Assert.ThrowsAnyAsync<CcException>(() => CreateAsync(row))).ErrorId);
            Assert.Equal(id, (await Assert.ThrowsAnyAsync<CcException>(() => SignUpAsync(Proof, row))).ErrorId);
        }
    }

    [Fact]
    public async Task Every_row_is_accounted_for_whatever_becomes_of_it_and_the_run_goes_on_as_one()
    {
        _service.Before = what =>
        {
            var posts = _service.Writes;
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
            _guide.Results.Select(r => r.Outcome)
        );
        _guide.Results.Clear();
        var writes = _service.Writes;
        (end, _) = await RunAsync("one", rows);
        Assert.Null(end);
        Assert.Equal(writes, _service.Writes);
        Assert.Equal("CcInvalidRequest", Assert.Single(_guide.Results).ErrorId);
        Assert.Equal(
            (_guide.Results[0].Reason, true),
            (_guide.Results[0].ToException()!.Message, _guide.Results[0].ToException()!.RecommendedAction.Length > 0)
        );
        Assert.Equal(
            2,
            _guide.Notes.Count(n => n.EndsWith("Created by an earlier process of the run.", StringComparison.Ordinal))
        );
    }

    [Fact]
    public async Task Error_that_ends_the_run_leaves_the_rest_not_attempted()
    {
        _service.Before = what =>
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
            _guide.Results.Select(r => (r.Outcome, r.ErrorId))
        );
        Assert.Equal(_guide.Results[0].Reason, _guide.Results[1].Reason);
    }

    [Fact]
    public async Task Creation_of_which_nobody_knows_whether_it_arrived_is_unknown()
    {
        var posted = false;
        _service.Before = what =>
        {
            posted |= what.StartsWith("POST", StringComparison.Ordinal);
            return Task.FromResult(posted ? FakeService.Answer(HttpStatusCode.BadGateway, "{}") : null);
        };

        await RunAsync("unknown", [Row("a@example.com", ("job_title", "x"))]);

        Assert.Equal(UpdateOutcome.Unknown, Assert.Single(_guide.Results).Outcome);
    }

    [Fact]
    public async Task Exception_that_nobody_foresaw_fails_its_row_and_one_of_the_host_ends_the_run()
    {
        _guide.Asked = () => throw new InvalidOperationException("no prompt here");
        Assert.Equal(
            "no prompt here",
            (
                await Assert.ThrowsAsync<InvalidOperationException>(() =>
                    RunAsync("host", [Row("a@example.com", ("job_title", "x"))])
                )
            ).Message
        );

        _guide.Asked = null;
        _guide.FailAt = 1;
        Assert.Equal(
            "enough",
            (
                await Assert.ThrowsAsync<InvalidOperationException>(() =>
                    RunAsync("report", [Row("a@example.com", ("job_title", "x"))])
                )
            ).Message
        );

        _guide.FailAt = 0;
        _guide.Results.Clear();
        await RunAsync(
            "odd",
            [Row("b@example.com", ("job_title", "x")), Row("c@example.com", ("job_title", "x"))],
            new Odd()
        );
        Assert.Equal(
            [(UpdateOutcome.Failed, "CcUnexpected"), (UpdateOutcome.Unknown, "CcUnexpected")],
            _guide.Results.Select(r => (r.Outcome, r.ErrorId))
        );
    }

    [Fact]
    public async Task Row_that_a_stopped_run_did_not_process_is_counted_once()
    {
        using var run = Begin("stopped");
        var rows = new ContactRowRun(run, new Odd(), _guide, null);
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
            new ContactRowRun(cancelled, new Stopping(stop), _guide, null).RunAsync(Rows([row]), stop.Token)
        );
        Assert.Equal(
            (UpdateOutcome.NotAttempted, "the run was stopped"),
            (Assert.Single(cancelled.Ledger.Outcomes).Outcome, cancelled.Ledger.Outcomes[0].Reason)
        );
    }

    private static string Id(int n) => $"1618ae62-4752-11e9-9c8a-{n:x12}";

    private static UpdateRow SignUpRow(string email, params (string Heading, string Value)[] cells)
    {
        var row = Row(email, cells);
        return new UpdateRow
        {
            Number = 1,
            Email = email,
            Changes = new RequestedChanges
            {
                Values = row.Changes.Values,
                AddLists = [List],
                Warnings = ["careful"],
            },
        };
    }

    private static UpdateRow Row(string email, params (string Heading, string Value)[] cells)
    {
        string[] headings = ["email", .. cells.Select(c => c.Heading)];
        var parsed = new RowParser(ColumnPlan.For(headings, null, false, ColumnPurpose.Update)).Parse(
            new InputRow(1, null, headings, [email, .. cells.Select(c => c.Value)])
        );
        return new UpdateRow
        {
            Number = 1,
            Email = email,
            Changes = new RequestedChanges { Values = parsed.Values, Warnings = ["careful"] },
        };
    }

    private static async IAsyncEnumerable<UpdateRow> Rows(IEnumerable<UpdateRow> rows)
    {
        foreach (var row in rows)
        {
            await Task.Yield();
            yield return row;
        }
    }

    private Task<UpdateResult> SignUpAsync(ConsentSwitches switches, UpdateRow row, RowLedger? ledger = null) =>
        WorkAsync(new ContactSignUp(_client, _names, switches), row, ledger);

    private Task<UpdateResult> CreateAsync(UpdateRow row, RowLedger? ledger = null) =>
        WorkAsync(new ContactCreation(_client, _names), row, ledger);

    private Task<UpdateResult> WorkAsync(IContactRowWork work, UpdateRow row, RowLedger? ledger) =>
        _clock.DriveAsync(
            work.RunAsync(
                row,
                new RowEntry(ledger ?? RowLedger.None(_clock), 1, row.Key(), row, null),
                _guide,
                CancellationToken.None
            )
        );

    private async Task<(CcException? End, ContactRowRun Run)> RunAsync(
        string id,
        UpdateRow[] rows,
        IContactRowWork? work = null
    )
    {
        using var run = Begin(id);
        var all = new ContactRowRun(run, work ?? new ContactCreation(_client, _names), _guide, null);
        return (await _clock.DriveAsync(all.RunAsync(Rows(rows), CancellationToken.None)), all);
    }

    private OpenRun Begin(string id) =>
        OpenRun.Begin(
            new DataFolder(_home),
            id,
            new RunRecord
            {
                RunId = "",
                Cmdlet = "New-CcContact",
                BaseUri = "http://127.0.0.1:9/v3",
                StartedAt = TimeProvider.System.GetUtcNow(),
                Options = "{}",
                NeedsRows = true,
            },
            null,
            TimeProvider.System,
            onlyLook: false
        );

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
