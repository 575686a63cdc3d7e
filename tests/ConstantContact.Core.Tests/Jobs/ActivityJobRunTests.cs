using System.Globalization;
using System.Net;
using System.Text.Json.Nodes;
using ConstantContact.Core.Errors;
using ConstantContact.Core.Jobs;
using ConstantContact.Core.Tests.Support;

namespace ConstantContact.Core.Tests.Jobs;

public sealed class ActivityJobRunTests : IDisposable
{
    private readonly ClientFixture _fixture = new();
    private readonly Dictionary<string, string> _states = new(StringComparer.Ordinal);
    private readonly Dictionary<int, int> _items = [];
    private readonly Dictionary<string, string> _counts = new(StringComparer.Ordinal);
    private readonly Dictionary<string, string> _errors = new(StringComparer.Ordinal);

    /// <summary>Tells whether a contact is on the list after the job. Null if the account does not answer.</summary>
    private Func<string, bool>? _onList;
    private int _taken;

    public ActivityJobRunTests() => _fixture.Service.Otherwise(Answer);

    /// <summary>Tells which activities the collection shows. Null for all.</summary>
    private Func<string, bool>? Shown { get; set; }

    private IEnumerable<SentRequest> Looks => _fixture.Service.Sent.Where(r => r.Method == HttpMethod.Get);

    public void Dispose() => _fixture.Dispose();

    [Fact]
    public async Task Ten_thousand_contacts_take_twenty_posts_and_one_look()
    {
        BulkSummary summary = await RunAsync(Jobs(10_000));

        Assert.Equal(20, _taken);
        Assert.Equal("/v3/activities", Assert.Single(Looks).Uri.AbsolutePath);
        Assert.Equal(21, summary.RequestsUsed);
        Assert.Equal(10_000, summary.Done);
    }

    [Fact]
    public async Task A_single_job_is_looked_at_by_its_id()
    {
        await RunAsync(Jobs(10));

        Assert.Equal("/v3/activities/job-1", Assert.Single(Looks).Uri.AbsolutePath);
    }

    [Fact]
    public async Task Activity_that_the_collection_does_not_show_is_requested_by_its_id()
    {
        Shown = id => id == "job-1";

        BulkSummary summary = await RunAsync(Jobs(1500));

        Assert.Equal(
            ["/v3/activities", "/v3/activities/job-2", "/v3/activities/job-3"],
            Looks.Select(r => r.Uri.AbsolutePath)
        );
        Assert.Equal(1500, summary.Done);
    }

    [Fact]
    public async Task A_job_that_only_waits_in_the_queue_does_not_make_the_collection_useless()
    {
        _states["job-2"] = "initialized";
        _states["job-3"] = "initialized";
        int pages = 0;
        Shown = id =>
        {
            pages += id == "job-1" ? 1 : 0;
            if (pages > 1)
            {
                _states.Clear();
            }

            return id == "job-1" || pages > 1;
        };

        BulkSummary summary = await RunAsync(Jobs(1500));

        Assert.Equal(1500, summary.Done);
        Assert.Equal(
            ["/v3/activities", "/v3/activities/job-2", "/v3/activities"],
            Looks.Select(r => r.Uri.AbsolutePath)
        );
    }

    [Fact]
    public async Task The_first_look_waits_as_long_as_the_sending_took()
    {
        BulkSummary summary = await RunAsync(Jobs(10_000));

        // 20 jobs at 4 a second take 4 to 5 s.
        Assert.InRange(_fixture.Clock.Elapsed, TimeSpan.FromSeconds(8), TimeSpan.FromSeconds(11));
        Assert.InRange(summary.Paced, TimeSpan.FromSeconds(4), TimeSpan.FromSeconds(5.5));
        Assert.Equal(TimeSpan.Zero, summary.Waited);
    }

    [Fact]
    public async Task Slow_jobs_are_waited_for_with_pauses_that_grow()
    {
        _states["job-2"] = "processing";
        Task<BulkSummary> run = StartAsync(Jobs(1000), TimeSpan.FromMinutes(5));

        BulkSummary summary = await _fixture.Clock.DriveAsync(run);

        Assert.Equal((500, 500), (summary.Done, summary.Pending));
        Assert.InRange(Looks.Count(), 8, 25);
    }

    [Fact]
    public async Task Without_waiting_the_jobs_are_pending_and_nothing_is_looked_at()
    {
        BulkSummary summary = await _fixture.Clock.DriveAsync(
            new ActivityJobRun(_fixture.Client) { Wait = false }.SendAsync(Tally(600), Jobs(600), default)
        );

        Assert.Empty(Looks);
        Assert.Equal(600, summary.Pending);
        Assert.Equal(["job-1", "job-2"], summary.ActivityId);
    }

    [Fact]
    public async Task A_failed_job_fails_its_items_and_a_refused_one_does_not_stop_the_next()
    {
        _states["job-1"] = "failed";
        _fixture.Service.Answer(
            HttpStatusCode.BadRequest,
            """[{"error_key":"contacts.api.validation.error","error_message":"no"}]"""
        );

        BulkSummary summary = await RunAsync(Jobs(1100));

        Assert.Equal(
            [ActivityJobState.Failed, ActivityJobState.Failed, ActivityJobState.Completed],
            summary.Jobs.Select(j => j.State)
        );
        Assert.Equal("CcInvalidRequest", summary.Jobs[0].ToException()!.ErrorId);
        Assert.Equal((100, 1000), (summary.Done, summary.Failed));
    }

    [Fact]
    public async Task A_post_that_may_have_arrived_is_unknown_and_not_repeated()
    {
        _fixture.Service.Answer(HttpStatusCode.BadGateway, "");

        BulkSummary summary = await RunAsync(Jobs(1000));

        Assert.Equal((500, 500), (summary.Unknown, summary.Done));
        Assert.Equal(2, _fixture.Service.Sent.Count(r => r.Method == HttpMethod.Post));
    }

    [Fact]
    public async Task A_full_queue_ends_the_sending_and_what_was_taken_is_waited_for()
    {
        _fixture
            .Service.Answer(sent => Answer(sent))
            .Answer(HttpStatusCode.TooManyRequests, """[{"error_key":"contacts.api.queue","error_message":"full"}]""");

        BulkSummary summary = await RunAsync(Jobs(1500));

        Assert.Equal((500, 1000), (summary.Done, summary.NotAttempted));
        Assert.IsType<QueueFullException>(summary.ToException());
    }

    [Theory]
    [InlineData(2, """{"items_total_count":2,"items_completed_count":1}""", "\"one has too many lists\"", 1)]
    [InlineData(2, """{"items_total_count":1,"items_completed_count":1}""", "", 1)]
    [InlineData(2, """{"items_total_count":2,"items_completed_count":2}""", "\"one has too many lists\"", 1)]
    [InlineData(2, "{}", "\"one has too many lists\"", 1)]
    [InlineData(2, """{"items_total_count":2,"items_completed_count":2}""", "\"one has too many lists\"", 0)]
    [InlineData(2, """{"items_total_count":2,"items_completed_count":0}""", "", 0)]
    [InlineData(700, """{"items_total_count":500,"items_completed_count":1}""", "", 3)]
    [InlineData(1, """{"items_total_count":1,"items_completed_count":0}""", "", 1)]
    public async Task Completed_job_that_missed_some_contacts_is_read_back(
        int contacts,
        string counters,
        string errors,
        int undone
    )
    {
        _counts["job-1"] = counters;
        _errors["job-1"] = errors;
        _onList = id => int.Parse(id.Split('-')[1], CultureInfo.InvariantCulture) >= undone;

        BulkSummary summary = await RunAsync(Jobs(contacts));

        Assert.Equal((contacts - undone, undone, 0), (summary.Done, summary.Failed, summary.Unknown));
        Assert.Equal(ActivityJobState.Completed, summary.Jobs[0].State);
        Assert.Equal(
            errors.Length > 0,
            summary.Jobs[0].Message?.EndsWith("says: \"one has too many lists\"", StringComparison.Ordinal) ?? false
        );
        if (undone > 0)
        {
            Assert.Contains("id-0", summary.Jobs[0].Message, StringComparison.Ordinal);
            Assert.DoesNotContain($"id-{undone}", summary.Jobs[0].Message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task Completed_job_that_cannot_be_read_back_is_unknown()
    {
        _counts["job-1"] = """{"items_total_count":2,"items_completed_count":1}""";
        _errors["job-1"] = "\"one has too many lists\"";

        BulkSummary summary = await RunAsync(Jobs(1));

        Assert.Equal((0, 0, 1), (summary.Done, summary.Failed, summary.Unknown));
        Assert.Contains("could not be read back", summary.Jobs[0].Message, StringComparison.Ordinal);
        Assert.Contains("It says: \"one has too many lists\"", summary.Jobs[0].Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Deletion_of_lists_has_the_counts_of_the_service()
    {
        _fixture
            .Service.Answer(HttpStatusCode.Created, """{"activity_id":"job-1","state":"initialized"}""")
            .Answer(
                HttpStatusCode.OK,
                """{"activity_id":"job-1","state":"completed","status":{"items_total_count":3,"items_completed_count":2}}"""
            );

        BulkSummary summary = await RunAsync(ActivityJobs.DeleteLists(["a", "b", "c"]));

        Assert.Equal((2, 1), (summary.Done, summary.Failed));
        Assert.Contains("1 item was not done", summary.Jobs[0].Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("completed", ActivityJobState.Completed)]
    [InlineData("failed", ActivityJobState.Failed)]
    [InlineData("cancelled", ActivityJobState.Failed)]
    [InlineData("timed_out", ActivityJobState.Unknown)]
    public async Task Job_has_the_state_that_its_activity_ended_in(string state, string expected)
    {
        _states["job-1"] = state;
        _errors["job-1"] = state is "failed" or "cancelled" ? "\"the list is gone\"" : "";

        BulkSummary summary = await RunAsync(Jobs(3));

        Assert.Equal(expected, Assert.Single(summary.Jobs).State);
        Assert.Equal(
            expected == ActivityJobState.Failed,
            summary.Jobs[0].Message == $"The service ended the activity as '{state}'. \"the list is gone\""
        );
        Assert.Equal(
            3,
            expected switch
            {
                ActivityJobState.Completed => summary.Done,
                ActivityJobState.Failed => summary.Failed,
                _ => summary.Unknown,
            }
        );
    }

    [Fact]
    public async Task Activity_that_the_service_forgot_is_unknown()
    {
        _states["job-1"] = "forgotten";

        BulkSummary summary = await RunAsync(Jobs(3));

        Assert.Equal(ActivityJobState.Unknown, Assert.Single(summary.Jobs).State);
        Assert.Equal((0, 3), (summary.Done, summary.Unknown));
    }

    [Fact]
    public async Task Sign_in_that_ends_during_the_wait_is_reported()
    {
        _fixture.Service.Answer(sent => Answer(sent)).Answer(HttpStatusCode.Unauthorized, "{}");

        BulkSummary summary = await RunAsync(Jobs(3));

        Assert.Equal("CcAuthenticationFailed", summary.ErrorId);
        Assert.Equal(3, summary.Pending);
    }

    [Fact]
    public async Task Every_item_has_one_fate()
    {
        var random = new Random(7);
        string[] states = ["completed", "failed", "cancelled", "timed_out"];
        for (int round = 0; round < 20; round++)
        {
            using var other = new ActivityJobRunTests();
            int items = random.Next(1, 5000);
            for (int job = 1; job <= 10; job++)
            {
                other._states[$"job-{job}"] = states[random.Next(states.Length)];
            }

            BulkSummary s = await other.RunAsync(Jobs(items));

            Assert.Equal(
                s.ItemsIn,
                s.Done + s.HeldBack.Count + s.Duplicates + s.Failed + s.NotAttempted + s.Pending + s.Unknown
            );
        }
    }

    private static IReadOnlyList<ActivityJob> Jobs(int contacts) =>
        ActivityJobs.AddToLists(
            ActivityJobs.OfContacts([.. Enumerable.Range(0, contacts).Select(n => $"id-{n}")]),
            ["list"]
        );

    private static BulkTally Tally(int items) => new() { Operation = "Add to lists", ItemsIn = items };

    private Task<BulkSummary> RunAsync(IReadOnlyList<ActivityJob> jobs) =>
        _fixture.Clock.DriveAsync(StartAsync(jobs, TimeSpan.FromHours(1)));

    private Task<BulkSummary> StartAsync(IReadOnlyList<ActivityJob> jobs, TimeSpan timeout) =>
        new ActivityJobRun(_fixture.Client) { Timeout = timeout }.SendAsync(
            Tally(jobs.Sum(j => j.Items ?? 0)),
            jobs,
            default
        );

    private HttpResponseMessage Answer(SentRequest sent)
    {
        if (sent.Method == HttpMethod.Post)
        {
            _taken++;
            _items[_taken] = JsonNode.Parse(sent.Body!)!["source"]!["contact_ids"]!.AsArray().Count;
            return StubHandler.Response(HttpStatusCode.Created, Activity(_taken, "initialized"));
        }

        string last = sent.Uri.Segments[^1];
        if (last == "contacts")
        {
            int all = _items.Values.Sum();
            return StubHandler.Response(
                HttpStatusCode.OK,
                $$"""{"contacts":[{{string.Join(",", Enumerable.Range(0, all).Select(n => $"id-{n}").Where(_onList!).Select(id => $$"""{"contact_id":"{{id}}","list_memberships":["list"]}"""))}}],"contacts_count":{{all}}}"""
            );
        }

        if (_states.GetValueOrDefault(last) == "forgotten")
        {
            return StubHandler.Response(
                HttpStatusCode.NotFound,
                """[{"error_key":"activities.api.not_found","error_message":"no"}]"""
            );
        }

        if (last.StartsWith("id-", StringComparison.Ordinal))
        {
            return Contact(last);
        }

        return StubHandler.Response(
            HttpStatusCode.OK,
            last == "activities"
                ? $$"""{"activities":[{{string.Join(",", Enumerable.Range(1, _taken).Where(n => Shown?.Invoke(Id(n)) != false).Select(n => Activity(n, State(n))))}}]}"""
                : Activity(
                    int.Parse(last.Split('-')[1], CultureInfo.InvariantCulture),
                    State(int.Parse(last.Split('-')[1], CultureInfo.InvariantCulture))
                )
        );
    }

    private string State(int number) => _states.GetValueOrDefault(Id(number), "completed");

    private static string Id(int number) => string.Create(CultureInfo.InvariantCulture, $"job-{number}");

    private string Activity(int number, string state)
    {
        int total = _items.GetValueOrDefault(number);
        string counters = _counts.GetValueOrDefault(
            Id(number),
            $$"""{"items_total_count":{{total}},"items_completed_count":{{total}}}"""
        );
        return $$"""{"activity_id":"{{Id(number)}}","state":"{{state}}","activity_errors":[{{_errors.GetValueOrDefault(Id(number), "")}}],"status":{{counters}}}""";
    }

    private HttpResponseMessage Contact(string id) =>
        _onList is null
            ? StubHandler.Response(HttpStatusCode.InternalServerError, "{}")
            : StubHandler.Response(
                HttpStatusCode.OK,
                $$"""{"contact_id":"{{id}}","list_memberships":[{{(_onList(id) ? "\"list\"" : "")}}]}"""
            );
}
