using System.IO;
using System.Text.Json.Nodes;
using ConstantContact.Core.Errors;
using ConstantContact.Core.Jobs;
using FsCheck.Xunit;

namespace ConstantContact.Core.Tests.Jobs;

public sealed class ActivityJobsTests
{
    private static readonly string[] Targets = ["list-1", "list-2"];

    [Property(MaxTest = 200)]
    public void Contacts_are_cut_into_the_fewest_jobs_and_each_is_in_one(ushort count)
    {
        string[] ids = Ids(count % 3000);

        IReadOnlyList<ActivityJob> jobs = ActivityJobs.AddToLists(ActivityJobs.OfContacts(ids), Targets);

        Assert.Equal((ids.Length + 499) / 500, jobs.Count);
        Assert.Equal(ids, jobs.SelectMany(job => Texts(Body(job)["source"]!["contact_ids"]!)));
        Assert.All(jobs, job => Assert.Equal(Targets, Texts(Body(job)["list_ids"]!)));
        Assert.Equal(ids.Length, jobs.Sum(job => job.Items));
    }

    [Theory]
    [InlineData(2, 1)]
    [InlineData(100, 1)]
    [InlineData(101, 2)]
    public void Lists_are_deleted_a_hundred_at_a_time(int count, int requests) =>
        Assert.Equal(requests, ActivityJobs.DeleteLists(Ids(count)).Count);

    [Theory]
    [InlineData(500, 1)]
    [InlineData(501, 2)]
    public void Tags_are_deleted_five_hundred_at_a_time(int count, int requests) =>
        Assert.Equal(requests, ActivityJobs.DeleteTags(Ids(count)).Count);

    [Theory]
    [InlineData(100, 1)]
    [InlineData(101, 2)]
    public void Fields_are_deleted_a_hundred_at_a_time(int count, int requests) =>
        Assert.Equal(requests, ActivityJobs.DeleteCustomFields(Ids(count)).Count);

    [Fact]
    public void A_single_list_or_tag_goes_by_its_own_request()
    {
        Assert.Equal(HttpMethod.Delete, Assert.Single(ActivityJobs.DeleteLists(["a"])).Request.Method);
        Assert.Equal(HttpMethod.Delete, Assert.Single(ActivityJobs.DeleteTags(["a"])).Request.Method);
    }

    [Fact]
    public void A_source_has_exactly_one_member_and_lists_may_exclude()
    {
        JsonObject body = Body(Assert.Single(ActivityJobs.AddToLists([ContactSource.Lists(["a"])], Targets, ["gone"])));

        Assert.Equal("list_ids", Assert.Single(body["source"]!.AsObject()).Key);
        Assert.Equal(["gone"], Texts(body["exclude"]!["contact_ids"]!));
        Assert.Equal(
            """{"segment_id":7}""",
            Body(Assert.Single(ActivityJobs.AddToLists([ContactSource.Segment(7)], Targets)))["source"]!.ToJsonString()
        );
        Assert.Equal(
            """{"all_active_contacts":true}""",
            Body(Assert.Single(ActivityJobs.AddTags([ContactSource.AllActive()], Targets)))["source"]!.ToJsonString()
        );
    }

    [Fact]
    public void More_than_fifty_targets_are_refused_before_any_request() =>
        Assert.Equal(
            "CcInvalidValue",
            Assert
                .Throws<InvalidInputException>(() => ActivityJobs.AddTags(ActivityJobs.OfContacts(["a"]), Ids(51)))
                .ErrorId
        );

    private static string[] Ids(int count) => [.. Enumerable.Range(0, count).Select(n => $"id-{n}")];

    private static JsonObject Body(ActivityJob job)
    {
        using HttpContent content = job.Request.Body!();
        using Stream stream = content.ReadAsStream();
        return JsonNode.Parse(stream)!.AsObject();
    }

    private static IEnumerable<string> Texts(JsonNode array) => array.AsArray().Select(item => (string)item!);
}
