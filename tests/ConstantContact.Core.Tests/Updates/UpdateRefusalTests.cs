using System.Net;
using System.Text.Json.Nodes;
using ConstantContact.Core.Errors;
using ConstantContact.Core.Updates;

namespace ConstantContact.Core.Tests.Updates;

/// <summary>Refusals, conflicts and failures, and how they are explained to the user.</summary>
public sealed class UpdateRefusalTests : UpdateLab
{
    [Fact]
    public async Task Row_with_an_id_and_the_address_of_another_contact_is_refused_and_one_that_fits_is_written()
    {
        Service.Add(Id(1), "a@example.com");

        await RunAsync(
            new UpdateOptions(),
            Row(1, "b@example.com", ("job_title", "New"), Id(1)),
            Row(2, "A@example.com", ("job_title", "New"), Id(1))
        );

        Assert.Equal("CcContactMismatch", Guide.Results[0].ErrorId);
        Assert.Equal((UpdateOutcome.Updated, 1), (Guide.Results[1].Outcome, Service.Writes));
        Assert.Equal(
            (2L, "a@example.com", Id(1)),
            (Guide.Results[1].Row, Guide.Results[1].Email, Guide.Results[1].ContactId)
        );
    }

    [Theory]
    [InlineData("stale", "was read more than 5 s ago")]
    [InlineData("lost", "is not known whether the update")]
    [InlineData("refused", "refuses the update")]
    public async Task User_is_told_why_a_contact_is_read_again(string trouble, string note)
    {
        Service.Add(Id(1), "a@example.com");
        var isFirst = true;
        Guide.Asked = () =>
        {
            if (trouble == "stale" && isFirst)
            {
                isFirst = false;
                Clock.Advance(TimeSpan.FromSeconds(6));
            }
        };
        Service.Before = what =>
        {
            if (!isFirst || !what.StartsWith("PUT", StringComparison.Ordinal))
            {
                return Task.FromResult<HttpResponseMessage?>(null);
            }

            isFirst = false;
            Service.Contacts[Id(1)]["company_name"] = "Meanwhile";
            return Task.FromResult<HttpResponseMessage?>(
                trouble == "lost"
                    ? FakeService.Answer(HttpStatusCode.ServiceUnavailable, "{}")
                    : FakeService.Answer(HttpStatusCode.BadRequest, """[{"error_key":"k","error_message":"m"}]""")
            );
        };

        await RunAsync(new UpdateOptions { OneAtATime = true }, Row(1, "a@example.com", ("job_title", "New")));

        Assert.Contains(note, Assert.Single(Guide.Notes), StringComparison.Ordinal);
        Assert.Equal(UpdateOutcome.Updated, Assert.Single(Guide.Results).Outcome);
        Assert.Equal(trouble == "stale" ? null : "Meanwhile", (string?)Service.Contacts[Id(1)]["company_name"]);
    }

    [Theory]
    [InlineData("email_address.odd", "the member odd is not allowed", true)]
    [InlineData("loyalty", "Loyalty is not allowed", true)]
    [InlineData("loyalty", "job_title is too long", false)]
    public async Task Refusal_that_names_an_unknown_member_says_so(string member, string message, bool isNamed)
    {
        Service.Add(
            Id(1),
            "a@example.com",
            c =>
            {
                var owner = member.StartsWith("email", StringComparison.Ordinal) ? c["email_address"]!.AsObject() : c;
                owner[member.Split('.').Last()] = 1;
            }
        );
        Service.Before = what =>
            Task.FromResult(
                what.StartsWith("PUT", StringComparison.Ordinal)
                    ? FakeService.Answer(
                        HttpStatusCode.BadRequest,
                        $$"""[{"error_key":"k","error_message":"{{message}}"}]"""
                    )
                    : null
            );

        await RunAsync(new UpdateOptions(), Row(1, "a@example.com", ("job_title", "New")));

        Assert.Equal(isNamed ? "CcUnknownMember" : "CcInvalidRequest", Assert.Single(Guide.Results).ErrorId);
        Assert.Equal(isNamed, Guide.Results[0].Reason!.Contains(member));
    }

    [Theory]
    [InlineData(HttpStatusCode.Unauthorized, "CcAuthenticationFailed")]
    [InlineData(HttpStatusCode.Forbidden, null)]
    public async Task Trouble_after_a_write_ends_the_run_only_if_no_row_could_go_on(
        HttpStatusCode status,
        string? errorId
    )
    {
        Service.Add(Id(1), "a@example.com");
        Service.Add(Id(2), "b@example.com");
        Service.Before = what => Task.FromResult(what == $"GET {Id(1)}" ? FakeService.Answer(status, "{}") : null);
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

        Assert.Equal((UpdateOutcome.Updated, errorId), (Guide.Results[0].Outcome, Guide.Results[0].ErrorId));
        Assert.Equal(errorId is null ? UpdateOutcome.Updated : UpdateOutcome.NotAttempted, Guide.Results[1].Outcome);
    }

    [Theory]
    [InlineData(HttpStatusCode.Unauthorized, "CcAuthenticationFailed")]
    [InlineData(HttpStatusCode.Forbidden, "CcServiceUnavailable")]
    public async Task Put_that_cannot_be_read_back_has_the_decisive_error(HttpStatusCode status, string errorId)
    {
        Service.Add(Id(1), "a@example.com");
        Service.Before = what =>
            Task.FromResult(
                what.StartsWith("PUT", StringComparison.Ordinal)
                    ? FakeService.Answer(HttpStatusCode.ServiceUnavailable, "{}")
                : what == $"GET {Id(1)}" ? FakeService.Answer(status, "{}")
                : null
            );

        using var ledger = Memory.Open(isNew: true);

        var e = await Record.ExceptionAsync(() =>
            RunAsync(new UpdateOptions(), ledger, Row(1, "a@example.com", ("job_title", "New")))
        );

        Assert.Equal(Guide.Results[0].ToException()!.Message, Assert.Single(ledger.Outcomes).Reason);
        Assert.Equal(
            (UpdateOutcome.Unknown, errorId),
            (Assert.Single(Guide.Results).Outcome, Guide.Results[0].ErrorId)
        );
        Assert.Equal(status == HttpStatusCode.Unauthorized, e is CcException);
        Assert.Single(Guide.Results[0].Changes);
    }

    [Fact]
    public async Task Two_hits_of_which_one_has_the_address_are_refused_by_their_ids()
    {
        var (one, other) = (Service.Add(Id(1), "a@example.com"), Service.Add(Id(2), "b@example.com"));
        Service.Before = what =>
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

        var e = Assert.Single(Guide.Results).ToException()!;
        Assert.Equal(("CcAmbiguousContact", 0), (e.ErrorId, Service.Writes));
        Assert.Contains($"of which 1 has that address: {Id(1)}, {Id(2)}.", e.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("deleted", "-Restore")]
    [InlineData("unsubscribed", "-IncludeUnsubscribed")]
    [InlineData("active", "Change it with Update-CcContact")]
    public async Task Conflict_of_a_creation_names_the_contact_its_state_and_the_way_out(string state, string remedy)
    {
        Service.Before = what =>
        {
            if (!what.StartsWith("POST", StringComparison.Ordinal))
            {
                return Task.FromResult<HttpResponseMessage?>(null);
            }

            Service.Add(
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

        var e = Assert.IsType<ConflictException>(Assert.Single(Guide.Results).ToException());
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
        Service.Before = what =>
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

        Assert.Equal("CcConflict", Assert.Single(Guide.Results).ErrorId);
        Assert.Null(Assert.IsType<ConflictException>(Guide.Results[0].ToException()).ExistingState);
    }
}
