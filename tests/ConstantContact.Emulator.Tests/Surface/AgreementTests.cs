using System;
using System.Collections.Generic;
using System.Linq;
using System.Text.Json.Nodes;
using System.Threading.Tasks;
using ConstantContact.Emulator.Tests.Support;

namespace ConstantContact.Emulator.Tests.Surface;

/// <summary>
/// Several ways to ask one question give the same answer, in the invented account with all its special cases.
/// </summary>
public sealed class AgreementTests : EmulatorTest
{
    public override Task InitializeAsync()
    {
        Options.Members = 300;
        Options.Switches["segment-evaluation"] = "ready";
        return base.InitializeAsync();
    }

    [Theory]
    [InlineData("lists", "list_ids", "list_membership", 1)]
    [InlineData("lists", "list_ids", "list_membership", 7)]
    [InlineData("tags", "tag_ids", "tags", 500)]
    [InlineData("tags", "tag_ids", "tags", 13)]
    public async Task Filter_segment_export_and_job_reach_the_same_contacts_whatever_the_page(
        string parameter,
        string member,
        string source,
        int limit
    )
    {
        var ids = (source == "tags" ? Emulator.State.Tags : Emulator.State.Lists).Select(e =>
            (string)e[source == "tags" ? "tag_id" : "list_id"]!
        );
        var nobody = 0;
        foreach (var id in ids.Take(4))
        {
            var filtered = await All($"/contacts?{parameter}={id}&limit={limit}");
            nobody += filtered.Count == 0 ? 1 : 0;
            Assert.Equal(filtered.Count, filtered.Distinct(StringComparer.Ordinal).Count());
            var segment = await Segment(source, id, "contains-any");
            Assert.Equal(filtered, await All($"/contacts?segment_id={segment}&limit={limit}"), StringComparer.Ordinal);
            var others = await All($"/contacts?segment_id={await Segment(source, id, "contains-none")}&limit=500");
            Assert.Equal(
                (await All("/contacts?limit=500")).Except(filtered, StringComparer.Ordinal),
                others,
                StringComparer.Ordinal
            );
            Assert.Equal(filtered.Count, await Items("contact_exports", new JsonObject { [member] = Texts(id) }));
            var tag = await Client.AddTagAsync($"agreed {id}");
            Assert.Equal(
                filtered.Count,
                await Items(
                    "contacts_taggings_add",
                    new JsonObject
                    {
                        ["source"] = new JsonObject { [member] = Texts(id) },
                        ["tag_ids"] = Texts(tag),
                    }
                )
            );
            Assert.Equal(filtered, await All($"/contacts?tags={tag}&limit=500"), StringComparer.Ordinal);
        }

        Assert.NotEqual(4, nobody);
    }

    [Fact]
    public async Task Counts_lists_and_tags_agree_with_the_contacts_that_are_read()
    {
        var counts = (await Client.GetAsync("/contacts/counts")).Is(200).Object;
        foreach (
            var (member, status) in new[] { ("unsubscribed", "unsubscribed"), ("pending", "pending_confirmation") }
        )
        {
            Assert.Equal((int)counts[member]!, (await All($"/contacts?status={status}&limit=500")).Count);
        }

        Assert.Equal((int)counts["total"]!, (await All("/contacts?limit=500")).Count);
        Assert.Equal(
            (int)counts["explicit"]! + (int)counts["implicit"]!,
            (await All("/contacts?status=active&limit=500")).Count
        );
        foreach (
            var list in (await Client.GetAsync("/contact_lists?include_membership_count=all")).Object[
                "lists"
            ]!.AsArray()
        )
        {
            Assert.Equal(
                (int)list!["membership_count"]!,
                (await All($"/contacts?lists={(string)list["list_id"]!}&limit=500")).Count
            );
        }

        foreach (var tag in (await Client.GetAsync("/contact_tags?include_count=true")).Object["tags"]!.AsArray())
        {
            Assert.Equal(
                (int)tag!["contacts_count"]!,
                (await All($"/contacts?tags={(string)tag["tag_id"]!}&limit=500")).Count
            );
        }
    }

    private async Task<List<string>> All(string path)
    {
        var found = new List<string>();
        for (string? next = path; next is not null; )
        {
            var page = (await Client.GetAsync(next)).Is(200).Object;
            found.AddRange(page["contacts"]!.AsArray().Select(c => (string)c!["contact_id"]!));
            next = ((string?)page["_links"]?["next"]?["href"])?["/v3".Length..];
        }

        return found;
    }

    private async Task<string> Segment(string source, string id, string op)
    {
        var leaf = new JsonObject
        {
            ["source"] = source,
            ["op"] = op,
            ["value"] = Texts(id),
        };
        var criteria = new JsonObject
        {
            ["criteria"] = new JsonObject { ["type"] = "and", ["group"] = new JsonArray(leaf) },
        };
        var answer = await Client.PostAsync(
            "/segments",
            new JsonObject { ["name"] = $"{op} {id}", ["segment_criteria"] = criteria.ToJsonString() }
        );
        return answer.Is(201).Object["segment_id"]!.ToJsonString();
    }

    private async Task<int> Items(string kind, JsonObject body)
    {
        var started = (await Client.PostAsync($"/activities/{kind}", body)).Is(201).Object;
        Emulator.CompleteActivities();
        var done = (await Client.GetAsync($"/activities/{(string)started["activity_id"]!}")).Is(200).Object;
        Assert.Equal(
            done["status"]!["items_total_count"]!.ToJsonString(),
            done["status"]!["items_completed_count"]!.ToJsonString()
        );
        return (int)done["status"]!["items_total_count"]!;
    }
}
