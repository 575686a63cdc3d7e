using System.Net;
using ConstantContact.Core.Auth;
using ConstantContact.Core.Contacts;
using ConstantContact.Core.Errors;
using ConstantContact.Core.Http;
using ConstantContact.Core.Resilience;
using ConstantContact.Core.Tests.Support;
using ConstantContact.Core.Updates;
using ConstantContact.Core.Updates.Planning;
using ConstantContact.Core.Updates.Updating;

namespace ConstantContact.Core.Tests.Updates;

/// <summary>A few deletions by single requests, and the request to resubscribe.</summary>
public sealed class RemovalRunTests : IDisposable
{
    private readonly FakeService _service = new();
    private readonly TestClock _clock = new();
    private readonly ApiClient _client;

    public RemovalRunTests()
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
    }

    public void Dispose() => _client.Dispose();

    [Fact]
    public async Task Contact_is_deleted_once_however_often_it_is_named()
    {
        _service.Add(Id(1), "a@example.com");
        _service.Add(Id(2), "b@example.com", c => c["deleted_at"] = "2026-01-01");
        ContactRemoval[] removals =
        [
            Removal(1),
            new("a@example.com", null, null),
            Removal(2),
            Removal(3),
            ContactRemoval.Invalid("x", "input", new InvalidInputException("CcX", "bad", "mend")),
        ];

        Assert.Null(await RunAsync(removals));

        Assert.Equal(
            [
                (RemovalOutcome.Removed, null),
                (RemovalOutcome.Unchanged, "the input names this contact more than once"),
                (RemovalOutcome.Unchanged, "deleted before"),
                (RemovalOutcome.Failed, removals[3].Reason),
                (RemovalOutcome.Failed, "bad"),
            ],
            removals.Select(r => (r.Outcome, r.Reason))
        );
        Assert.Equal(("CcNotFound", "CcX", Id(1)), (removals[3].ErrorId, removals[4].ErrorId, removals[1].ContactId));
        Assert.Equal(
            [$"DELETE {Id(1)}", $"DELETE {Id(2)}", $"DELETE {Id(3)}"],
            _service.Log.Where(l => l.StartsWith("DELETE", StringComparison.Ordinal))
        );
    }

    [Fact]
    public async Task Address_is_looked_up_and_one_that_is_deleted_or_unknown_costs_no_deletion()
    {
        _service.Add(Id(1), "a@example.com", c => c["deleted_at"] = "2026-01-01");
        ContactRemoval[] deleted = [new("a@example.com", null, null)];
        ContactRemoval[] unknown = [new("no@example.com", null, null)];

        await RunAsync(deleted);
        await RunAsync(unknown);

        Assert.Equal(
            (RemovalOutcome.Unchanged, "deleted before", Id(1)),
            (deleted[0].Outcome, deleted[0].Reason, deleted[0].ContactId)
        );
        Assert.Equal((RemovalOutcome.Failed, "CcNotFound"), (unknown[0].Outcome, unknown[0].ErrorId));
        Assert.Equal(0, _service.Writes);
    }

    [Theory]
    [InlineData(true, RemovalOutcome.Removed, 1)]
    [InlineData(false, RemovalOutcome.Unknown, 3)]
    public async Task Deletion_whose_answer_is_lost_is_read_back_and_tried_three_times(
        bool arrives,
        string outcome,
        int tries
    )
    {
        _service.Add(Id(1), "a@example.com");
        _service.Before = what =>
            Task.FromResult(
                !arrives && what.StartsWith("DELETE", StringComparison.Ordinal)
                    ? FakeService.Answer(HttpStatusCode.ServiceUnavailable, "{}")
                    : null
            );
        _service.After = what =>
            arrives && what.StartsWith("DELETE", StringComparison.Ordinal)
                ? throw new HttpRequestException("reset")
                : Task.CompletedTask;
        ContactRemoval[] removals = [Removal(1)];

        Assert.Null(await RunAsync(removals));

        Assert.Equal((outcome, tries), (removals[0].Outcome, _service.Writes));
        Assert.Equal(arrives, removals[0].Reason == "the answer was lost; the contact was read back");
    }

    [Fact]
    public async Task Error_that_ends_the_run_leaves_the_rest_not_attempted_with_its_reason()
    {
        _service.Add(Id(1), "a@example.com");
        _service.Add(Id(2), "b@example.com");
        _service.Before = what =>
            Task.FromResult(what == $"DELETE {Id(2)}" ? FakeService.Answer(HttpStatusCode.Unauthorized, "{}") : null);
        ContactRemoval[] removals = [Removal(1), Removal(2), Removal(3)];

        var end = await RunAsync(removals);

        Assert.Equal("CcAuthenticationFailed", end?.ErrorId);
        Assert.Equal(
            [RemovalOutcome.Removed, RemovalOutcome.NotAttempted, RemovalOutcome.NotAttempted],
            removals.Select(r => r.Outcome)
        );
        Assert.Equal([null, end!.Message, end.Message], removals.Select(r => r.Reason));
    }

    [Fact]
    public async Task Refusal_fails_its_own_contact_and_a_shown_one_is_not_deleted()
    {
        _service.Add(Id(1), "a@example.com");
        _service.Add(Id(2), "b@example.com");
        _service.Before = what =>
            Task.FromResult(
                what == $"DELETE {Id(1)}"
                    ? FakeService.Answer(HttpStatusCode.BadRequest, """[{"error_key":"k","error_message":"m"}]""")
                    : null
            );
        ContactRemoval[] removals = [Removal(1), Removal(2), Removal(3)];
        removals[2].Preview();

        Assert.Null(await RunAsync(removals));

        Assert.Equal(
            [
                (RemovalOutcome.Failed, "CcInvalidRequest"),
                (RemovalOutcome.Removed, null),
                (RemovalOutcome.Previewed, null),
            ],
            removals.Select(r => (r.Outcome, r.ErrorId))
        );
    }

    [Theory]
    [InlineData(5, "DELETE /v3/contacts/id")]
    [InlineData(6, "POST /v3/activities/contact_delete, among 6 contact_ids: id")]
    [InlineData(501, "POST /v3/activities/contact_delete, among 500 contact_ids: id")]
    public void Request_line_is_that_of_the_request(int count, string line) =>
        Assert.Equal(
            line,
            new RemovalRun(_client, null, TimeSpan.FromMinutes(1)).RequestLine(
                new ContactRemoval(null, "id", null),
                count
            )
        );

    [Theory]
    [InlineData("unsubscribed", null, null)]
    [InlineData("implicit", null, "not unsubscribed (implicit)")]
    [InlineData("unsubscribed", "2026-01-01", "deleted, so it cannot be asked")]
    public void Only_unsubscribed_contacts_may_be_asked_to_resubscribe(
        string permission,
        string? deletedAt,
        string? reason
    )
    {
        var contact = _service.Add(
            Id(1),
            "a@example.com",
            c =>
            {
                c["email_address"]!["permission_to_send"] = permission;
                c["deleted_at"] = deletedAt;
            }
        );

        Assert.Equal(reason, Resubscription.HeldBack(new Contact(contact)));
    }

    [Theory]
    [InlineData(5, "implicit", true)]
    [InlineData(6, "implicit", false)]
    [InlineData(6, "unsubscribed", true)]
    public async Task Contact_is_looked_up_again_before_it_is_asked_if_the_question_took_long(
        int seconds,
        string permission,
        bool asked
    )
    {
        _service.Add(Id(1), "a@example.com", static c => c["email_address"]!["permission_to_send"] = "unsubscribed");
        var resubscription = new Resubscription(_client);
        var contact = await _clock.DriveAsync(resubscription.FindAsync("a@example.com", null, CancellationToken.None));
        _clock.Advance(TimeSpan.FromSeconds(seconds));
        _service.Contacts[Id(1)]["email_address"]!["permission_to_send"] = permission;

        var result = await _clock.DriveAsync(resubscription.AskAsync(contact, ["l1"], CancellationToken.None));

        Assert.Equal(
            (asked, Id(1), "a@example.com", asked ? 1 : 0),
            (result.Asked, result.ContactId, result.Email, _service.Writes)
        );
        Assert.Equal(asked ? null : "not unsubscribed (implicit)", result.Reason);
    }

    [Fact]
    public async Task Contact_that_was_asked_before_is_a_conflict_and_one_that_is_not_there_is_not_found()
    {
        _service.Add(Id(1), "a@example.com");
        _service.Before = what =>
            Task.FromResult(
                what.StartsWith("PUT", StringComparison.Ordinal)
                    ? FakeService.Answer(
                        HttpStatusCode.Conflict,
                        """[{"error_key":"contacts.api.conflict","error_message":"asked"}]"""
                    )
                    : null
            );
        var resubscription = new Resubscription(_client);
        var contact = await _clock.DriveAsync(resubscription.FindAsync(null, Id(1), CancellationToken.None));

        var e = await Assert.ThrowsAsync<ConflictException>(() =>
            _clock.DriveAsync(resubscription.AskAsync(contact, ["l1"], CancellationToken.None))
        );

        Assert.Equal(
            (Id(1), "unsubscribed", HttpStatusCode.Conflict),
            (e.ExistingContactId, e.ExistingState, e.StatusCode)
        );
        Assert.StartsWith("a@example.com was already asked to come back.", e.Message, StringComparison.Ordinal);
        await Assert.ThrowsAsync<NotFoundException>(() =>
            _clock.DriveAsync(resubscription.FindAsync("no@example.com", null, CancellationToken.None))
        );
    }

    [Fact]
    public async Task Request_to_come_back_that_is_put_off_every_time_is_given_up_after_six_look_ups()
    {
        _service.Add(Id(1), "a@example.com", static c => c["email_address"]!["permission_to_send"] = "unsubscribed");
        _service.Before = static what =>
        {
            if (!what.StartsWith("PUT", StringComparison.Ordinal))
            {
                return Task.FromResult<HttpResponseMessage?>(null);
            }

            var answer = FakeService.Answer((HttpStatusCode)429, """[{"error_key":"throttled","error_message":"m"}]""");
            answer.Headers.RetryAfter = new System.Net.Http.Headers.RetryConditionHeaderValue(TimeSpan.FromSeconds(10));
            return Task.FromResult<HttpResponseMessage?>(answer);
        };
        var resubscription = new Resubscription(_client);
        var contact = await _clock.DriveAsync(resubscription.FindAsync(null, Id(1), CancellationToken.None));

        var e = await Assert.ThrowsAsync<ApiTimeoutException>(() =>
            _clock.DriveAsync(resubscription.AskAsync(contact, ["l1"], CancellationToken.None))
        );

        Assert.StartsWith(
            "The request about a@example.com could not leave within 5 s",
            e.Message,
            StringComparison.Ordinal
        );
        Assert.Equal(6, _service.Writes);
    }

    [Theory]
    [InlineData("a@example.com", null, "a@example.com: asked")]
    [InlineData("a@example.com", "deleted", "a@example.com: deleted")]
    [InlineData(null, "deleted", "1618ae62-4752-11e9-9c8a-000000000001: deleted")]
    public void Result_of_a_request_to_come_back_names_the_contact_and_the_reason(
        string? email,
        string? heldBack,
        string text
    )
    {
        var contact = _service.Add(Id(1), "a@example.com");
        contact["email_address"]!["address"] = email;

        Assert.Equal(text, ResubscriptionResult.Of(new Contact(contact), heldBack).ToString());
    }

    private static string Id(int n) => $"1618ae62-4752-11e9-9c8a-{n:x12}";

    private static ContactRemoval Removal(int n) => new(null, Id(n), null);

    private Task<CcException?> RunAsync(ContactRemoval[] removals)
    {
        return _clock.DriveAsync(RunToEndAsync());

        async Task<CcException?> RunToEndAsync()
        {
            var run = new RemovalRun(_client, null, TimeSpan.FromMinutes(1));
            await run.ResolveAsync(removals, CancellationToken.None);
            return await run.SendAsync(removals, CancellationToken.None);
        }
    }
}
