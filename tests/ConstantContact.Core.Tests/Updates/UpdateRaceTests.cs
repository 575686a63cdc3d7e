using System.Net;
using System.Text.Json.Nodes;
using ConstantContact.Core.Base;
using ConstantContact.Core.Contacts;
using ConstantContact.Core.Errors;
using ConstantContact.Core.Updates;

namespace ConstantContact.Core.Tests.Updates;

/// <summary>Rows that meet each other and other programs.</summary>
public sealed class UpdateRaceTests : UpdateLab
{
    [Theory]
    [InlineData(4, 700)]
    [InlineData(4, 50)]
    [InlineData(1000, 700)]
    [InlineData(1000, 0)]
    public async Task Later_row_about_a_contact_keeps_what_an_earlier_row_wrote(int perSecond, int latency)
    {
        Latency = _ => latency;
        Service.Add(Id(1), "a@example.com", c => c["job_title"] = "old");
        Service.Add(Id(2), "b@example.com");

        await RunAsync(
            new UpdateOptions(),
            perSecond,
            Row(1, "a@example.com", ("job_title", "new")),
            Row(2, "b@example.com", ("job_title", "new")),
            Row(3, "A@example.com", ("company_name", "new"))
        );

        Assert.Equal(("new", "new"), (Stored(1, "job_title"), Stored(1, "company_name")));
        Assert.All(Guide.Results, r => Assert.Equal(UpdateOutcome.Updated, r.Outcome));
    }

    [Fact]
    public async Task Look_up_that_is_slower_than_the_write_of_an_earlier_row_is_made_again()
    {
        // The look-up of row 2 is answered from before the PUT of row 1, and arrives after it.
        int lookups = 0;
        var second = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        Service.Add(Id(1), "a@example.com");
        JsonObject? early = null;
        Service.Before = async what =>
        {
            if (what != "GET a@example.com")
            {
                return null;
            }

            int lookup = Interlocked.Increment(ref lookups);
            if (lookup == 1)
            {
                // The clock must not go on before the second look-up has begun. The limit ends the test if it never
                // begins.
                await second.Task.WaitAsync(TimeSpan.FromSeconds(60));
                await Clock.WaitAsync(TimeSpan.FromSeconds(1), CancellationToken.None);
            }
            else if (lookup == 2)
            {
                early = (JsonObject)Service.Contacts[Id(1)].DeepClone();
                second.SetResult();
                await Clock.WaitAsync(TimeSpan.FromSeconds(3), CancellationToken.None);
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
        Latency = what =>
            what switch
            {
                "GET a@example.com" => Interlocked.Increment(ref lookups) == 1 ? 900 : 10,
                _ => 30,
            };
        Service.Add(Id(1), "a@example.com");
        Service.Add(Id(2), "warm.up@example.com");

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
            Service.PutBodies.Select(b => (string?)JsonNode.Parse(b)!["job_title"]).Where(t => t != "x")
        );
    }

    [Fact]
    public async Task Row_that_changes_nothing_costs_the_next_row_about_its_contact_no_request()
    {
        Latency = _ => 300;
        Service.Add(Id(1), "a@example.com");

        await RunAsync(
            new UpdateOptions(),
            1000,
            Row(1, "a@example.com", ("first_name", "Old")),
            Row(2, "a@example.com", ("last_name", "Name"))
        );

        Assert.Equal(["GET a@example.com", "GET a@example.com"], Service.Log);
        Assert.All(Guide.Results, r => Assert.Equal(UpdateOutcome.Unchanged, r.Outcome));
    }

    [Fact]
    public async Task Row_names_the_new_address_that_an_earlier_row_gives_its_contact()
    {
        Latency = _ => 400;
        Service.Add(Id(1), "a@example.com");

        await RunAsync(
            new UpdateOptions(),
            1000,
            Row(1, "a@example.com", ("new_email_address", "b@example.com")),
            Row(2, "b@example.com", ("job_title", "two")),
            Row(3, "a@example.com", ("job_title", "three"))
        );

        Assert.Equal("b@example.com", (string?)Service.Contacts[Id(1)]["email_address"]!["address"]);
        Assert.Equal("two", Stored(1, "job_title"));
        Assert.Equal(
            [UpdateOutcome.Updated, UpdateOutcome.Updated, UpdateOutcome.Failed],
            Guide.Results.Select(r => r.Outcome)
        );
        Assert.Equal("CcNotFound", Guide.Results[2].ErrorId);
    }

    [Fact]
    public async Task Contact_that_a_row_creates_is_the_one_that_later_rows_change()
    {
        Latency = _ => 500;

        await RunAsync(
            new UpdateOptions { CreateMissing = true },
            1000,
            [
                .. Enumerable
                    .Range(1, 4)
                    .Select(n => Row(n, n % 2 == 0 ? "NEW@example.com" : "new@example.com", (Columns[n], $"{n}"))),
            ]
        );

        JsonObject made = Assert.Single(Service.Contacts.Values);
        Assert.Equal(["1", "2", "3", "4"], Enumerable.Range(1, 4).Select(n => (string?)made[Columns[n]]));
        Assert.Equal(
            [UpdateOutcome.Created, UpdateOutcome.Updated, UpdateOutcome.Updated, UpdateOutcome.Updated],
            Guide.Results.Select(r => r.Outcome)
        );
    }

    [Fact]
    public async Task Preview_of_two_rows_about_a_contact_that_is_to_be_created_shows_both()
    {
        Guide.Answer = Approval.PreviewOnly;

        await RunAsync(
            new UpdateOptions { CreateMissing = true },
            1000,
            Row(1, "new@example.com", ("first_name", "One")),
            Row(2, "new@example.com", ("job_title", "Two"))
        );

        Assert.Equal(0, Service.Writes);
        Assert.All(Guide.Results, r => Assert.Equal(UpdateOutcome.Previewed, r.Outcome));
        Assert.Contains("\"first_name\":\"One\"", Guide.Previews[1].BodyText, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Contact_asked_for_by_its_id_and_answered_by_another_one_is_not_written()
    {
        Service.Add(Id(1), "a@example.com");
        JsonObject other = Service.Add(Id(2), "b@example.com");
        Service.Before = what =>
            Task.FromResult(
                what == $"GET {Id(1)}" ? FakeService.Answer(HttpStatusCode.OK, other.ToJsonString()) : null
            );

        await RunAsync(new UpdateOptions(), 1000, Row(1, null, ("job_title", "New"), Id(1)));

        Assert.Equal("CcUnexpectedResponse", Assert.Single(Guide.Results).ErrorId);
        Assert.Equal(0, Service.Writes);
    }

    [Fact]
    public async Task Refused_update_of_a_contact_that_another_program_changed_as_requested_is_unchanged()
    {
        Service.Add(Id(1), "a@example.com");
        Service.Before = what =>
        {
            if (what != $"PUT {Id(1)}")
            {
                return Task.FromResult<HttpResponseMessage?>(null);
            }

            Service.Contacts[Id(1)]["job_title"] = "new";
            return Task.FromResult<HttpResponseMessage?>(
                FakeService.Answer(
                    HttpStatusCode.BadRequest,
                    """[{"error_key":"contacts.api.validation.error","error_message":"no"}]"""
                )
            );
        };

        await RunAsync(new UpdateOptions(), 1000, Row(1, "a@example.com", ("job_title", "new")));

        Assert.Equal((UpdateOutcome.Unchanged, null), (Assert.Single(Guide.Results).Outcome, Guide.Results[0].Reason));
    }

    [Theory]
    [InlineData("opt_in_date")]
    [InlineData("opt_in_source")]
    [InlineData("created_at")]
    public async Task Consent_that_moved_between_look_up_and_put_stops_the_run(string member)
    {
        for (int n = 1; n <= 3; n++)
        {
            Service.Add(
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

        Service.ApplyPut = (stored, sent) =>
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
            Guide.Results.Select(r => r.Outcome)
        );
    }

    [Fact]
    public async Task Stamp_of_the_address_tells_of_a_change_of_consent_once_the_service_is_known_to_leave_it_alone()
    {
        Service.Add(Id(1), "a@example.com");
        Service.Add(Id(2), "b@example.com");
        Service.Add(Id(3), "c@example.com");
        Service.ApplyPut = (stored, sent) =>
        {
            stored["job_title"] = sent["job_title"]?.DeepClone();
            if ((string?)stored["contact_id"] == Id(3))
            {
                // The contact unsubscribed after the look-up, and the PUT has restored the permission.
                stored["email_address"]!["updated_at"] = "2026-11-24T00:00:00Z";
            }
        };

        var e = await Assert.ThrowsAsync<MergeNotAppliedException>(() =>
            RunAsync(
                new UpdateOptions { OneAtATime = true },
                4,
                Row(1, "a@example.com", ("job_title", "New")),
                Row(2, "b@example.com", ("job_title", "New")),
                Row(3, "c@example.com", ("job_title", "New"))
            )
        );

        Assert.Contains("email_address.updated_at", e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Service_that_stamps_the_address_with_every_put_is_no_change_of_consent()
    {
        for (int n = 1; n <= 5; n++)
        {
            Service.Add(Id(n), $"p{n}@example.com");
        }

        int puts = 0;
        Service.ApplyPut = (stored, sent) =>
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
    public async Task Second_refusal_of_a_contact_that_changed_meanwhile_is_the_last()
    {
        int n = 0;
        Service.Add(Id(1), "a@example.com");
        Service.Before = what =>
        {
            if (!what.StartsWith("PUT", StringComparison.Ordinal))
            {
                return Task.FromResult<HttpResponseMessage?>(null);
            }

            Service.Contacts[Id(1)]["company_name"] = $"Changed {++n}";
            return Task.FromResult<HttpResponseMessage?>(
                FakeService.Answer(
                    HttpStatusCode.BadRequest,
                    """[{"error_key":"contacts.api.validation.error","error_message":"job_title is rude"}]"""
                )
            );
        };

        await RunAsync(new UpdateOptions(), 1000, Row(1, "a@example.com", ("job_title", "New")));

        Assert.Equal(2, Service.Writes);
        Assert.Equal(
            (UpdateOutcome.Failed, "CcInvalidRequest"),
            (Assert.Single(Guide.Results).Outcome, Guide.Results[0].ErrorId)
        );
    }

    private static string[] Columns { get; } = ["", "first_name", "last_name", "job_title", "company_name"];
}
