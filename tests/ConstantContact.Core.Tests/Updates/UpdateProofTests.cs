using System.Net;
using System.Text.Json.Nodes;
using ConstantContact.Core.Base;
using ConstantContact.Core.Contacts;
using ConstantContact.Core.Errors;
using ConstantContact.Core.Updates;

namespace ConstantContact.Core.Tests.Updates;

/// <summary>The proof of each write, the first PUT of each shape, and contacts that fail alone.</summary>
public sealed class UpdateProofTests : UpdateLab
{
    [Theory]
    [InlineData(
        """{"contact_id":"ID","email_address":{"address":"odd@example.com"},"first_name":"\ud83d"}""",
        "CcUnexpectedResponse"
    )]
    [InlineData("""{"email_address":{"address":"odd@example.com"}}""", "CcUnexpectedResponse")]
    [InlineData("""{"contact_id":"","email_address":{"address":"odd@example.com"}}""", "CcUnexpectedResponse")]
    public async Task Unreadable_contact_fails_its_own_row_and_the_others_are_written(string odd, string errorId)
    {
        Service.Add(Id(1), "a@example.com");
        Service.Add(Id(3), "c@example.com");
        string answer = $$"""{"contacts":[{{odd.Replace("ID", Id(2), StringComparison.Ordinal)}}]}""";
        Service.Before = what =>
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
            Guide.Results.Select(r => r.Outcome)
        );
        Assert.Equal(errorId, Guide.Results[1].ErrorId);
        Assert.Equal((3, 2, 1), (summary.RowsIn, summary.Updated, summary.Failed));
    }

    [Fact]
    public async Task Unexpected_answer_after_a_write_leaves_the_row_unknown_and_the_run_continues()
    {
        Service.Add(Id(1), "a@example.com");
        Service.Add(Id(2), "b@example.com");
        bool first = true;
        Service.Before = what =>
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

        Assert.Equal([UpdateOutcome.Unknown, UpdateOutcome.Updated], Guide.Results.Select(r => r.Outcome));
        Assert.Equal("CcUnexpected", Guide.Results[0].ErrorId);
        Assert.Equal((2, 1, 1), (summary.RowsIn, summary.Unknown, summary.Updated));
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

        Assert.Equal("CcConsentNeeded", Assert.Single(Guide.Results).ErrorId);
        Assert.Equal(0, Service.Writes);
    }

    [Fact]
    public async Task Contact_that_could_not_be_read_back_is_updated_with_a_warning()
    {
        Service.Add(Id(1), "a@example.com");
        Service.Before = what =>
            Task.FromResult(what == $"GET {Id(1)}" ? FakeService.Answer(HttpStatusCode.Forbidden, "{}") : null);

        await RunAsync(new UpdateOptions(), 1000, Row(1, "a@example.com", ("job_title", "New")));

        UpdateResult result = Assert.Single(Guide.Results);
        Assert.Equal(UpdateOutcome.Updated, result.Outcome);
        Assert.Contains("could not be read back", Assert.Single(result.Warnings), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Service_that_begins_to_lose_a_value_at_the_second_contact_stops_the_run()
    {
        for (int n = 1; n <= 4; n++)
        {
            Service.Add(Id(n), $"p{n}@example.com");
        }

        Service.ApplyPut = (stored, sent) =>
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
        Assert.Equal(2, Service.Writes);
    }

    [Fact]
    public async Task Contact_that_the_put_leaves_deleted_stops_the_run()
    {
        Service.Add(Id(1), "a@example.com");
        Service.ApplyPut = (stored, sent) =>
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
        Service.Add(Id(1), "a@example.com");

        await RunAsync(new UpdateOptions(), 1000, Row(1, "a@example.com", ("new_email_address", "b@example.com")));

        UpdateResult result = Assert.Single(Guide.Results);
        ContactChange change = Assert.Single(result.Changes);
        Assert.Equal(
            ("email_address.address", "a@example.com", "b@example.com"),
            (change.Path, change.Old, change.New)
        );
        Assert.Contains("welcome mail", Assert.Single(result.Warnings), StringComparison.Ordinal);
        Assert.Equal("b@example.com", result.Contact!.EmailAddress);
        Assert.Equal("b@example.com", (string?)Service.Contacts[Id(1)]["email_address"]!["address"]);
    }

    [Fact]
    public async Task Creation_that_is_declined_is_not_attempted_and_the_rows_after_it_go_on()
    {
        Service.Add(Id(1), "a@example.com");
        Guide.Decide = preview => preview.Mode == "create" ? Approval.Declined : Approval.Send;

        await RunAsync(
            new UpdateOptions { CreateMissing = true },
            1000,
            Row(1, "new@example.com", ("job_title", "New")),
            Row(2, "a@example.com", ("job_title", "New"))
        );

        Assert.Equal(
            [(UpdateOutcome.NotAttempted, "declined"), (UpdateOutcome.Updated, null)],
            Guide.Results.Select(r => (r.Outcome, r.Reason))
        );
    }

    [Fact]
    public async Task Row_that_waits_for_the_proof_of_a_shape_is_not_written_when_the_proof_fails()
    {
        Latency = what => what.StartsWith("PUT", StringComparison.Ordinal) ? 2000 : 10;
        Service.Add(Id(1), "a@example.com");
        Service.Add(Id(2), "b@example.com");
        Service.ApplyPut = (stored, sent) =>
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

        Assert.Equal(1, Service.Writes);
        Assert.Equal([UpdateOutcome.Failed, UpdateOutcome.NotAttempted], Guide.Results.Select(r => r.Outcome));
        Assert.Equal("Name", Stored(2, "last_name"));
    }

    [Fact]
    public async Task Row_that_waits_for_the_proof_of_a_shape_is_not_written_when_the_run_ends_meanwhile()
    {
        Latency = what => what.StartsWith("PUT", StringComparison.Ordinal) ? 2000 : 10;
        Service.Add(Id(1), "a@example.com");
        Service.Add(Id(2), "b@example.com");
        Service.Before = what =>
            Task.FromResult(what == $"GET {Id(1)}" ? FakeService.Answer(HttpStatusCode.Unauthorized, "{}") : null);

        await Assert.ThrowsAsync<AuthenticationFailedException>(() =>
            RunAsync(
                new UpdateOptions(),
                1000,
                Row(1, "a@example.com", ("job_title", "New")),
                Row(2, "b@example.com", ("job_title", "New"))
            )
        );

        Assert.Equal(1, Service.Writes);
        Assert.Equal([UpdateOutcome.Updated, UpdateOutcome.NotAttempted], Guide.Results.Select(r => r.Outcome));
    }

    [Fact]
    public async Task Row_whose_proof_has_to_be_tried_again_keeps_no_other_row_waiting()
    {
        Service.Add(Id(1), "a@example.com");
        Service.Add(Id(2), "b@example.com");
        var other = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        bool lost = false;
        Service.Before = async what =>
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
        Service.Add(Id(1), "a@example.com");
        JsonObject second = Service.Add(Id(2), "b@example.com");
        Service.ApplyPut = (stored, sent) =>
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

        Assert.Equal([UpdateOutcome.Updated, UpdateOutcome.Updated], Guide.Results.Select(r => r.Outcome));
        string[] log = [.. Service.Log];
        int put = Array.IndexOf(log, $"PUT {Id(2)}");
        Assert.Equal(isReadBack, log.Skip(put).Contains($"GET {Id(2)}"));
    }

    [Fact]
    public async Task Host_that_cannot_ask_ends_the_run_with_its_own_exception()
    {
        Service.Add(Id(1), "a@example.com");
        Guide.Asked = () => throw new InvalidOperationException("no prompt here");

        var e = await Assert.ThrowsAsync<InvalidOperationException>(() =>
            RunAsync(new UpdateOptions(), 1000, Row(1, "a@example.com", ("job_title", "New")))
        );

        Assert.Equal("no prompt here", e.Message);
    }
}
