using System.Net;
using ConstantContact.Core.Api;
using ConstantContact.Core.Bulk;
using ConstantContact.Core.Tests.Support;

namespace ConstantContact.Core.Tests.Bulk;

public sealed class BulkJobsTests : IDisposable
{
    private const string A = "00000000-0000-0000-0000-00000000000a";
    private const string B = "00000000-0000-0000-0000-00000000000b";

    private readonly ClientFixture _fixture = new();

    public void Dispose() => _fixture.Dispose();

    [Theory]
    [InlineData(1)]
    [InlineData(500)]
    [InlineData(501)]
    [InlineData(10_000)]
    public async Task Every_id_is_in_one_job_of_at_most_500_and_one_look_sees_them_all(int count)
    {
        int jobs = 0;
        _fixture.Service.Otherwise(request => request.Method == HttpMethod.Post
            ? StubHandler.Response(HttpStatusCode.Created, Activity(Id(++jobs), "initialized"))
            : StubHandler.Response(HttpStatusCode.OK, request.Uri.AbsolutePath.EndsWith("/activities", StringComparison.Ordinal)
                ? $$"""{"activities":[{{string.Join(",", Enumerable.Range(1, jobs).Select(j => Activity(Id(j), "completed")))}}]}"""
                : Activity(Id(jobs), "completed")));

        IReadOnlyList<BulkJob> done = await RunAsync(count);

        Assert.Equal(Ids(count), done.SelectMany(j => j.Ids));
        Assert.All(done, j => Assert.True(j.Ids.Count is > 0 and <= 500 && j.State == BulkJobState.Completed));
        Assert.Equal(((count + 499) / 500) + 1, _fixture.Service.Sent.Count);
    }

    [Fact]
    public async Task Looks_grow_rarer_and_one_that_fails_does_not_end_the_wait()
    {
        _fixture.Service.Answer(HttpStatusCode.Created, Activity(A, "initialized")).Answer(Activity(A, "processing")).Answer(HttpStatusCode.NotFound, "[]").Answer(Activity(A, "completed"));

        BulkJob job = Assert.Single(await RunAsync(3));

        Assert.Equal(BulkJobState.Completed, job.State);
        Assert.Equal(TimeSpan.FromSeconds(2 + 4 + 8), _fixture.Clock.Elapsed);
    }

    [Fact]
    public async Task A_job_that_the_list_does_not_show_is_asked_for_by_its_id()
    {
        _fixture.Service.Answer(HttpStatusCode.Created, Activity(A, "initialized")).Answer(HttpStatusCode.Created, Activity(B, "initialized"))
            .Answer($$"""{"activities":[{{Activity(A, "completed")}}]}""").Answer(Activity(B, "completed"));

        Assert.All(await RunAsync(600), j => Assert.Equal(BulkJobState.Completed, j.State));
    }

    [Theory]
    [InlineData("failed", BulkJobState.Failed)]
    [InlineData("cancelled", BulkJobState.Failed)]
    [InlineData("timed_out", BulkJobState.Unknown)]
    public async Task An_activity_that_ends_badly_is_no_success(string state, BulkJobState expected)
    {
        _fixture.Service.Answer(HttpStatusCode.Created, Activity(A, "initialized")).Answer(Activity(A, state));

        BulkJob job = Assert.Single(await RunAsync(3));

        Assert.Equal(expected, job.State);
        Assert.NotNull(job.Message);
    }

    [Fact]
    public async Task What_takes_too_long_is_unknown_and_names_its_activity()
    {
        _fixture.Service.Answer(HttpStatusCode.Created, Activity(A, "initialized")).Otherwise(_ => StubHandler.Response(HttpStatusCode.OK, Activity(A, "processing")));

        BulkJob job = Assert.Single(await RunAsync(3));

        Assert.Equal(BulkJobState.Unknown, job.State);
        Assert.Contains(A, job.Message, StringComparison.Ordinal);
        Assert.Equal(TimeSpan.FromMinutes(5), _fixture.Clock.Elapsed);
    }

    [Fact]
    public async Task Jobs_after_a_full_queue_are_not_attempted_and_those_before_are_waited_for()
    {
        _fixture.Service.Answer(HttpStatusCode.Created, Activity(A, "initialized")).Answer((HttpStatusCode)429, """[{"error_key":"queue","error_message":"full"}]""").Answer(Activity(A, "completed"));

        IReadOnlyList<BulkJob> jobs = await RunAsync(1400);

        Assert.Equal([BulkJobState.Completed, BulkJobState.NotAttempted, BulkJobState.NotAttempted], jobs.Select(j => j.State));
        Assert.All(jobs.Skip(1), j => Assert.Equal("CcQueueFull", j.Error?.ErrorId));
    }

    private static string Id(int job) => $"00000000-0000-0000-0000-{job:D12}";

    private static string Activity(string id, string state) =>
        $$$"""{"activity_id":"{{{id}}}","state":"{{{state}}}","status":{"items_total_count":1,"items_completed_count":1}}""";

    private static string[] Ids(int count) => [.. Enumerable.Range(0, count).Select(i => $"id-{i}")];

    private Task<IReadOnlyList<BulkJob>> RunAsync(int count) =>
        _fixture.Clock.DriveAsync(new BulkJobs(_fixture.Client, TimeSpan.FromMinutes(5)).RunAsync(Ids(count), ActivitiesApi.DeleteContacts, CancellationToken.None));
}
