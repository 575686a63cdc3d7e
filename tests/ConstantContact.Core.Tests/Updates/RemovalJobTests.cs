using System.Globalization;
using System.Net;
using System.Text.Json.Nodes;
using System.Web;
using ConstantContact.Core.Errors;
using ConstantContact.Core.Http;
using ConstantContact.Core.Tests.Support;
using ConstantContact.Core.Updates;

namespace ConstantContact.Core.Tests.Updates;

/// <summary>More than a few deletions, by activities of the service.</summary>
public sealed class RemovalJobTests : IDisposable
{
    private readonly RemovalAccount _account = new();

    public RemovalJobTests() => _account.AddMany(501);

    public void Dispose() => _account.Dispose();

    [Fact]
    public async Task Six_contacts_are_deleted_by_one_activity_and_nothing_is_read_back()
    {
        var removals = RemovalAccount.ById(6);
        List<(int Done, int All)> progress = [];

        var end = await _account.RunAsync(
            removals,
            _account.Create(progress: (done, all) => progress.Add((done, all)))
        );

        Assert.Null(end);
        Assert.Equal(removals.Select(static r => r.ContactId), Assert.Single(_account.Jobs));
        Assert.Equal([.. Enumerable.Repeat((RemovalOutcome.Removed, "job-1", (string?)null), 6)], Of(removals));
        Assert.Equal(0, _account.Pages);
        Assert.Equal([(0, 2), (1, 2)], progress);
    }

    [Fact]
    public async Task Five_contacts_are_deleted_one_by_one()
    {
        var removals = RemovalAccount.ById(5);

        Assert.Null(await _account.RunAsync(removals));

        Assert.Empty(_account.Jobs);
        Assert.Equal(5, _account.Service.Sent.Count(static r => r.Method == HttpMethod.Delete));
        Assert.All(removals, static r => Assert.Equal((RemovalOutcome.Removed, null), (r.Outcome, r.ActivityId)));
    }

    [Fact]
    public async Task Contacts_that_are_settled_already_are_in_no_activity()
    {
        var removals = RemovalAccount.ById(8);
        removals[0].Preview();
        ContactRemoval[] all =
        [
            .. removals,
            new ContactRemoval(null, removals[3].ContactId!.ToUpperInvariant(), null),
            ContactRemoval.Invalid("x", null, new InvalidInputException("CcX", "bad", "mend")),
        ];

        Assert.Null(await _account.RunAsync(all));

        Assert.Equal(removals.Skip(1).Select(static r => r.ContactId), Assert.Single(_account.Jobs));
        Assert.Equal(
            [RemovalOutcome.Previewed, .. Enumerable.Repeat(RemovalOutcome.Removed, 7), "Unchanged", "Failed"],
            all.Select(static r => r.Outcome)
        );
        Assert.Equal([null, null], all.Skip(8).Select(static r => r.ActivityId));
    }

    [Fact]
    public async Task Activity_that_the_service_refuses_fails_its_contacts_and_the_next_is_sent()
    {
        var removals = RemovalAccount.ById(501);
        _account.Service.Answer(
            HttpStatusCode.BadRequest,
            """[{"error_key":"contacts.api.validation.error","error_message":"not these"}]"""
        );

        Assert.Null(await _account.RunAsync(removals));

        Assert.Equal([RemovalAccount.Id(501)], Assert.Single(_account.Jobs));
        Assert.All(
            removals.Take(500),
            static r => Assert.Equal((RemovalOutcome.Failed, "CcInvalidRequest"), (r.Outcome, r.ErrorId))
        );
        Assert.Equal([(RemovalOutcome.Removed, "job-1", null)], Of(removals.Skip(500)));
    }

    [Fact]
    public async Task Activity_that_fails_fails_its_contacts_and_names_itself()
    {
        var removals = RemovalAccount.ById(6);
        _account.States[1] = "failed";

        Assert.Null(await _account.RunAsync(removals));

        Assert.All(
            removals,
            static r =>
            {
                Assert.Equal((RemovalOutcome.Failed, "CcActivityFailed"), (r.Outcome, r.ErrorId));
                Assert.Equal("The service ended the activity as 'failed'.", r.Reason);
                Assert.Contains("Get-CcActivity job-1", r.ToException()!.RecommendedAction, StringComparison.Ordinal);
            }
        );
    }

    [Fact]
    public async Task Activity_that_is_not_finished_in_time_leaves_its_contacts_unknown_with_the_command_to_ask_again()
    {
        var removals = RemovalAccount.ById(6);
        _account.States[1] = "processing";

        Assert.Null(await _account.RunAsync(removals));

        Assert.Equal(
            [
                .. Enumerable.Repeat(
                    (
                        RemovalOutcome.Unknown,
                        "job-1",
                        (string?)"The service has the job, but its outcome is not known: it was not finished in time. "
                            + "To ask again later: Get-CcActivity job-1."
                    ),
                    6
                ),
            ],
            Of(removals)
        );
    }

    [Fact]
    public async Task Sign_in_that_ends_during_the_wait_leaves_the_contacts_unknown_with_its_reason()
    {
        var removals = RemovalAccount.ById(6);
        _account.Service.Answer(_account.Answer).Answer(HttpStatusCode.Unauthorized, "{}");

        var end = await _account.RunAsync(removals);

        Assert.Equal("CcAuthenticationFailed", end?.ErrorId);
        Assert.All(
            removals,
            r =>
            {
                Assert.Equal((RemovalOutcome.Unknown, "job-1", null), (r.Outcome, r.ActivityId, r.ErrorId));
                Assert.Contains(
                    $"its outcome is not known: {end!.Message.TrimEnd('.')}. To ask again later",
                    r.Reason,
                    StringComparison.Ordinal
                );
            }
        );
    }

    [Fact]
    public async Task Request_whose_answer_is_lost_is_repeated()
    {
        var removals = RemovalAccount.ById(6);
        _account.Service.Answer(HttpStatusCode.BadGateway, "");

        Assert.Null(await _account.RunAsync(removals));

        Assert.Equal(2, _account.Service.Sent.Count(static r => r.Method == HttpMethod.Post));
        Assert.All(removals, static r => Assert.Equal(RemovalOutcome.Removed, r.Outcome));
    }

    [Fact]
    public async Task Request_whose_answer_is_lost_every_time_leaves_its_contacts_unknown()
    {
        var removals = RemovalAccount.ById(6);
        _account.Service.Otherwise(static _ => StubHandler.Response(HttpStatusCode.BadGateway, ""));

        Assert.Null(await _account.RunAsync(removals));

        Assert.All(
            removals,
            static r =>
            {
                Assert.Equal((RemovalOutcome.Unknown, null), (r.Outcome, r.ActivityId));
                Assert.StartsWith("It is not known whether the request arrived", r.Reason, StringComparison.Ordinal);
            }
        );
    }

    [Fact]
    public async Task Full_queue_leaves_its_contacts_and_all_later_ones_not_attempted_with_the_reason()
    {
        var removals = RemovalAccount.ById(1100);
        _account
            .Service.Answer(_account.Answer)
            .Answer(HttpStatusCode.TooManyRequests, """[{"error_key":"contacts.api.queue","error_message":"full"}]""");

        var end = await _account.RunAsync(removals);

        Assert.IsType<QueueFullException>(end);
        Assert.All(removals.Take(500), static r => Assert.Equal(RemovalOutcome.Removed, r.Outcome));
        Assert.All(
            removals.Skip(500),
            r => Assert.Equal((RemovalOutcome.NotAttempted, end!.Message), (r.Outcome, r.Reason))
        );
    }

    [Fact]
    public async Task Activity_that_counts_fewer_contacts_fails_those_that_do_not_exist()
    {
        var removals = RemovalAccount.ById(501);
        removals[0] = new ContactRemoval(null, RemovalAccount.Id(1).ToUpperInvariant(), null);
        _account.Remove(3);

        Assert.Null(await _account.RunAsync(removals));

        Assert.Equal(
            (
                RemovalOutcome.Failed,
                "CcNotFound",
                "job-1",
                $"There is no contact with the id '{RemovalAccount.Id(3)}'."
            ),
            (removals[2].Outcome, removals[2].ErrorId, removals[2].ActivityId, removals[2].Reason)
        );
        Assert.All(
            removals.Where(static (_, i) => i != 2),
            static r => Assert.Equal((RemovalOutcome.Removed, null), (r.Outcome, r.ErrorId))
        );
        Assert.Equal(1, _account.Pages);
    }

    [Fact]
    public async Task Activity_that_reports_errors_without_counters_is_read_back()
    {
        var removals = RemovalAccount.ById(6);
        _account.ShowsCounters = false;
        _account.Remove(6);

        Assert.Null(await _account.RunAsync(removals));

        Assert.Equal(
            [.. Enumerable.Repeat(RemovalOutcome.Removed, 5), RemovalOutcome.Failed],
            removals.Select(static r => r.Outcome)
        );
    }

    [Fact]
    public async Task Deleted_contacts_that_cannot_be_read_leave_the_contacts_of_the_doubtful_activity_unknown()
    {
        var removals = RemovalAccount.ById(501);
        _account.Remove(501);
        _account.Service.Otherwise(sent =>
            sent.Method == HttpMethod.Get && sent.Uri.AbsolutePath.EndsWith("/contacts", StringComparison.Ordinal)
                ? StubHandler.Response(
                    HttpStatusCode.BadRequest,
                    """[{"error_key":"contacts.api.validation.error","error_message":"no"}]"""
                )
                : _account.Answer(sent)
        );

        Assert.Null(await _account.RunAsync(removals));

        Assert.All(removals.Take(500), static r => Assert.Equal(RemovalOutcome.Removed, r.Outcome));
        Assert.Equal((RemovalOutcome.Unknown, "job-2"), (removals[500].Outcome, removals[500].ActivityId));
        Assert.StartsWith(
            "the job counted fewer contacts than it was given, and the deleted ones could not be read: ",
            removals[500].Reason,
            StringComparison.Ordinal
        );
    }

    private static (string Outcome, string? ActivityId, string? Reason)[] Of(IEnumerable<ContactRemoval> removals) =>
        [.. removals.Select(static r => (r.Outcome, r.ActivityId, r.Reason))];
}
