using System.Net;
using System.Text.Json.Nodes;
using ConstantContact.Core.Updates;

namespace ConstantContact.Core.Tests.Updates;

/// <summary>The outcome of a row, its names, its warnings and its preview.</summary>
public sealed class UpdateOutcomeTests : UpdateLab
{
    [Fact]
    public async Task Creation_keeps_no_later_row_waiting()
    {
        Service.Add(Id(1), "a@example.com");
        var other = new TaskCompletionSource<bool>(TaskCreationOptions.RunContinuationsAsynchronously);
        Service.Before = async what =>
        {
            if (what == $"PUT {Id(1)}")
            {
                other.TrySetResult(true);
            }
            else if (what.StartsWith("POST", StringComparison.Ordinal))
            {
                // The limit ends the test if the update waits for the creation.
                await other.Task.WaitAsync(TimeSpan.FromSeconds(30));
            }

            return null;
        };

        await RunAsync(
            new UpdateOptions { CreateMissing = true },
            Row(1, "new@example.com", ("job_title", "New")),
            Row(2, "a@example.com", ("job_title", "New"))
        );

        Assert.Equal([UpdateOutcome.Created, UpdateOutcome.Updated], Guide.Results.Select(r => r.Outcome));
    }

    [Fact]
    public async Task Permission_that_was_asked_for_is_no_opt_out_that_moved()
    {
        Service.Add(Id(1), "a@example.com");
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

        Assert.Equal((UpdateOutcome.Updated, null), (Assert.Single(Guide.Results).Outcome, Guide.Results[0].ErrorId));
    }

    [Fact]
    public async Task Answer_that_leaves_out_a_list_of_the_contact_proves_no_loss()
    {
        Service.Add(Id(1), "a@example.com");
        Service.Add(Id(2), "b@example.com", c => c["taggings"] = new JsonArray("t1"));
        Service.Add(Id(3), "c@example.com", c => c["taggings"] = new JsonArray("t1"));
        Service.Before = what =>
        {
            if (what != $"PUT {Id(3)}")
            {
                return Task.FromResult<HttpResponseMessage?>(null);
            }

            var shown = (JsonObject)Service.Contacts[Id(3)].DeepClone();
            shown["job_title"] = "New";
            shown.Remove("taggings");
            return Task.FromResult<HttpResponseMessage?>(FakeService.Answer(HttpStatusCode.OK, shown.ToJsonString()));
        };

        await RunAsync(
            new UpdateOptions { OneAtATime = true },
            [.. "abc".Select((c, i) => Row(i + 1, $"{c}@example.com", ("job_title", "New")))]
        );

        Assert.All(Guide.Results, r => Assert.Equal(UpdateOutcome.Updated, r.Outcome));
    }

    [Fact]
    public async Task Row_in_doubt_names_the_stored_address_its_warnings_and_how_it_ended()
    {
        Service.Add(Id(1), "a@example.com");
        Service.ApplyPut = static (stored, _) =>
        {
            stored["company_name"] = "Of another program";
            stored["email_address"]!["permission_to_send"] = "unsubscribed";
        };
        Service.After = what =>
            what.StartsWith("PUT", StringComparison.Ordinal)
                ? throw new HttpRequestException("reset")
                : Task.CompletedTask;
        var row = Row(1, "A@Example.com", ("job_title", "New"));
        row.Changes.Warnings.Add("of the row");

        await RunAsync(new UpdateOptions(), row);

        var result = Assert.Single(Guide.Results);
        Assert.Equal((UpdateOutcome.Unknown, "a@example.com", Id(1)), (result.Outcome, result.Email, result.ContactId));
        Assert.Contains("Then: unsubscribed", result.Reason, StringComparison.Ordinal);
        Assert.Equal(["of the row"], result.Warnings);
    }

    [Fact]
    public async Task Row_that_fails_or_changes_nothing_names_its_contact()
    {
        Service.Add(Id(1), "Stored@example.com");

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
            Guide.Results.Select(r => (r.Email, r.ContactId, r.Outcome))
        );
    }

    [Fact]
    public async Task Created_contact_is_named_by_the_id_that_the_service_gave_it()
    {
        await RunAsync(new UpdateOptions { CreateMissing = true }, Row(1, "a@example.com", ("job_title", "New")));

        var result = Assert.Single(Guide.Results);
        Assert.Equal((string?)Assert.Single(Service.Contacts.Values)["contact_id"], result.ContactId);
        Assert.Equal(3, result.Changes.Count);
        Assert.Equal("create", result.Preview!.Mode);
    }

    [Fact]
    public async Task Preview_of_a_second_row_starts_from_the_first_by_id_by_address_and_by_new_address()
    {
        Guide.Answer = Approval.PreviewOnly;
        Service.Add(Id(1), "a@example.com", c => c["job_title"] = "Old job");
        Service.Add(Id(2), "other@example.com");

        await RunAsync(
            new UpdateOptions { CreateMissing = true },
            Row(1, "a@example.com", ("new_email_address", "b@example.com")),
            Row(2, null, ("job_title", "Two"), Id(1)),
            Row(3, "b@example.com", ("company_name", "Three")),
            Row(4, "a@example.com", ("company_name", "Four")),
            Row(5, "other@example.com", ("company_name", "Five")),
            Row(6, null, ("company_name", "Six"), Id(9))
        );

        Assert.Equal(0, Service.Writes);
        Assert.Equal(["merge", "merge", "merge", "create", "merge"], Guide.Previews.Select(p => p.Mode));
        Assert.Contains("\"address\":\"b@example.com\"", Guide.Previews[1].BodyText, StringComparison.Ordinal);
        Assert.Contains("\"job_title\":\"Two\"", Guide.Previews[2].BodyText, StringComparison.Ordinal);
        Assert.DoesNotContain("Two", Guide.Previews[3].BodyText, StringComparison.Ordinal);
        Assert.DoesNotContain("Two", Guide.Previews[4].BodyText, StringComparison.Ordinal);
        Assert.Equal("CcNotFound", Guide.Results[5].ErrorId);
    }

    [Fact]
    public async Task Created_contact_of_a_preview_has_no_id_yet()
    {
        Guide.Answer = Approval.PreviewOnly;

        await RunAsync(
            new UpdateOptions { CreateMissing = true },
            Row(1, "a@example.com", ("job_title", "One")),
            Row(2, "A@example.com", ("company_name", "Two"))
        );

        Assert.Equal(["POST /v3/contacts", "PUT /v3/contacts/(new)"], Guide.Previews.Select(p => p.Request));
        Assert.Contains("\"job_title\":\"One\"", Guide.Previews[1].BodyText, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Declined_row_names_its_contact_and_sends_nothing()
    {
        Service.Add(Id(1), "a@example.com");
        Guide.Answer = Approval.Declined;

        await RunAsync(new UpdateOptions(), Row(1, "a@example.com", ("job_title", "New")));

        var result = Assert.Single(Guide.Results);
        Assert.Equal(
            (UpdateOutcome.NotAttempted, "declined", Id(1), 0),
            (result.Outcome, result.Reason, result.ContactId, Service.Writes)
        );
        Assert.Single(result.Changes);
    }

    [Fact]
    public async Task Value_that_the_service_stores_in_another_form_is_a_warning()
    {
        Service.Add(Id(1), "a@example.com");
        Service.Add(Id(2), "b@example.com");
        Service.ApplyPut = static (stored, _) => stored["first_name"] = "Fr John";

        await RunAsync(
            new UpdateOptions { OneAtATime = true },
            Row(1, "a@example.com", ("first_name", "Fr. John")),
            Row(2, "b@example.com", ("first_name", "Fr. John"))
        );

        Assert.All(
            Guide.Results,
            r => Assert.Contains("'Fr. John' and is 'Fr John'", Assert.Single(r.Warnings), StringComparison.Ordinal)
        );
        Assert.All(Guide.Results, r => Assert.Equal(UpdateOutcome.Updated, r.Outcome));
    }

    [Fact]
    public async Task Warnings_of_the_row_and_of_its_contact_are_in_the_result()
    {
        Service.Add(Id(1), "a@example.com");
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

        Assert.Equal(2, Assert.Single(Guide.Results).Warnings.Count);
        Assert.Equal("of the row", Guide.Results[0].Warnings[0]);
        Assert.Contains("another address", Guide.Results[0].Warnings[1], StringComparison.Ordinal);
    }

    [Fact]
    public async Task Changed_address_with_a_new_stamp_is_no_change_of_consent()
    {
        Service.Add(Id(1), "a@example.com");
        Service.Add(Id(2), "b@example.com");
        Service.ApplyPut = (stored, sent) =>
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

        Assert.All(Guide.Results, r => Assert.Equal((UpdateOutcome.Updated, null), (r.Outcome, r.Reason)));
    }

    [Fact]
    public async Task Replacement_is_neither_proven_nor_a_canary()
    {
        Service.Add(Id(1), "a@example.com");
        Service.ApplyPut = static (stored, _) => stored["first_name"] = "whatever";

        await RunAsync(
            new UpdateOptions { Merge = new MergeOptions { Replace = true } },
            Row(1, "a@example.com", ("job_title", "New"))
        );

        Assert.Equal(UpdateOutcome.Updated, Assert.Single(Guide.Results).Outcome);
        Assert.Equal(["GET a@example.com", $"PUT {Id(1)}"], Service.Log);
        Assert.Empty(Guide.Results[0].Warnings);
        Assert.Equal("replace", Assert.Single(Guide.Previews).Mode);
    }
}
