using System.IO;
using System.Net;
using System.Text.Json.Nodes;
using ConstantContact.Core.Errors;
using ConstantContact.Core.Runs;
using ConstantContact.Core.Updates;

namespace ConstantContact.Core.Tests.Updates;

/// <summary>Sign-ups, row by row.</summary>
public sealed class SignUpRowTests : ContactRowLab
{
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Sign_up_gives_permission_and_says_whether_the_contact_is_new(bool isThere)
    {
        if (isThere)
        {
            Service.Add(Id(1), "a@example.com");
        }

        var result = await SignUpAsync(Proof, SignUpRow("a@example.com"));

        var contact = Assert.Single(Service.Contacts.Values);
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
        Assert.Equal("sign up", Assert.Single(Guide.Previews).Mode);
        Assert.Contains(result.Changes, c => c.Path == "email_address.permission_to_send" && c.New == "explicit");
        Assert.Equal(!isThere, result.Changes.Any(c => c.Path == "email_address.address"));
        Assert.Equal(["careful"], Guide.Warnings);
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
        Service.Add(
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

        Assert.Equal(0, Service.Writes);
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
        Service.Before = what =>
            Task.FromResult(!arrived && what.StartsWith("POST", StringComparison.Ordinal) ? Lost() : null);
        Service.After = what =>
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
            Assert.Equal((string?)Assert.Single(Service.Contacts.Values)["contact_id"], result.ContactId);
        }
        else
        {
            Assert.True(
                (
                    await Assert.ThrowsAnyAsync<CcException>(() => SignUpAsync(Proof, SignUpRow("a@example.com")))
                ).MayHaveArrived
            );
        }

        Assert.Equal(1, Service.Writes);
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
        Service.Add(Id(1), "a@example.com");
        Service.Before = what =>
        {
            if (!what.StartsWith("POST", StringComparison.Ordinal))
            {
                return Task.FromResult<HttpResponseMessage?>(null);
            }

            var contact = Service.Contacts[Id(1)];
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
        Service.Add(Id(1), "a@example.com");
        Guide.Asked = () =>
        {
            Clock.Advance(TimeSpan.FromSeconds(6));
            Service.Contacts[Id(1)]["email_address"]!["permission_to_send"] = "unsubscribed";
        };

        var result = await SignUpAsync(Proof, SignUpRow("a@example.com"));

        Assert.Equal((UpdateOutcome.Suppressed, Id(1), 0), (result.Outcome, result.ContactId, Service.Writes));
        Guide.Asked = () => Clock.Advance(TimeSpan.FromSeconds(6));
        Service.Contacts[Id(1)]["email_address"]!["permission_to_send"] = "implicit";
        Assert.Equal(UpdateOutcome.Updated, (await SignUpAsync(Proof, SignUpRow("a@example.com"))).Outcome);
        Assert.Equal(1, Service.Writes);
    }

    [Theory]
    [InlineData(null, UpdateOutcome.Created)]
    [InlineData("1618ae62-4752-11e9-9c8a-000000000001", UpdateOutcome.Updated)]
    public async Task Sign_up_that_an_earlier_process_announced_is_not_sent_again_if_it_arrived(
        string? contactId,
        string outcome
    )
    {
        Service.Add(
            Id(1),
            "a@example.com",
            c =>
            {
                c["email_address"]!["permission_to_send"] = "explicit";
                c["list_memberships"] = new JsonArray(List);
            }
        );
        var row = SignUpRow("a@example.com");
        Memory.EndedAfter(
            new RowChange
            {
                Position = 1,
                Key = row.Key(),
                Write = RowChange.SignUp,
                ContactId = contactId,
                Email = "a@example.com",
            }
        );

        using var ledger = Memory.Open(isNew: false);
        var result = await SignUpAsync(Proof, row, ledger);

        Assert.Equal((outcome, Id(1), 0), (result.Outcome, result.ContactId, Service.Writes));
        Assert.Empty(Guide.Previews);
        Assert.Contains("earlier process", result.Reason, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(Approval.Declined, UpdateOutcome.NotAttempted)]
    [InlineData(Approval.PreviewOnly, UpdateOutcome.Previewed)]
    public async Task Row_that_is_not_approved_is_not_sent(Approval approval, string outcome)
    {
        Guide.Answer = approval;

        Assert.Equal(outcome, (await SignUpAsync(Proof, SignUpRow("a@example.com"))).Outcome);
        Assert.Equal(outcome, (await CreateAsync(Row("b@example.com", ("job_title", "New")))).Outcome);
        Assert.Equal(0, Service.Writes);
    }
}
