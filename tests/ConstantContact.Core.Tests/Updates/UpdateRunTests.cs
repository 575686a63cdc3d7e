using System;
using System.Collections.Generic;
using System.Linq;
using System.Net;
using System.Net.Http;
using System.Text;
using System.Text.Json.Nodes;
using System.Threading;
using System.Threading.Tasks;
using ConstantContact.Core.Auth;
using ConstantContact.Core.Columns;
using ConstantContact.Core.Errors;
using ConstantContact.Core.Http;
using ConstantContact.Core.Json;
using ConstantContact.Core.Names;
using ConstantContact.Core.Resilience;
using ConstantContact.Core.Rows;
using ConstantContact.Core.Storage;
using ConstantContact.Core.Tests.Support;
using ConstantContact.Core.Updates;
using ConstantContact.Core.Updates.Updating;
using Xunit;

namespace ConstantContact.Core.Tests.Updates;

public sealed class UpdateRunTests
{
    private readonly FakeService _service = new();
    private readonly RecordingGuide _guide = new();
    private readonly ShiftableTime _time = new();

    [Fact]
    public async Task First_contact_is_read_back_and_the_next_of_its_shape_is_not()
    {
        _service.Add(Id(1), "a@example.com");
        _service.Add(Id(2), "b@example.com");

        UpdateSummary summary = await RunAsync(
            new UpdateOptions { OneAtATime = true },
            Row(1, "a@example.com", "first_name", "New"),
            Row(2, "b@example.com", "first_name", "New")
        );

        Assert.Equal(
            ["GET a@example.com", $"PUT {Id(1)}", $"GET {Id(1)}", "GET b@example.com", $"PUT {Id(2)}"],
            _service.Log
        );
        Assert.Equal(2, summary.Updated);
        Assert.Equal(5, summary.Requests);
        Assert.InRange(summary.Paced, TimeSpan.FromTicks(1), summary.Elapsed);
        Assert.Equal(
            FormattableString.Invariant(
                $"2 rows: 2 updated, 0 created, 0 unchanged, 0 suppressed, 0 failed, 0 not attempted. 5 requests (0 retries), waited {summary.Paced.TotalSeconds:F1} s for turns and 0.0 s to repeat, {summary.Elapsed.TotalSeconds:F1} s in all."
            ),
            summary.ToString()
        );
    }

    [Fact]
    public async Task Contact_of_a_new_shape_is_read_back()
    {
        _service.Add(Id(1), "a@example.com");
        _service.Add(
            Id(2),
            "b@example.com",
            c => c["phone_numbers"] = JsonNode.Parse("""[{"kind":"home","phone_number":"1"}]""")
        );
        _service.Add(
            Id(3),
            "c@example.com",
            c => c["phone_numbers"] = JsonNode.Parse("""[{"kind":"home","phone_number":"1"}]""")
        );

        await RunAsync(
            new UpdateOptions(),
            Row(1, "a@example.com", "first_name", "New"),
            Row(2, "b@example.com", "first_name", "New"),
            Row(3, "c@example.com", "first_name", "New")
        );

        Assert.Contains($"GET {Id(2)}", _service.Log);
        Assert.DoesNotContain($"GET {Id(3)}", _service.Log);
    }

    [Fact]
    public async Task Verify_all_reads_every_contact_back()
    {
        _service.Add(Id(1), "a@example.com");
        _service.Add(Id(2), "b@example.com");

        await RunAsync(
            new UpdateOptions { VerifyAll = true },
            Row(1, "a@example.com", "first_name", "New"),
            Row(2, "b@example.com", "first_name", "New")
        );

        Assert.Contains($"GET {Id(2)}", _service.Log);
    }

    [Fact]
    public async Task Service_that_loses_a_value_stops_the_run_after_one_contact()
    {
        for (int i = 1; i <= 20; i++)
        {
            _service.Add(Id(i), $"p{i}@example.com");
        }

        _service.ApplyPut = (stored, sent) =>
        {
            stored["first_name"] = sent["first_name"]?.DeepClone();
            stored.Remove("last_name");
        };
        UpdateRow[] rows = [.. Enumerable.Range(1, 20).Select(i => Row(i, $"p{i}@example.com", "first_name", "New"))];

        var e = await Assert.ThrowsAsync<MergeNotAppliedException>(() => RunAsync(new UpdateOptions(), rows));

        Assert.Equal(1, _service.Writes);
        Assert.Contains("last_name", e.Message, StringComparison.Ordinal);
        Assert.Contains("\"last_name\": \"Name\"", e.BeforeImage, StringComparison.Ordinal);
        Assert.Equal(Enumerable.Range(1, 20).Select(i => (long?)i), _guide.Results.Select(r => r.Row));
        Assert.Equal(UpdateOutcome.Failed, _guide.Results[0].Outcome);
        Assert.All(_guide.Results.Skip(1), r => Assert.Equal(UpdateOutcome.NotAttempted, r.Outcome));
    }

    [Fact]
    public async Task Loss_that_only_a_re_read_shows_stops_the_run()
    {
        _service.Add(Id(1), "a@example.com", c => c["sms_channel"] = new JsonObject { ["sms_address"] = "7815550100" });
        _service.Add(Id(2), "b@example.com", c => c["sms_channel"] = new JsonObject { ["sms_address"] = "7815550101" });
        _service.ApplyPut = (stored, sent) =>
        {
            stored["first_name"] = sent["first_name"]?.DeepClone();
            stored.Remove("sms_channel");
        };

        await Assert.ThrowsAsync<MergeNotAppliedException>(() =>
            RunAsync(
                new UpdateOptions(),
                Row(1, "a@example.com", "first_name", "New"),
                Row(2, "b@example.com", "first_name", "New")
            )
        );

        Assert.Equal(1, _service.Writes);
        Assert.True(_service.Contacts[Id(2)].ContainsKey("sms_channel"));
    }

    [Fact]
    public async Task Two_rows_for_one_contact_never_overlap_and_the_later_rests_on_the_earlier()
    {
        _service.Add(Id(1), "a@example.com");
        _service.Add(Id(2), "proves.the.shape@example.com");
        int writing = 0;
        bool overlapped = false;
        _service.Before = async what =>
        {
            overlapped |= what == $"PUT {Id(1)}" && Volatile.Read(ref writing) != 0;
            if (what == $"PUT {Id(1)}")
            {
                Interlocked.Increment(ref writing);
                for (int i = 0; i < 500; i++)
                {
                    await Task.Yield();
                }
            }

            return null;
        };
        _service.After = what =>
        {
            if (what == $"PUT {Id(1)}")
            {
                Interlocked.Decrement(ref writing);
            }

            return Task.CompletedTask;
        };

        await RunAsync(
            new UpdateOptions(),
            Row(1, "proves.the.shape@example.com", "first_name", "Zero"),
            Row(2, "a@example.com", "first_name", "One"),
            Row(3, "A@EXAMPLE.com", "job_title", "Two"),
            Row(4, null, "company_name", "Three", contactId: Id(1))
        );

        Assert.False(overlapped);
        JsonObject stored = _service.Contacts[Id(1)];
        Assert.Equal(
            ("One", "Two", "Three"),
            ((string?)stored["first_name"], (string?)stored["job_title"], (string?)stored["company_name"])
        );
        Assert.All(_guide.Results, r => Assert.Equal(UpdateOutcome.Updated, r.Outcome));
    }

    [Fact]
    public async Task Preview_of_a_second_row_for_a_contact_rests_on_the_first()
    {
        _service.Add(Id(1), "a@example.com");
        _guide.Answer = Approval.PreviewOnly;

        await RunAsync(
            new UpdateOptions(),
            Row(1, "a@example.com", "first_name", "One"),
            Row(2, "a@example.com", "job_title", "Two")
        );

        Assert.Equal(0, _service.Writes);
        Assert.Contains("\"first_name\":\"One\"", _guide.Previews[1].BodyText, StringComparison.Ordinal);
        Assert.Contains("\"job_title\":\"Two\"", _guide.Previews[1].BodyText, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Put_whose_answer_is_lost_is_not_sent_again_when_it_arrived()
    {
        _service.Add(Id(1), "a@example.com");
        _service.After = what =>
            what.StartsWith("PUT", StringComparison.Ordinal)
                ? throw new HttpRequestException("reset")
                : Task.CompletedTask;

        await RunAsync(new UpdateOptions(), Row(1, "a@example.com", "first_name", "New"));

        Assert.Equal(1, _service.Writes);
        Assert.Equal(UpdateOutcome.Updated, Assert.Single(_guide.Results).Outcome);
    }

    [Fact]
    public async Task Put_that_did_not_arrive_is_merged_again_and_sent()
    {
        _service.Add(Id(1), "a@example.com");
        int puts = 0;
        _service.Before = what =>
        {
            if (what.StartsWith("PUT", StringComparison.Ordinal) && ++puts == 1)
            {
                _service.Contacts[Id(1)]["job_title"] = "Somebody else's";
                return Task.FromResult<HttpResponseMessage?>(
                    FakeService.Answer(HttpStatusCode.ServiceUnavailable, "{}")
                );
            }

            return Task.FromResult<HttpResponseMessage?>(null);
        };

        await RunAsync(new UpdateOptions(), Row(1, "a@example.com", "first_name", "New"));

        Assert.Equal(2, puts);
        Assert.Equal("Somebody else's", (string?)_service.Contacts[Id(1)]["job_title"]);
        Assert.Equal("New", (string?)_service.Contacts[Id(1)]["first_name"]);
    }

    [Fact]
    public async Task Body_that_became_outdated_during_a_question_is_discarded_and_later_changes_are_kept()
    {
        _service.Add(Id(1), "a@example.com");
        _guide.Asked = () =>
        {
            if (_guide.Previews.Count == 1)
            {
                _time.Shift += TimeSpan.FromSeconds(6);
                _service.Contacts[Id(1)]["job_title"] = "Somebody else's";
            }
        };

        await RunAsync(new UpdateOptions { OneAtATime = true }, Row(1, "a@example.com", "first_name", "New"));

        Assert.Equal("Somebody else's", (string?)_service.Contacts[Id(1)]["job_title"]);
        Assert.Equal(1, _service.Writes);
        Assert.Single(_guide.Previews);
    }

    [Fact]
    public async Task Opt_out_made_while_the_question_stood_is_respected()
    {
        _service.Add(Id(1), "a@example.com");
        _guide.Asked = () =>
        {
            _time.Shift += TimeSpan.FromSeconds(6);
            _service.Contacts[Id(1)]["email_address"]!["permission_to_send"] = "unsubscribed";
        };

        await RunAsync(new UpdateOptions { OneAtATime = true }, Row(1, "a@example.com", "first_name", "New"));

        Assert.Equal(0, _service.Writes);
        Assert.Equal(UpdateOutcome.Suppressed, Assert.Single(_guide.Results).Outcome);
    }

    [Fact]
    public async Task Question_is_asked_again_when_the_fresh_contact_makes_other_changes()
    {
        _service.Add(Id(1), "a@example.com");
        _guide.Asked = () =>
        {
            if (_guide.Previews.Count == 1)
            {
                _time.Shift += TimeSpan.FromSeconds(6);
                _service.Contacts[Id(1)]["first_name"] = "Changed";
            }
        };

        await RunAsync(new UpdateOptions { OneAtATime = true }, Row(1, "a@example.com", "first_name", "New"));

        Assert.Equal(["Old", "Changed"], _guide.Previews.Select(p => p.Changes.Single().Old));
    }

    [Fact]
    public async Task List_that_vanished_meanwhile_is_found_out_by_one_fresh_read()
    {
        _service.Add(Id(1), "a@example.com", c => c["list_memberships"] = new JsonArray("gone", "stays"));
        _service.Before = what =>
        {
            JsonArray lists = _service.Contacts[Id(1)]["list_memberships"]!.AsArray();
            if (what.StartsWith("PUT", StringComparison.Ordinal) && lists.Count == 2)
            {
                lists.RemoveAt(0);
                return Task.FromResult<HttpResponseMessage?>(
                    FakeService.Answer(
                        HttpStatusCode.BadRequest,
                        """[{"error_key":"contacts.api.validation.error","error_message":"list gone is unknown"}]"""
                    )
                );
            }

            return Task.FromResult<HttpResponseMessage?>(null);
        };

        await RunAsync(new UpdateOptions(), Row(1, "a@example.com", "first_name", "New"));

        Assert.Equal(2, _service.Writes);
        Assert.Equal(UpdateOutcome.Updated, Assert.Single(_guide.Results).Outcome);
    }

    [Fact]
    public async Task Refusal_of_an_unknown_member_is_reported_and_never_repeated_without_it()
    {
        _service.Add(Id(1), "a@example.com", c => c["loyalty_tier"] = "gold");
        Refuse("loyalty_tier is not recognized");

        await RunAsync(new UpdateOptions(), Row(1, "a@example.com", "first_name", "New"));

        Assert.IsType<UnknownMemberException>(Assert.Single(_guide.Results).ToException());
        Assert.Equal(1, _service.Writes);
        Assert.Equal("gold", (string?)_service.Contacts[Id(1)]["loyalty_tier"]);
    }

    [Fact]
    public async Task Refusal_of_anything_else_is_an_invalid_request_of_that_row_alone()
    {
        _service.Add(Id(1), "a@example.com");
        Refuse("first_name is rude");

        await RunAsync(
            new UpdateOptions(),
            Row(1, "a@example.com", "first_name", "New"),
            Row(2, "nobody@example.com", "first_name", "x")
        );

        Assert.IsType<InvalidRequestException>(_guide.Results[0].ToException());
        Assert.IsType<NotFoundException>(_guide.Results[1].ToException());
    }

    [Fact]
    public async Task Two_hits_for_an_address_are_refused()
    {
        _service.Add(Id(1), "a@example.com");
        _service.Add(Id(2), "A@example.com");

        await RunAsync(new UpdateOptions(), Row(1, "a@example.com", "first_name", "New"));

        Assert.Equal("CcAmbiguousContact", Assert.Single(_guide.Results).ToException()!.ErrorId);
        Assert.Equal(0, _service.Writes);
    }

    [Fact]
    public async Task Reports_keep_the_inputs_order_whatever_the_latency()
    {
        for (int i = 1; i <= 12; i++)
        {
            _service.Add(Id(i), $"p{i}@example.com");
        }

        var random = new Random(7);
        _service.Before = async _ =>
        {
            int turns;
            lock (random)
            {
                turns = random.Next(50);
            }

            for (int i = 0; i < turns; i++)
            {
                await Task.Yield();
            }

            return null;
        };

        UpdateSummary summary = await RunAsync(
            new UpdateOptions(),
            [.. Enumerable.Range(1, 12).Select(i => Row(i, $"p{i}@example.com", "first_name", "New"))]
        );

        Assert.Equal(Enumerable.Range(1, 12).Select(i => (long?)i), _guide.Results.Select(r => r.Row));
        Assert.Equal(12, summary.Updated);
    }

    [Fact]
    public async Task Budget_that_ends_leaves_the_rest_not_attempted_and_is_thrown_at_the_end()
    {
        for (int i = 1; i <= 10; i++)
        {
            _service.Add(Id(i), $"p{i}@example.com");
        }

        UpdateRow[] rows = [.. Enumerable.Range(1, 10).Select(i => Row(i, $"p{i}@example.com", "first_name", "New"))];

        var error = await Assert.ThrowsAsync<QuotaExceededException>(() =>
            RunAsync(new UpdateOptions { OneAtATime = true }, rows, perDay: 7)
        );

        Assert.Equal(10, _guide.Results.Count);
        Assert.Equal(3, _guide.Results.Count(r => r.Outcome == UpdateOutcome.Updated));
        Assert.Equal(7, _guide.Results.Count(r => r.Outcome == UpdateOutcome.NotAttempted));
        Assert.Equal(7, error.RowsUndone);
        Assert.EndsWith("7 rows were not attempted.", error.Message, StringComparison.Ordinal);
        Assert.Equal(7, _service.Log.Count);
    }

    [Fact]
    public async Task Rows_beyond_the_days_budget_are_done_on_the_days_after_and_each_day_sends_no_more_than_its_own()
    {
        for (int i = 1; i <= 80; i++)
        {
            _service.Add(Id(i), $"p{i}@example.com");
        }

        using var folder = new Storage.TemporaryFolder();
        UpdateRow[] left = [.. Enumerable.Range(1, 80).Select(i => Row(i, $"p{i}@example.com", "first_name", "New"))];
        List<long?> done = [];
        int days = 0;
        while (left.Length > 0)
        {
            // Another process each day.
            var allowances = new MachineAllowances(new DataFolder(folder.Path), new ProcessIdentity(days, days));
            (int sentBefore, int reportedBefore) = (_service.Log.Count, _guide.Results.Count);
            Exception? end = await Record.ExceptionAsync(() =>
                RunAsync(new UpdateOptions(), left, perDay: 50, allowances)
            );

            UpdateResult[] results = [.. _guide.Results.Skip(reportedBefore)];
            Assert.Equal(left.Select(row => (long?)row.Number), results.Select(result => result.Row));
            done.AddRange(
                results.Where(result => result.Outcome == UpdateOutcome.Updated).Select(result => result.Row)
            );
            long?[] undone =
            [
                .. results.Where(result => result.Outcome == UpdateOutcome.NotAttempted).Select(result => result.Row),
            ];
            Assert.Equal(left.Length, results.Count(result => result.Outcome == UpdateOutcome.Updated) + undone.Length);
            Assert.Equal(undone.Length, (end as QuotaExceededException)?.RowsUndone ?? 0);
            Assert.Equal(undone.Length > 0 ? 50 : _service.Log.Count - sentBefore, _service.Log.Count - sentBefore);
            left = [.. left.Where(row => undone.Contains(row.Number))];
            _time.Shift += TimeSpan.FromDays(1);
            days++;
        }

        Assert.Equal(Enumerable.Range(1, 80).Select(i => (long?)i), done.Order());
        Assert.InRange(days, 4, 8);
    }

    [Fact]
    public async Task Missing_contact_is_created_once_for_two_rows()
    {
        await RunAsync(
            new UpdateOptions { CreateMissing = true },
            Row(1, "new@example.com", "first_name", "One"),
            Row(2, "new@example.com", "job_title", "Two")
        );

        JsonObject made = Assert.Single(_service.Contacts.Values);
        Assert.Equal(("One", "Two"), ((string?)made["first_name"], (string?)made["job_title"]));
        Assert.Equal([UpdateOutcome.Created, UpdateOutcome.Updated], _guide.Results.Select(r => r.Outcome));
    }

    [Fact]
    public async Task Creation_whose_answer_is_lost_is_looked_up_and_not_repeated()
    {
        _service.After = what =>
            what.StartsWith("POST", StringComparison.Ordinal)
                ? throw new HttpRequestException("reset")
                : Task.CompletedTask;

        await RunAsync(new UpdateOptions { CreateMissing = true }, Row(1, "new@example.com", "first_name", "One"));

        Assert.Single(_service.Contacts);
        Assert.Equal(UpdateOutcome.Created, Assert.Single(_guide.Results).Outcome);
    }

    [Fact]
    public async Task Consumer_that_fails_ends_the_run_with_its_own_exception()
    {
        for (int i = 1; i <= 40; i++)
        {
            _service.Add(Id(i), $"p{i}@example.com");
        }

        _guide.FailAt = 3;

        var e = await Assert.ThrowsAsync<InvalidOperationException>(() =>
            RunAsync(
                new UpdateOptions { OneAtATime = true },
                [.. Enumerable.Range(1, 40).Select(i => Row(i, $"p{i}@example.com", "first_name", "New"))]
            )
        );

        Assert.Equal("enough", e.Message);
        Assert.True(_service.Writes <= 4, $"{_service.Writes} writes");
    }

    [Fact]
    public async Task Unsubscribed_contact_whose_opt_out_gets_a_new_timestamp_stops_the_run()
    {
        _service.Add(
            Id(1),
            "a@example.com",
            c =>
            {
                c["email_address"]!["permission_to_send"] = "unsubscribed";
                c["email_address"]!["opt_out_date"] = "2024-01-01T00:00:00Z";
            }
        );
        _service.ApplyPut = (stored, sent) =>
        {
            stored["first_name"] = sent["first_name"]?.DeepClone();
            stored["email_address"]!["opt_out_date"] = "2026-11-24T00:00:00Z";
        };

        var e = await Assert.ThrowsAsync<MergeNotAppliedException>(() =>
            RunAsync(
                new UpdateOptions { Merge = new MergeOptions { IncludeUnsubscribed = true } },
                Row(1, "a@example.com", "first_name", "New")
            )
        );

        Assert.Contains("opt_out_date", e.Message, StringComparison.Ordinal);
    }

    private static string Id(int n) => $"1618ae62-4752-11e9-9c8a-{n:x12}";

    private void Refuse(string message) =>
        _service.Before = what =>
            Task.FromResult(
                what.StartsWith("PUT", StringComparison.Ordinal)
                    ? FakeService.Answer(
                        HttpStatusCode.BadRequest,
                        $$"""[{"error_key":"contacts.api.validation.error","error_message":"{{message}}"}]"""
                    )
                    : null
            );

    private static UpdateRow Row(int number, string? email, string column, string value, string? contactId = null) =>
        UpdateRows.Of(number, email, (column, value), contactId);

    private Task<UpdateSummary> RunAsync(UpdateOptions options, params UpdateRow[] rows) =>
        RunAsync(options, rows, perDay: 100_000);

    private async Task<UpdateSummary> RunAsync(
        UpdateOptions options,
        UpdateRow[] rows,
        long perDay,
        IAllowanceRegistry? allowances = null
    )
    {
        var settings = new ApiClientOptions
        {
            BaseUri = new Uri("http://127.0.0.1:9/v3"),
            RequestsPerSecond = 1000,
            RequestsPerDay = perDay,
            Allowances = allowances ?? new ProcessAllowances(),
        };
        using var client = new ApiClient(settings, new StaticTokenSource("token"), _time, _service);
        using var names = new NameDirectory(client);
        return await new UpdateRun(client, names, options, _guide, null, _time).RunAsync(
            UpdateRows.Arriving(rows),
            CancellationToken.None
        );
    }
}
