using System.Globalization;
using System.Net;
using ConstantContact.Core.Errors;
using ConstantContact.Core.Jobs;
using ConstantContact.Core.Tests.Support;

namespace ConstantContact.Core.Tests.Jobs;

public sealed class ActivityJobRunTests : IDisposable
{
    private readonly ClientFixture _fixture = new();
    private readonly Dictionary<string, string> _states = new(StringComparer.Ordinal);
    private int _taken;

    public ActivityJobRunTests() => _fixture.Service.Otherwise(Answer);

    /// <summary>What the collection of activities shows; null for all of them.</summary>
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
    public async Task What_the_collection_does_not_show_is_asked_for_by_its_id()
    {
        Shown = id => id == "job-1";

        BulkSummary summary = await RunAsync(Jobs(1500));

        Assert.Equal(["/v3/activities", "/v3/activities/job-2", "/v3/activities/job-3"], Looks.Select(r => r.Uri.AbsolutePath));
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
        Assert.Equal(["/v3/activities", "/v3/activities/job-2", "/v3/activities"], Looks.Select(r => r.Uri.AbsolutePath));
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
        BulkSummary summary = await _fixture.Clock.DriveAsync(new ActivityJobRun(_fixture.Client) { Wait = false }.SendAsync(Tally(600), Jobs(600), default));

        Assert.Empty(Looks);
        Assert.Equal(600, summary.Pending);
        Assert.Equal(["job-1", "job-2"], summary.ActivityId);
    }

    [Fact]
    public async Task A_failed_job_fails_its_items_and_a_refused_one_does_not_stop_the_next()
    {
        _states["job-1"] = "failed";
        _fixture.Service.Answer(HttpStatusCode.BadRequest, """[{"error_key":"contacts.api.validation.error","error_message":"no"}]""");

        BulkSummary summary = await RunAsync(Jobs(1100));

        Assert.Equal([ActivityJobState.Failed, ActivityJobState.Failed, ActivityJobState.Completed], summary.Jobs.Select(j => j.State));
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
        _fixture.Service.Answer(sent => Answer(sent)).Answer(HttpStatusCode.TooManyRequests, """[{"error_key":"contacts.api.queue","error_message":"full"}]""");

        BulkSummary summary = await RunAsync(Jobs(1500));

        Assert.Equal((500, 1000), (summary.Done, summary.NotAttempted));
        Assert.IsType<QueueFullException>(summary.ToException());
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

            Assert.Equal(s.ItemsIn, s.Done + s.HeldBack.Count + s.Duplicates + s.Failed + s.NotAttempted + s.Pending + s.Unknown);
        }
    }

    private static IReadOnlyList<ActivityJob> Jobs(int contacts) =>
        ActivityJobs.AddToLists(ActivityJobs.OfContacts([.. Enumerable.Range(0, contacts).Select(n => $"id-{n}")]), ["list"]);

    private static BulkTally Tally(int items) => new() { Operation = "Add to lists", ItemsIn = items };

    private Task<BulkSummary> RunAsync(IReadOnlyList<ActivityJob> jobs) => _fixture.Clock.DriveAsync(StartAsync(jobs, TimeSpan.FromHours(1)));

    private Task<BulkSummary> StartAsync(IReadOnlyList<ActivityJob> jobs, TimeSpan timeout) =>
        new ActivityJobRun(_fixture.Client) { Timeout = timeout }.SendAsync(Tally(jobs.Sum(j => j.Items ?? 0)), jobs, default);

    private HttpResponseMessage Answer(SentRequest sent)
    {
        if (sent.Method == HttpMethod.Post)
        {
            _taken++;
            return StubHandler.Response(HttpStatusCode.Created, Activity(_taken, "initialized"));
        }

        string last = sent.Uri.Segments[^1];
        return StubHandler.Response(HttpStatusCode.OK, last == "activities"
            ? $$"""{"activities":[{{string.Join(",", Enumerable.Range(1, _taken).Where(n => Shown?.Invoke(Id(n)) != false).Select(n => Activity(n, State(n))))}}]}"""
            : Activity(int.Parse(last.Split('-')[1], CultureInfo.InvariantCulture), State(int.Parse(last.Split('-')[1], CultureInfo.InvariantCulture))));
    }

    private string State(int number) => _states.GetValueOrDefault(Id(number), "completed");

    private static string Id(int number) => string.Create(CultureInfo.InvariantCulture, $"job-{number}");

    private static string Activity(int number, string state) =>
        $$$"""{"activity_id":"{{{Id(number)}}}","state":"{{{state}}}","activity_errors":[],"status":{"items_total_count":1,"items_completed_count":1}}""";
}
