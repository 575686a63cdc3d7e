using System.Net;
using System.Text.Json.Nodes;
using ConstantContact.Core.Auth;
using ConstantContact.Core.Base;
using ConstantContact.Core.Columns;
using ConstantContact.Core.Contacts;
using ConstantContact.Core.Errors;
using ConstantContact.Core.Http;
using ConstantContact.Core.Names;
using ConstantContact.Core.Resilience;
using ConstantContact.Core.Rows;
using ConstantContact.Core.Tests.Support;
using ConstantContact.Core.Updates;

namespace ConstantContact.Core.Tests.Updates;

/// <summary>
/// Rows that meet each other, other programs and a service that errs. Latency is time of the fake clock.
/// </summary>
public sealed class UpdateRaceTests
{
    private readonly FakeService _service = new();
    private readonly TestClock _clock = new();
    private readonly RecordingGuide _guide = new();

    /// <summary>Latency in milliseconds, by request; null for none.</summary>
    private Func<string, int>? _latency;

    public UpdateRaceTests() => _service.Before = WaitAsync;

    [Theory]
    [InlineData(4, 700)]
    [InlineData(4, 50)]
    [InlineData(1000, 700)]
    [InlineData(1000, 0)]
    public async Task Later_row_about_a_contact_keeps_what_an_earlier_row_wrote(int perSecond, int latency)
    {
        _latency = _ => latency;
        _service.Add(Id(1), "a@example.com", c => c["job_title"] = "old");
        _service.Add(Id(2), "b@example.com");

        await RunAsync(
            new UpdateOptions(),
            perSecond,
            Row(1, "a@example.com", ("job_title", "new")),
            Row(2, "b@example.com", ("job_title", "new")),
            Row(3, "A@example.com", ("company_name", "new"))
        );

        Assert.Equal(("new", "new"), (Stored(1, "job_title"), Stored(1, "company_name")));
        Assert.All(_guide.Results, r => Assert.Equal(UpdateOutcome.Updated, r.Outcome));
    }

    [Fact]
    public async Task Look_up_that_is_slower_than_the_write_of_an_earlier_row_is_made_again()
    {
        // The look-up of row 2 is answered from before the PUT of row 1, and arrives after it.
        int lookups = 0;
        var second = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        _service.Add(Id(1), "a@example.com");
        JsonObject? early = null;
        _service.Before = async what =>
        {
            if (what != "GET a@example.com")
            {
                return null;
            }

            int lookup = Interlocked.Increment(ref lookups);
            if (lookup == 1)
            {
                // The clock must not go on before the second look-up has begun; the limit is for a code that never
                // begins it.
                await second.Task.WaitAsync(TimeSpan.FromSeconds(60));
                await _clock.WaitAsync(TimeSpan.FromSeconds(1), CancellationToken.None);
            }
            else if (lookup == 2)
            {
                early = (JsonObject)_service.Contacts[Id(1)].DeepClone();
                second.SetResult();
                await _clock.WaitAsync(TimeSpan.FromSeconds(3), CancellationToken.None);
                return FakeService.Answer(
                    HttpStatusCode.OK,
                    new JsonObject { ["contacts"] = new JsonArray(early) }.ToJsonString()
                );
            }

            return null;
        };

        await RunAsync(
            new UpdateOptions(),
            1000,
            Row(1, "a@example.com", ("job_title", "one")),
            Row(2, "a@example.com", ("company_name", "two"))
        );

        Assert.False(
            early!.ContainsKey("job_title"),
            "the second look-up was to be answered from before the first write"
        );
        Assert.Equal(("one", "two"), (Stored(1, "job_title"), Stored(1, "company_name")));
    }

    [Fact]
    public async Task Later_of_several_rows_about_one_value_wins_in_the_order_of_the_input()
    {
        // A warm-up proves the shape, so that nothing but the order of the rows keeps the writes in order.
        int lookups = 0;
        _latency = what =>
            what switch
            {
                "GET a@example.com" => Interlocked.Increment(ref lookups) == 1 ? 900 : 10,
                _ => 30,
            };
        _service.Add(Id(1), "a@example.com");
        _service.Add(Id(2), "warm.up@example.com");

        await RunAsync(
            new UpdateOptions(),
            1000,
            [
                Row(1, "warm.up@example.com", ("job_title", "x")),
                .. Enumerable.Range(2, 5).Select(n => Row(n, "a@example.com", ("job_title", $"value {n}"))),
            ]
        );

        Assert.Equal("value 6", Stored(1, "job_title"));
        Assert.Equal(
            ["value 2", "value 3", "value 4", "value 5", "value 6"],
            _service.PutBodies.Select(b => (string?)JsonNode.Parse(b)!["job_title"]).Where(t => t != "x")
        );
    }

    [Fact]
    public async Task Row_that_changes_nothing_costs_the_next_row_about_its_contact_no_request()
    {
        _latency = _ => 300;
        _service.Add(Id(1), "a@example.com");

        await RunAsync(
            new UpdateOptions(),
            1000,
            Row(1, "a@example.com", ("first_name", "Old")),
            Row(2, "a@example.com", ("last_name", "Name"))
        );

        Assert.Equal(["GET a@example.com", "GET a@example.com"], _service.Log);
        Assert.All(_guide.Results, r => Assert.Equal(UpdateOutcome.Unchanged, r.Outcome));
    }

    [Fact]
    public async Task Row_names_the_new_address_that_an_earlier_row_gives_its_contact()
    {
        _latency = _ => 400;
        _service.Add(Id(1), "a@example.com");

        await RunAsync(
            new UpdateOptions(),
            1000,
            Row(1, "a@example.com", ("new_email_address", "b@example.com")),
            Row(2, "b@example.com", ("job_title", "two")),
            Row(3, "a@example.com", ("job_title", "three"))
        );

        Assert.Equal("b@example.com", (string?)_service.Contacts[Id(1)]["email_address"]!["address"]);
        Assert.Equal("two", Stored(1, "job_title"));
        Assert.Equal(
            [UpdateOutcome.Updated, UpdateOutcome.Updated, UpdateOutcome.Failed],
            _guide.Results.Select(r => r.Outcome)
        );
        Assert.Equal("CcNotFound", _guide.Results[2].ErrorId);
    }

    [Fact]
    public async Task Contact_that_a_row_creates_is_the_one_that_later_rows_change()
    {
        _latency = _ => 500;

        await RunAsync(
            new UpdateOptions { CreateMissing = true },
            1000,
            [
                .. Enumerable
                    .Range(1, 4)
                    .Select(n => Row(n, n % 2 == 0 ? "NEW@example.com" : "new@example.com", (Columns[n], $"{n}"))),
            ]
        );

        JsonObject made = Assert.Single(_service.Contacts.Values);
        Assert.Equal(["1", "2", "3", "4"], Enumerable.Range(1, 4).Select(n => (string?)made[Columns[n]]));
        Assert.Equal(
            [UpdateOutcome.Created, UpdateOutcome.Updated, UpdateOutcome.Updated, UpdateOutcome.Updated],
            _guide.Results.Select(r => r.Outcome)
        );
    }

    [Fact]
    public async Task Preview_of_two_rows_about_a_contact_that_is_to_be_created_shows_both()
    {
        _guide.Answer = Approval.PreviewOnly;

        await RunAsync(
            new UpdateOptions { CreateMissing = true },
            1000,
            Row(1, "new@example.com", ("first_name", "One")),
            Row(2, "new@example.com", ("job_title", "Two"))
        );

        Assert.Equal(0, _service.Writes);
        Assert.All(_guide.Results, r => Assert.Equal(UpdateOutcome.Previewed, r.Outcome));
        Assert.Contains("\"first_name\":\"One\"", _guide.Previews[1].BodyText, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(
        """{"contact_id":"ID","email_address":{"address":"odd@example.com"},"first_name":"\ud83d"}""",
        "CcUnexpectedResponse"
    )]
    [InlineData("""{"email_address":{"address":"odd@example.com"}}""", "CcUnexpectedResponse")]
    [InlineData("""{"contact_id":"","email_address":{"address":"odd@example.com"}}""", "CcUnexpectedResponse")]
    public async Task Odd_contact_fails_its_own_row_and_the_others_are_written(string odd, string errorId)
    {
        _service.Add(Id(1), "a@example.com");
        _service.Add(Id(3), "c@example.com");
        string answer = $$"""{"contacts":[{{odd.Replace("ID", Id(2), StringComparison.Ordinal)}}]}""";
        _service.Before = what =>
            Task.FromResult(what == "GET odd@example.com" ? FakeService.Answer(HttpStatusCode.OK, answer) : null);

        UpdateSummary summary = await RunAsync(
            new UpdateOptions(),
            1000,
            Row(1, "a@example.com", ("first_name", "New")),
            Row(2, "odd@example.com", ("first_name", "New")),
            Row(3, "c@example.com", ("first_name", "New"))
        );

        Assert.Equal(
            [UpdateOutcome.Updated, UpdateOutcome.Failed, UpdateOutcome.Updated],
            _guide.Results.Select(r => r.Outcome)
        );
        Assert.Equal(errorId, _guide.Results[1].ErrorId);
        Assert.Equal((3, 2, 1), (summary.RowsIn, summary.Updated, summary.Failed));
    }

    [Fact]
    public async Task Answer_that_nobody_foresaw_after_a_write_leaves_the_row_unknown_and_the_run_going()
    {
        _service.Add(Id(1), "a@example.com");
        _service.Add(Id(2), "b@example.com");
        bool first = true;
        _service.Before = what =>
        {
            HttpResponseMessage? odd =
                what == $"PUT {Id(1)}" && first
                    ? FakeService.Answer(
                        HttpStatusCode.OK,
                        $$"""{"contact_id":"{{Id(1)}}","email_address":{"address":"a@example.com"},"sms_channel":{"sms_address":"\ud83d"},"loyalty":"\ud83d"}"""
                    )
                    : null;
            first &= odd is null;
            return Task.FromResult(odd);
        };

        UpdateSummary summary = await RunAsync(
            new UpdateOptions(),
            1000,
            Row(1, "a@example.com", ("job_title", "New")),
            Row(2, "b@example.com", ("job_title", "New"))
        );

        Assert.Equal([UpdateOutcome.Unknown, UpdateOutcome.Updated], _guide.Results.Select(r => r.Outcome));
        Assert.Equal("CcUnexpected", _guide.Results[0].ErrorId);
        Assert.Equal((2, 1, 1), (summary.RowsIn, summary.Unknown, summary.Updated));
    }

    [Fact]
    public async Task Contact_asked_for_by_its_id_and_answered_by_another_one_is_not_written()
    {
        _service.Add(Id(1), "a@example.com");
        JsonObject other = _service.Add(Id(2), "b@example.com");
        _service.Before = what =>
            Task.FromResult(
                what == $"GET {Id(1)}" ? FakeService.Answer(HttpStatusCode.OK, other.ToJsonString()) : null
            );

        await RunAsync(new UpdateOptions(), 1000, Row(1, null, ("job_title", "New"), Id(1)));

        Assert.Equal("CcUnexpectedResponse", Assert.Single(_guide.Results).ErrorId);
        Assert.Equal(0, _service.Writes);
    }

    [Fact]
    public async Task Refused_update_of_a_contact_that_somebody_else_changed_as_requested_is_unchanged()
    {
        _service.Add(Id(1), "a@example.com");
        _service.Before = what =>
        {
            if (what != $"PUT {Id(1)}")
            {
                return Task.FromResult<HttpResponseMessage?>(null);
            }

            _service.Contacts[Id(1)]["job_title"] = "new";
            return Task.FromResult<HttpResponseMessage?>(
                FakeService.Answer(
                    HttpStatusCode.BadRequest,
                    """[{"error_key":"contacts.api.validation.error","error_message":"no"}]"""
                )
            );
        };

        await RunAsync(new UpdateOptions(), 1000, Row(1, "a@example.com", ("job_title", "new")));

        Assert.Equal(
            (UpdateOutcome.Unchanged, null),
            (Assert.Single(_guide.Results).Outcome, _guide.Results[0].Reason)
        );
    }

    [Fact]
    public async Task Put_whose_answer_is_about_another_contact_is_read_back()
    {
        _service.Add(Id(1), "a@example.com");
        JsonObject other = _service.Add(Id(2), "b@example.com");
        bool first = true;
        _service.Before = what =>
        {
            HttpResponseMessage? odd =
                what == $"PUT {Id(1)}" && first ? FakeService.Answer(HttpStatusCode.OK, other.ToJsonString()) : null;
            first &= odd is null;
            return Task.FromResult(odd);
        };

        await RunAsync(new UpdateOptions(), 1000, Row(1, "a@example.com", ("job_title", "New")));

        Assert.Equal("New", Stored(1, "job_title"));
        Assert.Equal(2, _service.Writes);
    }

    [Theory]
    [InlineData("opt_in_date")]
    [InlineData("opt_in_source")]
    [InlineData("created_at")]
    public async Task Consent_that_moved_between_look_up_and_put_stops_the_run(string member)
    {
        for (int n = 1; n <= 3; n++)
        {
            _service.Add(
                Id(n),
                $"p{n}@example.com",
                c =>
                {
                    c["email_address"]!["opt_in_date"] = "2024-01-01T00:00:00Z";
                    c["email_address"]!["opt_in_source"] = "Contact";
                    c["email_address"]!["created_at"] = "2024-01-01T00:00:00Z";
                }
            );
        }

        _service.ApplyPut = (stored, sent) =>
        {
            stored["job_title"] = sent["job_title"]?.DeepClone();
            if ((string?)stored["contact_id"] == Id(2))
            {
                stored["email_address"]![member] = member == "opt_in_source" ? "Account" : "2026-11-24T00:00:00Z";
            }
        };

        var e = await Assert.ThrowsAsync<MergeNotAppliedException>(() =>
            RunAsync(
                new UpdateOptions { OneAtATime = true },
                4,
                [.. Enumerable.Range(1, 3).Select(n => Row(n, $"p{n}@example.com", ("job_title", "New")))]
            )
        );

        Assert.Contains($"email_address.{member}", e.Message, StringComparison.Ordinal);
        Assert.Contains("2024-01-01", e.BeforeImage, StringComparison.Ordinal);
        Assert.Equal(
            [UpdateOutcome.Updated, UpdateOutcome.Failed, UpdateOutcome.NotAttempted],
            _guide.Results.Select(r => r.Outcome)
        );
    }

    [Fact]
    public async Task Stamp_of_the_address_tells_of_a_change_of_consent_once_the_service_is_known_to_leave_it_alone()
    {
        _service.Add(Id(1), "a@example.com");
        _service.Add(Id(2), "b@example.com");
        _service.ApplyPut = (stored, sent) =>
        {
            stored["job_title"] = sent["job_title"]?.DeepClone();
            if ((string?)stored["contact_id"] == Id(2))
            {
                // Somebody unsubscribed the contact after the look-up, and the PUT has put the permission back.
                stored["email_address"]!["updated_at"] = "2026-11-24T00:00:00Z";
            }
        };

        var e = await Assert.ThrowsAsync<MergeNotAppliedException>(() =>
            RunAsync(
                new UpdateOptions { OneAtATime = true },
                4,
                Row(1, "a@example.com", ("job_title", "New")),
                Row(2, "b@example.com", ("job_title", "New"))
            )
        );

        Assert.Contains("email_address.updated_at", e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Service_that_stamps_the_address_with_every_put_is_no_change_of_consent()
    {
        for (int n = 1; n <= 5; n++)
        {
            _service.Add(Id(n), $"p{n}@example.com");
        }

        int puts = 0;
        _service.ApplyPut = (stored, sent) =>
        {
            stored["job_title"] = sent["job_title"]?.DeepClone();
            stored["email_address"]!["updated_at"] = $"2026-11-24T00:00:{++puts:00}Z";
        };

        UpdateSummary summary = await RunAsync(
            new UpdateOptions(),
            4,
            [.. Enumerable.Range(1, 5).Select(n => Row(n, $"p{n}@example.com", ("job_title", "New")))]
        );

        Assert.Equal(5, summary.Updated);
    }

    [Fact]
    public async Task Creation_whose_answer_is_lost_while_somebody_else_made_the_contact_is_a_conflict_that_names_what_differs()
    {
        _service.Before = what =>
        {
            if (!what.StartsWith("POST", StringComparison.Ordinal))
            {
                return Task.FromResult<HttpResponseMessage?>(null);
            }

            _service.Add(Id(7), "new@example.com", c => c["first_name"] = "Another");
            return Task.FromResult<HttpResponseMessage?>(FakeService.Answer(HttpStatusCode.GatewayTimeout, "{}"));
        };

        await RunAsync(
            new UpdateOptions { CreateMissing = true },
            1000,
            Row(1, "new@example.com", ("first_name", "One"))
        );

        UpdateResult result = Assert.Single(_guide.Results);
        Assert.Equal((UpdateOutcome.Failed, "CcConflict"), (result.Outcome, result.ErrorId));
        Assert.Contains("first_name", result.Reason, StringComparison.Ordinal);
        Assert.Contains(Id(7), result.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Creation_with_a_note_whose_answer_is_lost_is_known_again()
    {
        _service.After = what =>
        {
            if (!what.StartsWith("POST", StringComparison.Ordinal))
            {
                return Task.CompletedTask;
            }

            foreach (JsonNode? note in _service.Contacts.Values.Single()["notes"]!.AsArray())
            {
                note!["created_at"] = "2026-11-24T00:00:00Z";
            }

            throw new HttpRequestException("reset");
        };

        await RunAsync(
            new UpdateOptions { CreateMissing = true },
            1000,
            Row(1, "new@example.com", ("add_note", "Met at the fair"))
        );

        Assert.Equal(UpdateOutcome.Created, Assert.Single(_guide.Results).Outcome);
    }

    [Fact]
    public async Task Creation_that_did_not_arrive_fails_its_row()
    {
        _service.Before = what =>
            Task.FromResult(
                what.StartsWith("POST", StringComparison.Ordinal)
                    ? FakeService.Answer(HttpStatusCode.GatewayTimeout, "{}")
                    : null
            );

        await RunAsync(
            new UpdateOptions { CreateMissing = true },
            1000,
            Row(1, "new@example.com", ("first_name", "One"))
        );

        Assert.Equal(UpdateOutcome.Failed, Assert.Single(_guide.Results).Outcome);
    }

    [Fact]
    public async Task Creation_that_cannot_be_looked_up_afterwards_is_unknown()
    {
        bool posted = false;
        _service.Before = what =>
        {
            posted |= what.StartsWith("POST", StringComparison.Ordinal);
            return Task.FromResult(posted ? FakeService.Answer(HttpStatusCode.BadGateway, "{}") : null);
        };

        UpdateSummary summary = await RunAsync(
            new UpdateOptions { CreateMissing = true },
            1000,
            Row(1, "new@example.com", ("first_name", "One"))
        );

        Assert.Equal(UpdateOutcome.Unknown, Assert.Single(_guide.Results).Outcome);
        Assert.Equal(1, summary.Unknown);
    }

    [Fact]
    public async Task Creation_of_a_person_needs_the_consent_that_its_permission_asks_for()
    {
        UpdateRow row = new()
        {
            Number = 1,
            Email = "new@example.com",
            Changes = new RequestedChanges { PermissionToSend = "explicit" },
        };

        await RunAsync(new UpdateOptions { CreateMissing = true }, 1000, row);

        Assert.Equal("CcConsentNeeded", Assert.Single(_guide.Results).ErrorId);
        Assert.Equal(0, _service.Writes);
    }

    [Fact]
    public async Task Put_that_never_gets_an_answer_is_given_up_after_six_times()
    {
        _service.Add(Id(1), "a@example.com");
        _service.Before = what =>
            Task.FromResult(
                what.StartsWith("PUT", StringComparison.Ordinal)
                    ? FakeService.Answer(HttpStatusCode.ServiceUnavailable, "{}")
                    : null
            );

        await RunAsync(new UpdateOptions(), 1000, Row(1, "a@example.com", ("job_title", "New")));

        Assert.Equal(6, _service.Writes);
        UpdateResult result = Assert.Single(_guide.Results);
        Assert.Equal((UpdateOutcome.Failed, "CcServiceUnavailable"), (result.Outcome, result.ErrorId));
    }

    [Fact]
    public async Task Put_whose_fate_cannot_be_read_back_is_unknown()
    {
        _service.Add(Id(1), "a@example.com");
        bool sent = false;
        _service.Before = what =>
        {
            sent |= what.StartsWith("PUT", StringComparison.Ordinal);
            return Task.FromResult(sent ? FakeService.Answer(HttpStatusCode.ServiceUnavailable, "{}") : null);
        };

        UpdateSummary summary = await RunAsync(
            new UpdateOptions(),
            1000,
            Row(1, "a@example.com", ("job_title", "New"))
        );

        Assert.Equal(UpdateOutcome.Unknown, Assert.Single(_guide.Results).Outcome);
        Assert.Equal(1, summary.Unknown);
    }

    [Fact]
    public async Task Body_that_grows_old_every_time_fails_its_row_and_not_the_run()
    {
        _service.Add(Id(1), "a@example.com");
        _service.Add(Id(2), "b@example.com");
        _service.After = what =>
        {
            if (what == "GET a@example.com" || what == $"GET {Id(1)}")
            {
                _guide.Asked = () => _clock.Advance(TimeSpan.FromSeconds(6));
            }

            return Task.CompletedTask;
        };
        int n = 0;
        _service.Before = what =>
        {
            if (what == $"GET {Id(1)}")
            {
                // Another value each time, so that each time it is asked again, and each question takes long.
                _service.Contacts[Id(1)]["job_title"] = $"{++n}";
            }
            else if (what == "GET b@example.com")
            {
                _guide.Asked = null;
            }

            return Task.FromResult<HttpResponseMessage?>(null);
        };

        UpdateSummary summary = await RunAsync(
            new UpdateOptions { OneAtATime = true },
            1000,
            Row(1, "a@example.com", ("job_title", "New")),
            Row(2, "b@example.com", ("job_title", "New"))
        );

        Assert.Equal([UpdateOutcome.Failed, UpdateOutcome.Updated], _guide.Results.Select(r => r.Outcome));
        Assert.Equal("CcTimeout", _guide.Results[0].ErrorId);
        Assert.Equal((1, 1), (summary.Failed, summary.Updated));
    }

    [Fact]
    public async Task Contact_that_could_not_be_read_back_is_updated_with_a_warning()
    {
        _service.Add(Id(1), "a@example.com");
        _service.Before = what =>
            Task.FromResult(what == $"GET {Id(1)}" ? FakeService.Answer(HttpStatusCode.Forbidden, "{}") : null);

        await RunAsync(new UpdateOptions(), 1000, Row(1, "a@example.com", ("job_title", "New")));

        UpdateResult result = Assert.Single(_guide.Results);
        Assert.Equal(UpdateOutcome.Updated, result.Outcome);
        Assert.Contains("could not be read back", Assert.Single(result.Warnings), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Service_that_begins_to_lose_a_value_at_the_second_contact_stops_the_run()
    {
        for (int n = 1; n <= 4; n++)
        {
            _service.Add(Id(n), $"p{n}@example.com");
        }

        _service.ApplyPut = (stored, sent) =>
        {
            stored["job_title"] = sent["job_title"]?.DeepClone();
            if ((string?)stored["contact_id"] == Id(2))
            {
                stored.Remove("last_name");
            }
        };

        var e = await Assert.ThrowsAsync<MergeNotAppliedException>(() =>
            RunAsync(
                new UpdateOptions { OneAtATime = true },
                1000,
                [.. Enumerable.Range(1, 4).Select(n => Row(n, $"p{n}@example.com", ("job_title", "New")))]
            )
        );

        Assert.Contains("last_name", e.Message, StringComparison.Ordinal);
        Assert.Equal(2, _service.Writes);
    }

    [Fact]
    public async Task Contact_that_the_put_leaves_deleted_stops_the_run()
    {
        _service.Add(Id(1), "a@example.com");
        _service.ApplyPut = (stored, sent) =>
        {
            stored["job_title"] = sent["job_title"]?.DeepClone();
            stored["deleted_at"] = "2026-11-24";
        };

        var e = await Assert.ThrowsAsync<MergeNotAppliedException>(() =>
            RunAsync(new UpdateOptions(), 1000, Row(1, "a@example.com", ("job_title", "New")))
        );

        Assert.Contains("deleted", e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Result_holds_the_changes_the_warnings_and_the_contact()
    {
        _service.Add(Id(1), "a@example.com");

        await RunAsync(new UpdateOptions(), 1000, Row(1, "a@example.com", ("new_email_address", "b@example.com")));

        UpdateResult result = Assert.Single(_guide.Results);
        ContactChange change = Assert.Single(result.Changes);
        Assert.Equal(
            ("email_address.address", "a@example.com", "b@example.com"),
            (change.Path, change.Old, change.New)
        );
        Assert.Contains("welcome mail", Assert.Single(result.Warnings), StringComparison.Ordinal);
        Assert.Equal("b@example.com", result.Contact!.EmailAddress);
        Assert.Equal("b@example.com", (string?)_service.Contacts[Id(1)]["email_address"]!["address"]);
    }

    [Fact]
    public async Task Creation_that_is_declined_is_not_attempted_and_the_rows_after_it_go_on()
    {
        _service.Add(Id(1), "a@example.com");
        _guide.Decide = preview => preview.Mode == "create" ? Approval.Declined : Approval.Send;

        await RunAsync(
            new UpdateOptions { CreateMissing = true },
            1000,
            Row(1, "new@example.com", ("job_title", "New")),
            Row(2, "a@example.com", ("job_title", "New"))
        );

        Assert.Equal(
            [(UpdateOutcome.NotAttempted, "declined"), (UpdateOutcome.Updated, null)],
            _guide.Results.Select(r => (r.Outcome, r.Reason))
        );
    }

    [Theory]
    [InlineData("unsubscribes")]
    [InlineData("is deleted")]
    [InlineData("never answers")]
    public async Task Put_that_arrived_without_an_answer_is_unknown_when_the_row_comes_to_no_good_end(string then)
    {
        _service.Add(Id(1), "a@example.com");
        _service.ApplyPut = static (_, _) => { };
        _service.After = what =>
        {
            if (!what.StartsWith("PUT", StringComparison.Ordinal))
            {
                return Task.CompletedTask;
            }

            JsonObject contact = _service.Contacts[Id(1)];
            contact["company_name"] = $"Of another program {_service.Writes}";
            if (then == "unsubscribes")
            {
                contact["email_address"]!["permission_to_send"] = "unsubscribed";
            }
            else if (then == "is deleted")
            {
                contact["deleted_at"] = "2026-11-24";
            }

            throw new HttpRequestException("reset");
        };

        UpdateSummary summary = await RunAsync(
            new UpdateOptions(),
            1000,
            Row(1, "a@example.com", ("first_name", "Other"))
        );

        UpdateResult result = Assert.Single(_guide.Results);
        Assert.Equal((UpdateOutcome.Unknown, 1), (result.Outcome, summary.Unknown));
        Assert.Contains("answer to an update was lost", result.Reason, StringComparison.Ordinal);
        Assert.Equal(Id(1), result.ContactId);
    }

    [Fact]
    public async Task Value_that_the_service_lost_is_told_although_the_answer_to_the_put_was_lost_too()
    {
        _service.Add(Id(1), "a@example.com", c => c["sms_channel"] = new JsonObject { ["sms_address"] = "6175550100" });
        _service.ApplyPut = (stored, sent) =>
        {
            stored["job_title"] = sent["job_title"]?.DeepClone();
            stored.Remove("sms_channel");
        };
        _service.After = what =>
            what.StartsWith("PUT", StringComparison.Ordinal)
                ? throw new HttpRequestException("reset")
                : Task.CompletedTask;

        var e = await Assert.ThrowsAsync<MergeNotAppliedException>(() =>
            RunAsync(new UpdateOptions(), 1000, Row(1, "a@example.com", ("job_title", "New")))
        );

        Assert.Contains("sms_channel", e.Message, StringComparison.Ordinal);
        Assert.Contains("6175550100", e.BeforeImage, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Second_refusal_of_a_contact_that_changed_meanwhile_is_the_last()
    {
        int n = 0;
        _service.Add(Id(1), "a@example.com");
        _service.Before = what =>
        {
            if (!what.StartsWith("PUT", StringComparison.Ordinal))
            {
                return Task.FromResult<HttpResponseMessage?>(null);
            }

            _service.Contacts[Id(1)]["company_name"] = $"Changed {++n}";
            return Task.FromResult<HttpResponseMessage?>(
                FakeService.Answer(
                    HttpStatusCode.BadRequest,
                    """[{"error_key":"contacts.api.validation.error","error_message":"job_title is rude"}]"""
                )
            );
        };

        await RunAsync(new UpdateOptions(), 1000, Row(1, "a@example.com", ("job_title", "New")));

        Assert.Equal(2, _service.Writes);
        Assert.Equal(
            (UpdateOutcome.Failed, "CcInvalidRequest"),
            (Assert.Single(_guide.Results).Outcome, _guide.Results[0].ErrorId)
        );
    }

    [Fact]
    public async Task Row_that_waits_for_the_proof_of_a_shape_is_not_written_when_the_proof_fails()
    {
        _latency = what => what.StartsWith("PUT", StringComparison.Ordinal) ? 2000 : 10;
        _service.Add(Id(1), "a@example.com");
        _service.Add(Id(2), "b@example.com");
        _service.ApplyPut = (stored, sent) =>
        {
            stored["job_title"] = sent["job_title"]?.DeepClone();
            stored.Remove("last_name");
        };

        await Assert.ThrowsAsync<MergeNotAppliedException>(() =>
            RunAsync(
                new UpdateOptions(),
                1000,
                Row(1, "a@example.com", ("job_title", "New")),
                Row(2, "b@example.com", ("job_title", "New"))
            )
        );

        Assert.Equal(1, _service.Writes);
        Assert.Equal([UpdateOutcome.Failed, UpdateOutcome.NotAttempted], _guide.Results.Select(r => r.Outcome));
        Assert.Equal("Name", Stored(2, "last_name"));
    }

    [Fact]
    public async Task Row_whose_proof_has_to_be_tried_again_keeps_no_other_row_waiting()
    {
        _service.Add(Id(1), "a@example.com");
        _service.Add(Id(2), "b@example.com");
        var other = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        bool lost = false;
        _service.Before = async what =>
        {
            if (what == $"PUT {Id(2)}")
            {
                other.TrySetResult();
            }
            else if (what == $"GET {Id(1)}" && lost)
            {
                // The first contact is read back only when the second one has been written.
                await other.Task.WaitAsync(TimeSpan.FromSeconds(30));
            }
            else if (what == $"PUT {Id(1)}" && !lost)
            {
                lost = true;
                return FakeService.Answer(HttpStatusCode.ServiceUnavailable, "{}");
            }

            return null;
        };

        UpdateSummary summary = await RunAsync(
            new UpdateOptions(),
            1000,
            Row(1, "a@example.com", ("job_title", "New")),
            Row(2, "b@example.com", ("job_title", "New"))
        );

        Assert.Equal(2, summary.Updated);
    }

    [Theory]
    [InlineData("plain", false)]
    [InlineData("sms_channel", true)]
    [InlineData("no address", true)]
    [InlineData("unknown member", true)]
    [InlineData("phone", true)]
    [InlineData("phone replaced", true)]
    [InlineData("list removed", true)]
    public async Task First_put_of_each_shape_is_read_back_although_another_shape_is_proven(
        string shape,
        bool isReadBack
    )
    {
        _service.Add(Id(1), "a@example.com");
        JsonObject second = _service.Add(Id(2), "b@example.com");
        _service.ApplyPut = (stored, sent) =>
        {
            foreach ((string member, JsonNode? value) in sent)
            {
                stored[member] = value?.DeepClone();
            }
        };
        (string, string) change = ("job_title", "New");
        switch (shape)
        {
            case "sms_channel":
                second["sms_channel"] = new JsonObject { ["sms_address"] = "6175550100" };
                break;
            case "no address":
                second.Remove("email_address");
                break;
            case "unknown member":
                second["loyalty"] = "gold";
                break;
            case "phone":
                second["phone_numbers"] = JsonNode.Parse("""[{"kind":"home","phone_number":"1"}]""");
                break;
            case "phone replaced":
                second["phone_numbers"] = JsonNode.Parse("""[{"kind":"home","phone_number":"1"}]""");
                change = ("home_phone", "2");
                break;
            case "list removed":
                second["list_memberships"] = new JsonArray("1618ae62-4752-11e9-9c8a-0000000000aa");
                change = ("remove_from_lists", "1618ae62-4752-11e9-9c8a-0000000000aa");
                break;
        }

        await RunAsync(
            new UpdateOptions { OneAtATime = true },
            1000,
            Row(1, "a@example.com", ("job_title", "New")),
            Row(2, null, change, Id(2))
        );

        Assert.Equal([UpdateOutcome.Updated, UpdateOutcome.Updated], _guide.Results.Select(r => r.Outcome));
        string[] log = [.. _service.Log];
        int put = Array.IndexOf(log, $"PUT {Id(2)}");
        Assert.Equal(isReadBack, log.Skip(put).Contains($"GET {Id(2)}"));
    }

    [Fact]
    public async Task Host_that_cannot_ask_ends_the_run_with_its_own_exception()
    {
        _service.Add(Id(1), "a@example.com");
        _guide.Asked = () => throw new InvalidOperationException("no prompt here");

        var e = await Assert.ThrowsAsync<InvalidOperationException>(() =>
            RunAsync(new UpdateOptions(), 1000, Row(1, "a@example.com", ("job_title", "New")))
        );

        Assert.Equal("no prompt here", e.Message);
    }

    private static string[] Columns { get; } = ["", "first_name", "last_name", "job_title", "company_name"];

    private string? Stored(int n, string member) => (string?)_service.Contacts[Id(n)][member];

    private async Task<HttpResponseMessage?> WaitAsync(string what)
    {
        if (_latency?.Invoke(what) is > 0 and { } latency)
        {
            // Half of it on the way there, half on the way back.
            await _clock.WaitAsync(TimeSpan.FromMilliseconds(latency / 2), CancellationToken.None);
        }

        return null;
    }

    private async Task<UpdateSummary> RunAsync(UpdateOptions options, int perSecond, params UpdateRow[] rows)
    {
        Func<string, Task>? after = _service.After;
        _service.After = async what =>
        {
            if (_latency?.Invoke(what) is > 0 and { } latency)
            {
                await _clock.WaitAsync(TimeSpan.FromMilliseconds(latency / 2), CancellationToken.None);
            }

            await (after?.Invoke(what) ?? Task.CompletedTask);
        };
        var settings = new ApiClientOptions
        {
            BaseUri = new Uri("http://127.0.0.1:9/v3"),
            RequestsPerSecond = perSecond,
            RequestsPerDay = 1_000_000,
            Allowances = new ProcessAllowances(),
        };
        _clock.AttemptTimeout = settings.AttemptTimeout;
        using var client = new ApiClient(settings, new StaticTokenSource("token"), _clock, _service);
        using var names = new NameDirectory(client);
        return await _clock.DriveAsync(
            new UpdateRun(client, names, options, _guide, null, _clock).RunAsync(Rows(rows), CancellationToken.None)
        );
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
        RowValues parsed = new RowParser(ColumnPlan.For(headings, null, false, ColumnPurpose.Update)).Parse(
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
        foreach (UpdateRow row in rows)
        {
            await Task.Yield();
            yield return row;
        }
    }
}
