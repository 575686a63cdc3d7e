using System.Net;
using System.Text.Json.Nodes;
using ConstantContact.Core.Errors;
using ConstantContact.Core.Updates;

namespace ConstantContact.Core.Tests.Updates;

/// <summary>Writes whose answer is lost, and writes that do not arrive.</summary>
public sealed class UpdateLostAnswerTests : UpdateLab
{
    [Fact]
    public async Task Put_whose_answer_is_about_another_contact_is_read_back()
    {
        Service.Add(Id(1), "a@example.com");
        JsonObject other = Service.Add(Id(2), "b@example.com");
        bool first = true;
        Service.Before = what =>
        {
            HttpResponseMessage? odd =
                what == $"PUT {Id(1)}" && first ? FakeService.Answer(HttpStatusCode.OK, other.ToJsonString()) : null;
            first &= odd is null;
            return Task.FromResult(odd);
        };

        await RunAsync(new UpdateOptions(), 1000, Row(1, "a@example.com", ("job_title", "New")));

        Assert.Equal("New", Stored(1, "job_title"));
        Assert.Equal(2, Service.Writes);
    }

    [Fact]
    public async Task Creation_whose_answer_is_lost_while_another_program_created_the_contact_is_a_conflict_that_names_the_differences()
    {
        Service.Before = what =>
        {
            if (!what.StartsWith("POST", StringComparison.Ordinal))
            {
                return Task.FromResult<HttpResponseMessage?>(null);
            }

            Service.Add(Id(7), "new@example.com", c => c["first_name"] = "Another");
            return Task.FromResult<HttpResponseMessage?>(FakeService.Answer(HttpStatusCode.GatewayTimeout, "{}"));
        };

        await RunAsync(
            new UpdateOptions { CreateMissing = true },
            1000,
            Row(1, "new@example.com", ("first_name", "One"))
        );

        UpdateResult result = Assert.Single(Guide.Results);
        Assert.Equal((UpdateOutcome.Failed, "CcConflict"), (result.Outcome, result.ErrorId));
        Assert.Contains("first_name", result.Reason, StringComparison.Ordinal);
        Assert.Contains(Id(7), result.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Creation_with_a_note_whose_answer_is_lost_is_known_again()
    {
        Service.After = what =>
        {
            if (!what.StartsWith("POST", StringComparison.Ordinal))
            {
                return Task.CompletedTask;
            }

            foreach (JsonNode? note in Service.Contacts.Values.Single()["notes"]!.AsArray())
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

        Assert.Equal(UpdateOutcome.Created, Assert.Single(Guide.Results).Outcome);
    }

    [Fact]
    public async Task Creation_that_did_not_arrive_fails_its_row()
    {
        Service.Before = what =>
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

        Assert.Equal(UpdateOutcome.Failed, Assert.Single(Guide.Results).Outcome);
    }

    [Fact]
    public async Task Creation_that_cannot_be_looked_up_afterwards_is_unknown()
    {
        bool posted = false;
        Service.Before = what =>
        {
            posted |= what.StartsWith("POST", StringComparison.Ordinal);
            return Task.FromResult(posted ? FakeService.Answer(HttpStatusCode.BadGateway, "{}") : null);
        };

        UpdateSummary summary = await RunAsync(
            new UpdateOptions { CreateMissing = true },
            1000,
            Row(1, "new@example.com", ("first_name", "One"))
        );

        Assert.Equal(UpdateOutcome.Unknown, Assert.Single(Guide.Results).Outcome);
        Assert.Equal(1, summary.Unknown);
    }

    [Fact]
    public async Task Put_that_never_gets_an_answer_is_given_up_after_six_times()
    {
        Service.Add(Id(1), "a@example.com");
        Service.Before = what =>
            Task.FromResult(
                what.StartsWith("PUT", StringComparison.Ordinal)
                    ? FakeService.Answer(HttpStatusCode.ServiceUnavailable, "{}")
                    : null
            );

        await RunAsync(new UpdateOptions(), 1000, Row(1, "a@example.com", ("job_title", "New")));

        Assert.Equal(6, Service.Writes);
        UpdateResult result = Assert.Single(Guide.Results);
        Assert.Equal((UpdateOutcome.Failed, "CcServiceUnavailable"), (result.Outcome, result.ErrorId));
    }

    [Fact]
    public async Task Put_that_cannot_be_read_back_is_unknown()
    {
        Service.Add(Id(1), "a@example.com");
        bool sent = false;
        Service.Before = what =>
        {
            sent |= what.StartsWith("PUT", StringComparison.Ordinal);
            return Task.FromResult(sent ? FakeService.Answer(HttpStatusCode.ServiceUnavailable, "{}") : null);
        };

        UpdateSummary summary = await RunAsync(
            new UpdateOptions(),
            1000,
            Row(1, "a@example.com", ("job_title", "New"))
        );

        Assert.Equal(UpdateOutcome.Unknown, Assert.Single(Guide.Results).Outcome);
        Assert.Equal(1, summary.Unknown);
    }

    [Fact]
    public async Task Body_that_grows_old_every_time_fails_its_row_and_not_the_run()
    {
        Service.Add(Id(1), "a@example.com");
        Service.Add(Id(2), "b@example.com");
        Service.After = what =>
        {
            if (what == "GET a@example.com" || what == $"GET {Id(1)}")
            {
                Guide.Asked = () => Clock.Advance(TimeSpan.FromSeconds(6));
            }

            return Task.CompletedTask;
        };
        int n = 0;
        Service.Before = what =>
        {
            if (what == $"GET {Id(1)}")
            {
                // Another value each time, so that each round asks again, and each question takes long.
                Service.Contacts[Id(1)]["job_title"] = $"{++n}";
            }
            else if (what == "GET b@example.com")
            {
                Guide.Asked = null;
            }

            return Task.FromResult<HttpResponseMessage?>(null);
        };

        UpdateSummary summary = await RunAsync(
            new UpdateOptions { OneAtATime = true },
            1000,
            Row(1, "a@example.com", ("job_title", "New")),
            Row(2, "b@example.com", ("job_title", "New"))
        );

        Assert.Equal([UpdateOutcome.Failed, UpdateOutcome.Updated], Guide.Results.Select(r => r.Outcome));
        Assert.Equal("CcTimeout", Guide.Results[0].ErrorId);
        Assert.Equal((1, 1), (summary.Failed, summary.Updated));
    }

    [Theory]
    [InlineData("unsubscribes")]
    [InlineData("is deleted")]
    [InlineData("never answers")]
    public async Task Put_that_arrived_without_an_answer_is_unknown_if_its_row_then_fails(string then)
    {
        Service.Add(Id(1), "a@example.com");
        Service.ApplyPut = static (_, _) => { };
        Service.After = what =>
        {
            if (!what.StartsWith("PUT", StringComparison.Ordinal))
            {
                return Task.CompletedTask;
            }

            JsonObject contact = Service.Contacts[Id(1)];
            contact["company_name"] = $"Of another program {Service.Writes}";
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

        UpdateResult result = Assert.Single(Guide.Results);
        Assert.Equal((UpdateOutcome.Unknown, 1), (result.Outcome, summary.Unknown));
        Assert.Contains("answer to an update was lost", result.Reason, StringComparison.Ordinal);
        Assert.Equal(Id(1), result.ContactId);
    }

    [Fact]
    public async Task Value_that_the_service_lost_is_reported_although_the_answer_to_the_put_was_lost_too()
    {
        Service.Add(Id(1), "a@example.com", c => c["sms_channel"] = new JsonObject { ["sms_address"] = "6175550100" });
        Service.ApplyPut = (stored, sent) =>
        {
            stored["job_title"] = sent["job_title"]?.DeepClone();
            stored.Remove("sms_channel");
        };
        Service.After = what =>
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
    public async Task Replacement_whose_answer_is_lost_is_read_back_and_not_proven()
    {
        Service.Add(Id(1), "a@example.com", c => c["sms_channel"] = new JsonObject { ["sms_address"] = "6175550100" });
        Service.After = what =>
            what == $"PUT {Id(1)}" && Service.Contacts[Id(1)].Remove("sms_channel")
                ? throw new HttpRequestException("reset")
                : Task.CompletedTask;

        await RunAsync(
            new UpdateOptions
            {
                Merge = new MergeOptions { Replace = true },
                VerifyAll = true,
            },
            1000,
            Row(1, "a@example.com", ("job_title", "New"))
        );

        Assert.Equal(
            (UpdateOutcome.Updated, "the answer was lost; the contact was read back"),
            (Assert.Single(Guide.Results).Outcome, Guide.Results[0].Reason)
        );
        Assert.Equal(["GET a@example.com", $"PUT {Id(1)}", $"GET {Id(1)}"], Service.Log);
    }

    [Fact]
    public async Task Note_that_the_service_stored_twice_is_reported_although_only_an_added_note_was_proven_and_the_answer_was_lost()
    {
        Service.Add(Id(1), "a@example.com");
        Service.Add(
            Id(2),
            "b@example.com",
            static c => c["notes"] = new JsonArray(new JsonObject { ["note_id"] = "n1", ["content"] = "Old note" })
        );
        Service.ApplyPut = static (stored, sent) =>
        {
            stored["job_title"] = sent["job_title"]?.DeepClone();
            foreach (var note in sent["notes"]?.AsArray() ?? [])
            {
                stored["notes"]!.AsArray().Add(note!.DeepClone());
            }
        };
        Service.After = what => what == $"PUT {Id(2)}" ? throw new HttpRequestException("reset") : Task.CompletedTask;

        var e = await Assert.ThrowsAsync<MergeNotAppliedException>(() =>
            RunAsync(
                new UpdateOptions { OneAtATime = true },
                1000,
                Row(1, "a@example.com", ("add_note", "Met at the fair")),
                Row(2, "b@example.com", ("job_title", "New"))
            )
        );

        Assert.Contains("notes", e.Message, StringComparison.Ordinal);
        Assert.Contains("b@example.com", e.Message, StringComparison.Ordinal);
    }
}
