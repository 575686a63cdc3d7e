using System.Net;
using System.Text.Json.Nodes;
using ConstantContact.Core.Auth;
using ConstantContact.Core.Columns;
using ConstantContact.Core.Contacts;
using ConstantContact.Core.Errors;
using ConstantContact.Core.Http;
using ConstantContact.Core.Names;
using ConstantContact.Core.Resilience;
using ConstantContact.Core.Rows;
using ConstantContact.Core.Runs;
using ConstantContact.Core.Tests.Support;
using ConstantContact.Core.Updates;

namespace ConstantContact.Core.Tests.Updates;

/// <summary>
/// What a row says became of it: with writes of an earlier process, answers that are lost, contacts that moved, and
/// rows that are only shown.
/// </summary>
public sealed class UpdateOutcomeTests
{
    private static readonly ContactChange NewJob = new("job_title", null, null, "Old job", "New");

    private readonly FakeService _service = new();
    private readonly TestClock _clock = new();
    private readonly RecordingGuide _guide = new();
    private readonly MemoryLedger _memory = new();

    [Fact]
    public async Task Every_write_is_announced_before_it_leaves()
    {
        const string List = "1618ae62-4752-11e9-9c8a-0000000000aa";
        _service.Add(Id(1), "a@example.com");
        _service.Add(Id(2), "b@example.com", c => c["deleted_at"] = "2026-01-01");
        _service.ApplyPut = (stored, sent) =>
        {
            stored.Remove("deleted_at");
            foreach (var member in sent)
            {
                stored[member.Key] = member.Value?.DeepClone();
            }
        };
        List<int> announced = [];
        _service.Before = what =>
        {
            if (!what.StartsWith("GET", StringComparison.Ordinal))
            {
                announced.Add(_memory.Changes.Count);
            }

            return Task.FromResult<HttpResponseMessage?>(null);
        };
        using var ledger = _memory.Open(isNew: true);

        await RunAsync(
            new UpdateOptions
            {
                CreateMissing = true,
                OneAtATime = true,
                Merge = new MergeOptions { Restore = true },
            },
            ledger,
            Row(1, "a@example.com", ("job_title", "New")),
            Row(2, "b@example.com", ("add_to_lists", List)),
            Row(3, "c@example.com", ("job_title", "New"))
        );

        Assert.Equal([1, 2, 3], announced);
        var writes = _memory.Changes.Select(c => JsonNode.Parse(c)!.AsObject()).ToList();
        Assert.Equal(["update", "restore", "create"], writes.Select(c => (string?)c["write"]));
        Assert.All(writes, c => Assert.True(c["warnings"] is null || c["warnings"]!.AsArray().Count == 0));
        Assert.All(_guide.Results, r => Assert.Empty(r.Warnings));
        Assert.Equal(["a@example.com", "b@example.com", "c@example.com"], _guide.Results.Select(r => r.Email));
    }

    [Fact]
    public async Task Planned_write_is_made_as_planned_unless_the_contact_has_changed_since()
    {
        _service.Add(Id(1), "a@example.com");
        _service.Add(Id(2), "b@example.com");
        var patch = new ContactPatch { Core = new Dictionary<string, object?> { ["job_title"] = "Planned" } };
        using var ledger = _memory.Open(isNew: true);

        await RunAsync(
            new UpdateOptions { OneAtATime = true },
            ledger,
            Planned(1, null),
            Planned(2, "has changed since"),
            Planned(3, null),
            Planned(2, "odd")
        );

        Assert.Equal(["Planned", null], _service.Contacts.Values.Select(c => (string?)c["job_title"]));
        Assert.Equal(
            [
                (11L, "key 1", RowOutcome.Applied, null),
                (12L, "key 2", RowOutcome.Stale, "CcPlanStale"),
                (13L, "key 3", UpdateOutcome.Failed, "CcNotFound"),
                (22L, "key 2", UpdateOutcome.Failed, "CcUnexpected"),
            ],
            ledger.Outcomes.Select(o => (o.Position, o.Key, o.Outcome, o.ErrorId))
        );
        Assert.Equal(0, ledger.RowsRead);
        Assert.Equal(
            ["a@example.com", "planned@example.com", "planned@example.com", "planned@example.com"],
            ledger.Outcomes.Select(o => o.Email)
        );
        Assert.Contains("has changed since", ledger.Outcomes[1].Reason, StringComparison.Ordinal);

        UpdateRow Planned(int n, string? stale) =>
            new()
            {
                ContactId = Id(n),
                Planned = new PlannedWrite(
                    stale == "odd" ? 22 : 10 + n,
                    $"key {n}",
                    "planned@example.com",
                    new ResolvedPatch(patch, new PatchNames(patch, new Dictionary<string, string>())),
                    _ => stale == "odd" ? throw new FormatException("odd") : stale
                ),
            };
    }

    [Fact]
    public async Task Rows_of_a_stopped_run_are_not_attempted_and_counted()
    {
        _service.Add(Id(1), "a@example.com");
        using var stop = new CancellationTokenSource();
        _service.Before = _ =>
        {
            stop.Cancel();
            throw new OperationCanceledException(stop.Token);
        };
        using var ledger = _memory.Open(isNew: true);
        using var client = Client();
        using var names = new NameDirectory(client);
        var run = new UpdateRun(
            client,
            names,
            new UpdateOptions { OneAtATime = true },
            _guide,
            null,
            _clock,
            null,
            ledger
        );
        UpdateRow[] rows =
        [
            Row(1, "a@example.com", ("job_title", "New")),
            Row(2, "a@example.com", ("job_title", "New")),
        ];

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() =>
            _clock.DriveAsync(run.RunAsync(Rows(rows), stop.Token))
        );
        Assert.False(run.InputEnded);
        while (ledger.RowsRead < 3)
        {
            run.CountNotAttempted(Row(3, "c@example.com", ("job_title", "New")));
        }

        Assert.All(
            ledger.Outcomes,
            o => Assert.Equal((UpdateOutcome.NotAttempted, "the run was stopped"), (o.Outcome, o.Reason))
        );
        Assert.Equal([1L, 2L, 3L], ledger.Outcomes.Select(o => o.Position));
        Assert.InRange(run.Summary.NotAttempted, 1, 3);
    }

    [Fact]
    public async Task Row_keeps_its_cells_its_reason_and_its_proof_in_the_account_of_the_run()
    {
        _service.Add(Id(1), "a@example.com");
        using var ledger = _memory.Open(isNew: true);
        UpdateRow With(int number, string[] headings, params object?[] cells) =>
            new()
            {
                Number = number,
                Email = number == 3 ? "no@example.com" : "A@example.com",
                Changes = Row(number, "a@example.com", ("job_title", "New")).Changes,
                Source = new InputRow(number, null, headings, cells),
            };

        await RunAsync(
            new UpdateOptions
            {
                OneAtATime = true,
                Merge = new MergeOptions { ConsentReference = "form 7" },
            },
            ledger,
            With(1, ["email", "note"], "a@example.com", "'=x"),
            With(2, ["email", "cc_reason"], "a@example.com", "'=x"),
            With(3, ["email"], "no@example.com")
        );

        Assert.Equal(
            ["a@example.com,'=x", "a@example.com,=x", "no@example.com"],
            ledger.Outcomes.Select(o => string.Join(",", o.Cells.Select(c => c.Value)))
        );
        Assert.Equal(
            [
                (UpdateOutcome.Updated, "a@example.com", 1L),
                (UpdateOutcome.Unchanged, "a@example.com", 2L),
                (UpdateOutcome.Failed, "no@example.com", 3L),
            ],
            ledger.Outcomes.Select(o => (o.Outcome, o.Email, o.Row!.Value))
        );
        Assert.Equal([null, null, "CcNotFound"], ledger.Outcomes.Select(o => o.ErrorId));
        Assert.Contains("no@example.com", ledger.Outcomes[2].Reason, StringComparison.Ordinal);
        Assert.All(ledger.Outcomes, o => Assert.Equal("form 7", o.ConsentReference));
    }

    [Fact]
    public async Task Row_that_is_only_shown_leaves_nothing_in_the_account_of_the_run()
    {
        _service.Add(Id(1), "a@example.com");
        _guide.Answer = Approval.PreviewOnly;
        using var ledger = _memory.Open(isNew: true);

        await RunAsync(new UpdateOptions(), ledger, Row(1, "a@example.com", ("job_title", "New")));
        _guide.Answer = Approval.Declined;
        await RunAsync(new UpdateOptions(), ledger, Row(1, "a@example.com", ("job_title", "New")));

        Assert.Equal(
            (UpdateOutcome.NotAttempted, "declined"),
            (Assert.Single(ledger.Outcomes).Outcome, ledger.Outcomes[0].Reason)
        );
        Assert.Empty(ledger.Outcomes[0].Cells);
    }

    [Fact]
    public async Task Creation_keeps_no_later_row_waiting()
    {
        _service.Add(Id(1), "a@example.com");
        var other = new TaskCompletionSource<bool>(TaskCreationOptions.RunContinuationsAsynchronously);
        _service.Before = async what =>
        {
            if (what == $"PUT {Id(1)}")
            {
                other.TrySetResult(true);
            }
            else if (what.StartsWith("POST", StringComparison.Ordinal))
            {
                // The limit is for a code in which the update waits for the creation.
                await other.Task.WaitAsync(TimeSpan.FromSeconds(30));
            }

            return null;
        };

        await RunAsync(
            new UpdateOptions { CreateMissing = true },
            Row(1, "new@example.com", ("job_title", "New")),
            Row(2, "a@example.com", ("job_title", "New"))
        );

        Assert.Equal([UpdateOutcome.Created, UpdateOutcome.Updated], _guide.Results.Select(r => r.Outcome));
    }

    [Fact]
    public async Task Permission_that_was_asked_for_is_no_opt_out_that_moved()
    {
        _service.Add(Id(1), "a@example.com");
        var row = new UpdateRow
        {
            Number = 1,
            Email = "a@example.com",
            Changes = new RequestedChanges { PermissionToSend = "explicit" },
        };

        await RunAsync(
            new UpdateOptions
            {
                VerifyAll = true,
                Merge = new MergeOptions { ConsentReference = "form 7" },
            },
            row
        );

        Assert.Equal((UpdateOutcome.Updated, null), (Assert.Single(_guide.Results).Outcome, _guide.Results[0].ErrorId));
    }

    [Fact]
    public async Task Answer_that_leaves_out_a_list_of_the_contact_proves_no_loss()
    {
        _service.Add(Id(1), "a@example.com");
        _service.Add(Id(2), "b@example.com", c => c["taggings"] = new JsonArray("t1"));
        _service.Add(Id(3), "c@example.com", c => c["taggings"] = new JsonArray("t1"));
        _service.Before = what =>
        {
            if (what != $"PUT {Id(3)}")
            {
                return Task.FromResult<HttpResponseMessage?>(null);
            }

            var shown = (JsonObject)_service.Contacts[Id(3)].DeepClone();
            shown["job_title"] = "New";
            shown.Remove("taggings");
            return Task.FromResult<HttpResponseMessage?>(FakeService.Answer(HttpStatusCode.OK, shown.ToJsonString()));
        };

        await RunAsync(
            new UpdateOptions { OneAtATime = true },
            [.. "abc".Select((c, i) => Row(i + 1, $"{c}@example.com", ("job_title", "New")))]
        );

        Assert.All(_guide.Results, r => Assert.Equal(UpdateOutcome.Updated, r.Outcome));
    }

    [Fact]
    public async Task Row_in_doubt_names_the_stored_address_its_warnings_and_how_it_ended()
    {
        _service.Add(Id(1), "a@example.com");
        _service.ApplyPut = static (stored, _) =>
        {
            stored["company_name"] = "Of another program";
            stored["email_address"]!["permission_to_send"] = "unsubscribed";
        };
        _service.After = what =>
            what.StartsWith("PUT", StringComparison.Ordinal)
                ? throw new HttpRequestException("reset")
                : Task.CompletedTask;
        var row = Row(1, "A@Example.com", ("job_title", "New"));
        row.Changes.Warnings.Add("of the row");

        await RunAsync(new UpdateOptions(), row);

        var result = Assert.Single(_guide.Results);
        Assert.Equal((UpdateOutcome.Unknown, "a@example.com", Id(1)), (result.Outcome, result.Email, result.ContactId));
        Assert.Contains("Then: unsubscribed", result.Reason, StringComparison.Ordinal);
        Assert.Equal(["of the row"], result.Warnings);
    }

    [Theory]
    [InlineData("New", true)]
    [InlineData("Old job", false)]
    public async Task Update_that_an_earlier_process_announced_is_sent_only_if_it_did_not_arrive(
        string there,
        bool arrived
    )
    {
        _service.Add(Id(1), "moved@example.com", c => c["job_title"] = there);
        var row = Row(1, "a@example.com", ("job_title", "New"));

        var result = await ResumeAsync(row, RowChange.Update, Id(1), "was@example.com", new UpdateOptions());

        Assert.Equal(arrived ? 0 : 1, _service.Writes);
        Assert.Equal((UpdateOutcome.Updated, Id(1)), (result.Outcome, result.ContactId));
        Assert.Equal(arrived ? "was@example.com" : "moved@example.com", result.Email);
        Assert.Equal("job_title", Assert.Single(result.Changes).Member);
        Assert.Equal(arrived ? ["warned"] : Array.Empty<string>(), result.Warnings);
        Assert.Equal("New", result.Contact!.JobTitle);
        Assert.Contains($"GET {Id(1)}", _service.Log);
    }

    [Fact]
    public async Task Restoration_that_an_earlier_process_announced_is_sent_again_while_the_contact_is_deleted()
    {
        const string List = "1618ae62-4752-11e9-9c8a-0000000000aa";
        _service.Add(Id(1), "a@example.com", c => c["deleted_at"] = "2026-01-01");
        _service.ApplyPut = (stored, sent) =>
        {
            stored.Remove("deleted_at");
            stored["list_memberships"] = sent["list_memberships"]!.DeepClone();
        };
        var row = Row(1, "a@example.com", ("add_to_lists", List));
        var options = new UpdateOptions { Merge = new MergeOptions { Restore = true } };

        var result = await ResumeAsync(row, RowChange.Restore, Id(1), "a@example.com", options);

        Assert.Equal((UpdateOutcome.Updated, 1), (result.Outcome, _service.Writes));
        Assert.Equal("restore", Assert.Single(_guide.Previews).Mode);
    }

    [Fact]
    public async Task Announced_write_without_an_address_is_told_by_that_of_its_row()
    {
        _service.Add(Id(1), "stored@example.com", c => c["job_title"] = "New");

        Assert.Equal(
            "row@example.com",
            (
                await ResumeAsync(
                    Row(1, "row@example.com", ("job_title", "New")),
                    RowChange.Update,
                    Id(1),
                    null,
                    new UpdateOptions()
                )
            ).Email
        );
    }

    [Theory]
    [InlineData("New", 0)]
    [InlineData("Other", 1)]
    public async Task Creation_that_an_earlier_process_announced_is_known_by_all_that_was_sent(string there, int writes)
    {
        _service.Add(
            Id(1),
            "a@example.com",
            c =>
            {
                c["job_title"] = there;
                c["company_name"] = "of the service";
            }
        );
        var row = Row(1, "a@example.com", ("job_title", "New"));

        var result = await ResumeAsync(
            row,
            RowChange.Create,
            null,
            "a@example.com",
            new UpdateOptions { CreateMissing = true }
        );

        Assert.Equal(
            (writes == 0 ? UpdateOutcome.Created : UpdateOutcome.Updated, writes, Id(1)),
            (result.Outcome, _service.Writes, result.ContactId)
        );
    }

    [Theory]
    [InlineData(true, 0)]
    [InlineData(false, 1)]
    public async Task Replacement_that_an_earlier_process_announced_is_known_by_what_is_gone(bool isGone, int writes)
    {
        var contact = _service.Add(Id(1), "a@example.com", c => c["job_title"] = "New");
        if (isGone)
        {
            contact.Remove("first_name");
            contact.Remove("last_name");
        }

        var options = new UpdateOptions { Merge = new MergeOptions { Replace = true } };
        var result = await ResumeAsync(
            Row(1, "a@example.com", ("job_title", "New")),
            RowChange.Update,
            Id(1),
            "a@example.com",
            options
        );

        Assert.Equal((UpdateOutcome.Updated, writes), (result.Outcome, _service.Writes));
        Assert.False(_service.Contacts[Id(1)].ContainsKey("last_name"));
    }

    [Fact]
    public async Task Row_with_an_id_and_the_address_of_another_contact_is_refused_and_one_that_fits_is_written()
    {
        _service.Add(Id(1), "a@example.com");

        await RunAsync(
            new UpdateOptions(),
            Row(1, "b@example.com", ("job_title", "New"), Id(1)),
            Row(2, "A@example.com", ("job_title", "New"), Id(1))
        );

        Assert.Equal("CcContactMismatch", _guide.Results[0].ErrorId);
        Assert.Equal((UpdateOutcome.Updated, 1), (_guide.Results[1].Outcome, _service.Writes));
        Assert.Equal(
            (2L, "a@example.com", Id(1)),
            (_guide.Results[1].Row, _guide.Results[1].Email, _guide.Results[1].ContactId)
        );
    }

    [Fact]
    public async Task Row_that_fails_or_changes_nothing_names_its_contact()
    {
        _service.Add(Id(1), "Stored@example.com");

        await RunAsync(
            new UpdateOptions(),
            Row(1, null, ("first_name", "Old"), Id(1)),
            Row(2, "stored@example.com", ("first_name", "Old")),
            Row(3, "no@example.com", ("first_name", "x"))
        );

        Assert.Equal(
            [
                ("Stored@example.com", Id(1), UpdateOutcome.Unchanged),
                ("Stored@example.com", Id(1), UpdateOutcome.Unchanged),
                ("no@example.com", null, UpdateOutcome.Failed),
            ],
            _guide.Results.Select(r => (r.Email, r.ContactId, r.Outcome))
        );
    }

    [Fact]
    public async Task Created_contact_is_named_by_the_id_that_the_service_gave_it()
    {
        await RunAsync(new UpdateOptions { CreateMissing = true }, Row(1, "a@example.com", ("job_title", "New")));

        var result = Assert.Single(_guide.Results);
        Assert.Equal((string?)Assert.Single(_service.Contacts.Values)["contact_id"], result.ContactId);
        Assert.Equal(3, result.Changes.Count);
        Assert.Equal("create", result.Preview!.Mode);
    }

    [Fact]
    public async Task Preview_of_a_second_row_starts_from_the_first_by_id_by_address_and_by_new_address()
    {
        _guide.Answer = Approval.PreviewOnly;
        _service.Add(Id(1), "a@example.com", c => c["job_title"] = "Old job");
        _service.Add(Id(2), "other@example.com");

        await RunAsync(
            new UpdateOptions { CreateMissing = true },
            Row(1, "a@example.com", ("new_email_address", "b@example.com")),
            Row(2, null, ("job_title", "Two"), Id(1)),
            Row(3, "b@example.com", ("company_name", "Three")),
            Row(4, "a@example.com", ("company_name", "Four")),
            Row(5, "other@example.com", ("company_name", "Five")),
            Row(6, null, ("company_name", "Six"), Id(9))
        );

        Assert.Equal(0, _service.Writes);
        Assert.Equal(["merge", "merge", "merge", "create", "merge"], _guide.Previews.Select(p => p.Mode));
        Assert.Contains("\"address\":\"b@example.com\"", _guide.Previews[1].BodyText, StringComparison.Ordinal);
        Assert.Contains("\"job_title\":\"Two\"", _guide.Previews[2].BodyText, StringComparison.Ordinal);
        Assert.DoesNotContain("Two", _guide.Previews[3].BodyText, StringComparison.Ordinal);
        Assert.DoesNotContain("Two", _guide.Previews[4].BodyText, StringComparison.Ordinal);
        Assert.Equal("CcNotFound", _guide.Results[5].ErrorId);
    }

    [Fact]
    public async Task Created_contact_of_a_preview_has_no_id_yet()
    {
        _guide.Answer = Approval.PreviewOnly;

        await RunAsync(
            new UpdateOptions { CreateMissing = true },
            Row(1, "a@example.com", ("job_title", "One")),
            Row(2, "A@example.com", ("company_name", "Two"))
        );

        Assert.Equal(["POST /v3/contacts", "PUT /v3/contacts/(new)"], _guide.Previews.Select(p => p.Request));
        Assert.Contains("\"job_title\":\"One\"", _guide.Previews[1].BodyText, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Declined_row_names_its_contact_and_sends_nothing()
    {
        _service.Add(Id(1), "a@example.com");
        _guide.Answer = Approval.Declined;

        await RunAsync(new UpdateOptions(), Row(1, "a@example.com", ("job_title", "New")));

        var result = Assert.Single(_guide.Results);
        Assert.Equal(
            (UpdateOutcome.NotAttempted, "declined", Id(1), 0),
            (result.Outcome, result.Reason, result.ContactId, _service.Writes)
        );
        Assert.Single(result.Changes);
    }

    [Theory]
    [InlineData("stale", "was read more than 5 s ago")]
    [InlineData("lost", "is not known whether the update")]
    [InlineData("refused", "refuses the update")]
    public async Task User_is_told_why_a_contact_is_read_again(string trouble, string note)
    {
        _service.Add(Id(1), "a@example.com");
        var isFirst = true;
        _guide.Asked = () =>
        {
            if (trouble == "stale" && isFirst)
            {
                isFirst = false;
                _clock.Advance(TimeSpan.FromSeconds(6));
            }
        };
        _service.Before = what =>
        {
            if (!isFirst || !what.StartsWith("PUT", StringComparison.Ordinal))
            {
                return Task.FromResult<HttpResponseMessage?>(null);
            }

            isFirst = false;
            _service.Contacts[Id(1)]["company_name"] = "Meanwhile";
            return Task.FromResult<HttpResponseMessage?>(
                trouble == "lost"
                    ? FakeService.Answer(HttpStatusCode.ServiceUnavailable, "{}")
                    : FakeService.Answer(HttpStatusCode.BadRequest, """[{"error_key":"k","error_message":"m"}]""")
            );
        };

        await RunAsync(new UpdateOptions { OneAtATime = true }, Row(1, "a@example.com", ("job_title", "New")));

        Assert.Contains(note, Assert.Single(_guide.Notes), StringComparison.Ordinal);
        Assert.Equal(UpdateOutcome.Updated, Assert.Single(_guide.Results).Outcome);
        Assert.Equal(trouble == "stale" ? null : "Meanwhile", (string?)_service.Contacts[Id(1)]["company_name"]);
    }

    [Theory]
    [InlineData("email_address.odd", "the member odd is not allowed", true)]
    [InlineData("loyalty", "Loyalty is not allowed", true)]
    [InlineData("loyalty", "job_title is too long", false)]
    public async Task Refusal_that_names_an_unknown_member_says_so(string member, string message, bool isNamed)
    {
        _service.Add(
            Id(1),
            "a@example.com",
            c =>
            {
                var owner = member.StartsWith("email", StringComparison.Ordinal) ? c["email_address"]!.AsObject() : c;
                owner[member.Split('.').Last()] = 1;
            }
        );
        _service.Before = what =>
            Task.FromResult(
                what.StartsWith("PUT", StringComparison.Ordinal)
                    ? FakeService.Answer(
                        HttpStatusCode.BadRequest,
                        $$"""[{"error_key":"k","error_message":"{{message}}"}]"""
                    )
                    : null
            );

        await RunAsync(new UpdateOptions(), Row(1, "a@example.com", ("job_title", "New")));

        Assert.Equal(isNamed ? "CcUnknownMember" : "CcInvalidRequest", Assert.Single(_guide.Results).ErrorId);
        Assert.Equal(isNamed, _guide.Results[0].Reason!.Contains(member));
    }

    [Fact]
    public async Task Value_that_the_service_stores_in_another_form_is_a_warning()
    {
        _service.Add(Id(1), "a@example.com");
        _service.Add(Id(2), "b@example.com");
        _service.ApplyPut = static (stored, _) => stored["first_name"] = "Fr John";

        await RunAsync(
            new UpdateOptions { OneAtATime = true },
            Row(1, "a@example.com", ("first_name", "Fr. John")),
            Row(2, "b@example.com", ("first_name", "Fr. John"))
        );

        Assert.All(
            _guide.Results,
            r => Assert.Contains("'Fr. John' and is 'Fr John'", Assert.Single(r.Warnings), StringComparison.Ordinal)
        );
        Assert.All(_guide.Results, r => Assert.Equal(UpdateOutcome.Updated, r.Outcome));
    }

    [Fact]
    public async Task Warnings_of_the_row_and_of_its_contact_are_in_the_result()
    {
        _service.Add(Id(1), "a@example.com");
        var row = new UpdateRow
        {
            Number = 1,
            Email = "a@example.com",
            Changes = new RequestedChanges
            {
                Values = Row(1, "a@example.com", ("new_email_address", "b@example.com")).Changes.Values,
                Warnings = ["of the row"],
            },
        };

        await RunAsync(new UpdateOptions(), row);

        Assert.Equal(2, Assert.Single(_guide.Results).Warnings.Count);
        Assert.Equal("of the row", _guide.Results[0].Warnings[0]);
        Assert.Contains("another address", _guide.Results[0].Warnings[1], StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(HttpStatusCode.Unauthorized, "CcAuthenticationFailed")]
    [InlineData(HttpStatusCode.Forbidden, null)]
    public async Task Trouble_after_a_write_ends_the_run_only_if_no_row_could_go_on(
        HttpStatusCode status,
        string? errorId
    )
    {
        _service.Add(Id(1), "a@example.com");
        _service.Add(Id(2), "b@example.com");
        _service.Before = what => Task.FromResult(what == $"GET {Id(1)}" ? FakeService.Answer(status, "{}") : null);
        UpdateRow[] rows =
        [
            Row(1, "a@example.com", ("job_title", "New")),
            Row(2, "b@example.com", ("job_title", "New")),
        ];

        if (errorId is null)
        {
            await RunAsync(new UpdateOptions { OneAtATime = true }, rows);
        }
        else
        {
            Assert.Equal(
                errorId,
                (
                    await Assert.ThrowsAnyAsync<CcException>(() =>
                        RunAsync(new UpdateOptions { OneAtATime = true }, rows)
                    )
                ).ErrorId
            );
        }

        Assert.Equal((UpdateOutcome.Updated, errorId), (_guide.Results[0].Outcome, _guide.Results[0].ErrorId));
        Assert.Equal(errorId is null ? UpdateOutcome.Updated : UpdateOutcome.NotAttempted, _guide.Results[1].Outcome);
    }

    [Theory]
    [InlineData(HttpStatusCode.Unauthorized, "CcAuthenticationFailed")]
    [InlineData(HttpStatusCode.Forbidden, "CcServiceUnavailable")]
    public async Task Put_whose_fate_cannot_be_read_back_gives_the_error_that_counts(
        HttpStatusCode status,
        string errorId
    )
    {
        _service.Add(Id(1), "a@example.com");
        _service.Before = what =>
            Task.FromResult(
                what.StartsWith("PUT", StringComparison.Ordinal)
                    ? FakeService.Answer(HttpStatusCode.ServiceUnavailable, "{}")
                : what == $"GET {Id(1)}" ? FakeService.Answer(status, "{}")
                : null
            );

        using var ledger = _memory.Open(isNew: true);

        var e = await Record.ExceptionAsync(() =>
            RunAsync(new UpdateOptions(), ledger, Row(1, "a@example.com", ("job_title", "New")))
        );

        Assert.Equal(_guide.Results[0].ToException()!.Message, Assert.Single(ledger.Outcomes).Reason);
        Assert.Equal(
            (UpdateOutcome.Unknown, errorId),
            (Assert.Single(_guide.Results).Outcome, _guide.Results[0].ErrorId)
        );
        Assert.Equal(status == HttpStatusCode.Unauthorized, e is CcException);
        Assert.Single(_guide.Results[0].Changes);
    }

    [Fact]
    public async Task Changed_address_with_a_new_stamp_is_no_change_of_consent()
    {
        _service.Add(Id(1), "a@example.com");
        _service.Add(Id(2), "b@example.com");
        _service.ApplyPut = (stored, sent) =>
        {
            foreach (var member in sent)
            {
                stored[member.Key] = member.Value?.DeepClone();
            }

            stored["email_address"]!["updated_at"] =
                (string?)stored["contact_id"] == Id(1) ? "2026-01-01T00:00:00Z" : "2026-11-24T00:00:00Z";
        };

        await RunAsync(
            new UpdateOptions { OneAtATime = true },
            Row(1, "a@example.com", ("job_title", "New")),
            new UpdateRow
            {
                Number = 2,
                Email = "b@example.com",
                Changes = new RequestedChanges
                {
                    Values =
                    [
                        .. Row(2, "b@example.com", ("new_email_address", "c@example.com")).Changes.Values,
                        .. Row(2, "b@example.com", ("job_title", "New"))
                            .Changes.Values.Where(v => v.Column.Name == "job_title"),
                    ],
                },
            }
        );

        Assert.All(_guide.Results, r => Assert.Equal((UpdateOutcome.Updated, null), (r.Outcome, r.Reason)));
    }

    [Fact]
    public async Task Replacement_is_neither_proven_nor_a_canary()
    {
        _service.Add(Id(1), "a@example.com");
        _service.ApplyPut = static (stored, _) => stored["first_name"] = "whatever";

        await RunAsync(
            new UpdateOptions { Merge = new MergeOptions { Replace = true } },
            Row(1, "a@example.com", ("job_title", "New"))
        );

        Assert.Equal(UpdateOutcome.Updated, Assert.Single(_guide.Results).Outcome);
        Assert.Equal(["GET a@example.com", $"PUT {Id(1)}"], _service.Log);
        Assert.Empty(_guide.Results[0].Warnings);
        Assert.Equal("replace", Assert.Single(_guide.Previews).Mode);
    }

    [Fact]
    public async Task Two_hits_of_which_one_has_the_address_are_refused_by_their_ids()
    {
        var (one, other) = (_service.Add(Id(1), "a@example.com"), _service.Add(Id(2), "b@example.com"));
        _service.Before = what =>
            Task.FromResult(
                what.StartsWith("GET", StringComparison.Ordinal)
                    ? FakeService.Answer(
                        HttpStatusCode.OK,
                        new JsonObject
                        {
                            ["contacts"] = new JsonArray(one.DeepClone(), other.DeepClone()),
                        }.ToJsonString()
                    )
                    : null
            );

        await RunAsync(new UpdateOptions(), Row(1, "a@example.com", ("job_title", "New")));

        var e = Assert.Single(_guide.Results).ToException()!;
        Assert.Equal(("CcAmbiguousContact", 0), (e.ErrorId, _service.Writes));
        Assert.Contains($"of which 1 has that address: {Id(1)}, {Id(2)}.", e.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("deleted", "-Restore")]
    [InlineData("unsubscribed", "-IncludeUnsubscribed")]
    [InlineData("active", "Change it with Update-CcContact")]
    public async Task Conflict_of_a_creation_names_the_contact_its_state_and_the_way_out(string state, string remedy)
    {
        _service.Before = what =>
        {
            if (!what.StartsWith("POST", StringComparison.Ordinal))
            {
                return Task.FromResult<HttpResponseMessage?>(null);
            }

            _service.Add(
                Id(7),
                "a@example.com",
                c =>
                {
                    c["deleted_at"] = state == "deleted" ? "2026-01-01" : null;
                    c["email_address"]!["permission_to_send"] = state == "unsubscribed" ? "unsubscribed" : "implicit";
                }
            );
            return Task.FromResult<HttpResponseMessage?>(
                FakeService.Answer(
                    HttpStatusCode.Conflict,
                    """[{"error_key":"contacts.api.conflict","error_message":"taken"}]"""
                )
            );
        };

        await RunAsync(new UpdateOptions { CreateMissing = true }, Row(1, "a@example.com", ("job_title", "New")));

        var e = Assert.IsType<ConflictException>(Assert.Single(_guide.Results).ToException());
        Assert.Equal((state, Id(7), 409), (e.ExistingState, e.ExistingContactId, (int?)e.StatusCode));
        Assert.Contains(remedy, e.RecommendedAction, StringComparison.Ordinal);
        Assert.Contains($"which is {state}", e.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Conflict_whose_contact_cannot_be_found_is_reported_as_it_is(bool isUnreadable)
    {
        var posted = false;
        _service.Before = what =>
        {
            if (what.StartsWith("POST", StringComparison.Ordinal))
            {
                posted = true;
                return Task.FromResult<HttpResponseMessage?>(
                    FakeService.Answer(
                        HttpStatusCode.Conflict,
                        """[{"error_key":"contacts.api.conflict","error_message":"taken"}]"""
                    )
                );
            }

            return Task.FromResult(posted && isUnreadable ? FakeService.Answer(HttpStatusCode.Forbidden, "{}") : null);
        };

        await RunAsync(new UpdateOptions { CreateMissing = true }, Row(1, "a@example.com", ("job_title", "New")));

        Assert.Equal("CcConflict", Assert.Single(_guide.Results).ErrorId);
        Assert.Null(Assert.IsType<ConflictException>(_guide.Results[0].ToException()).ExistingState);
    }

    private async Task<UpdateResult> ResumeAsync(
        UpdateRow row,
        string write,
        string? contactId,
        string? email,
        UpdateOptions options
    )
    {
        _memory.EndedAfter(
            new RowChange
            {
                Position = 1,
                Key = row.Key(),
                Write = write,
                ContactId = contactId,
                Email = email,
                Changes = [NewJob],
                Warnings = ["warned"],
            }
        );
        using var ledger = _memory.Open(isNew: false);
        await RunAsync(options, ledger, row);
        return Assert.Single(_guide.Results);
    }

    private Task<UpdateSummary> RunAsync(UpdateOptions options, params UpdateRow[] rows) =>
        RunAsync(options, RowLedger.None(_clock), rows);

    private async Task<UpdateSummary> RunAsync(UpdateOptions options, RowLedger ledger, params UpdateRow[] rows)
    {
        using var client = Client();
        using var names = new NameDirectory(client);
        var run = new UpdateRun(client, names, options, _guide, null, _clock, null, ledger);
        var summary = await _clock.DriveAsync(run.RunAsync(Rows(rows), CancellationToken.None));
        Assert.True(run.InputEnded);
        return summary;
    }

    private ApiClient Client()
    {
        var settings = new ApiClientOptions
        {
            BaseUri = new Uri("http://127.0.0.1:9/v3"),
            RequestsPerSecond = 1000,
            RequestsPerDay = 1_000_000,
            Allowances = new ProcessAllowances(),
        };
        _clock.AttemptTimeout = settings.AttemptTimeout;
        return new ApiClient(settings, new StaticTokenSource("token"), _clock, _service);
    }

    private static string Id(int n) => $"1618ae62-4752-11e9-9c8a-{n:x12}";

    private static UpdateRow Row(
        int number,
        string? email,
        (string Column, string Value) change,
        string? contactId = null
    )
    {
        string[] headings =
        [
            .. new[]
            {
                email is null ? null : "email",
                contactId is null ? null : "contact_id",
                change.Column,
            }.OfType<string>(),
        ];
        string[] values = [.. new[] { email, contactId, change.Value }.OfType<string>()];
        var parsed = new RowParser(ColumnPlan.For(headings, null, false, ColumnPurpose.Update)).Parse(
            new InputRow(number, null, headings, values)
        );
        parsed.ThrowIfInvalid();
        return new UpdateRow
        {
            Number = number,
            Email = email,
            ContactId = contactId,
            Changes = new RequestedChanges { Values = parsed.Values },
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
}
