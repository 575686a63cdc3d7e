using System;
using System.Linq;
using System.Text.Json.Nodes;
using System.Threading.Tasks;
using ConstantContact.Emulator.Tests.Support;

namespace ConstantContact.Emulator.Tests.Statements;

public sealed class BulkSourceTests : EmulatorTest
{
    private string _list = null!;
    private string _tag = null!;
    private string _target = null!;
    private string _first = null!;

    public override async Task InitializeAsync()
    {
        await base.InitializeAsync();
        _list = await Client.AddListAsync("News");
        _target = await Client.AddListAsync("Target");
        _tag = await Client.AddTagAsync("vip");
        _first = await Client.AddContactAsync("a@example.com", more: b => b["list_memberships"] = Texts(_list));
        await Client.AddContactAsync("b@example.com", more: b => b["taggings"] = Texts(_tag));
        await Client.AddContactAsync("c@example.com", "unsubscribed", b => b["list_memberships"] = Texts(_list));
        await Client.PostAsync(
            "/segments",
            new JsonObject
            {
                ["name"] = "s",
                ["segment_criteria"] =
                    """{"criteria":{"type":"and","group":[{"source":"contact","field":"email_address","op":"starts-with","value":"b"}]}}""",
            }
        );
    }

    [Theory]
    [InlineData("""{"contact_ids":["FIRST"]}""", null, "a", 1, 1)]
    [InlineData("""{"list_ids":["LIST"]}""", null, "a", 2, 1)]
    [InlineData("""{"list_ids":["LIST"]}""", """{"contact_ids":["FIRST"]}""", "", 1, 0)]
    [InlineData("""{"tag_ids":["TAG"]}""", null, "b", 1, 1)]
    [InlineData("""{"all_active_contacts":true}""", null, "ab", 2, 2)]
    [InlineData("""{"all_active_contacts":true,"tag_ids":null}""", """{"contact_ids":["FIRST"]}""", "b", 1, 1)]
    [InlineData("""{"engagement_level":"unqualified"}""", null, "ab", 2, 2)]
    [InlineData("""{"engagement_level":"high"}""", null, "", 0, 0)]
    [InlineData("""{"segment_id":1}""", null, "b", 1, 1)]
    public async Task S35_Every_source_names_its_contacts_and_the_unsubscribed_join_no_list(
        string source,
        string? exclude,
        string joined,
        int total,
        int completed
    )
    {
        var body = new JsonObject { ["source"] = JsonNode.Parse(Filled(source)), ["list_ids"] = Texts(_target) };
        if (exclude is not null)
        {
            body["exclude"] = JsonNode.Parse(Filled(exclude));
        }

        var done = await Run("add_list_memberships", body);
        Assert.Equal(
            $$"""{"items_total_count":{{total}},"items_completed_count":{{completed}},"list_count":1}""",
            done["status"]!.ToJsonString()
        );
        Assert.Equal(joined, Members(c => c["list_memberships"]!.AsArray().Any(l => (string)l! == _target)));
    }

    [Theory]
    [InlineData("""{"new_subscriber":true}""", "abc")]
    [InlineData("""{"list_ids":["LIST"]}""", "ac")]
    public async Task S35_Tags_are_put_on_every_contact_of_the_source(string source, string tagged)
    {
        var fresh = await Client.AddTagAsync("fresh");
        var done = await Run(
            "contacts_taggings_add",
            new JsonObject { ["source"] = JsonNode.Parse(Filled(source)), ["tag_ids"] = Texts(fresh) }
        );
        Assert.Equal(
            $$"""{"items_total_count":{{tagged.Length}},"items_completed_count":{{tagged.Length}}}""",
            done["status"]!.ToJsonString()
        );
        Assert.Equal(tagged, Members(c => c["taggings"]!.AsArray().Any(t => (string)t! == fresh)));
        Time.Advance(TimeSpan.FromDays(31));
        var later = await Run(
            "contacts_taggings_remove",
            new JsonObject
            {
                ["source"] = new JsonObject { ["new_subscriber"] = true },
                ["tag_ids"] = Texts(fresh),
            }
        );
        Assert.Equal(0, (int)later["status"]!["items_total_count"]!);
    }

    [Fact]
    public async Task S35_Contact_that_would_be_on_more_than_fifty_lists_is_named_and_not_completed()
    {
        var lists = new string[50];
        for (var i = 0; i < lists.Length; i++)
        {
            lists[i] = await Client.AddListAsync($"l{i}");
        }

        var done = await Run(
            "add_list_memberships",
            new JsonObject
            {
                ["source"] = new JsonObject { ["contact_ids"] = Texts(_first) },
                ["list_ids"] = Texts(lists),
            }
        );
        Assert.Equal(0, (int)done["status"]!["items_completed_count"]!);
        Assert.Contains(_first, (string)Assert.Single(done["activity_errors"]!.AsArray())!, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(
        "contact_delete",
        """{"contact_ids":["FIRST"]}""",
        """{"items_total_count":1,"items_completed_count":1}"""
    )]
    [InlineData(
        "contact_delete",
        """{"list_ids":["LIST"]}""",
        """{"items_total_count":2,"items_completed_count":2,"list_count":1}"""
    )]
    [InlineData("list_delete", """{"list_ids":["LIST"]}""", """{"list_count":1}""")]
    [InlineData(
        "contacts_tags_delete",
        """{"tag_ids":["TAG"]}""",
        """{"items_total_count":1,"items_completed_count":1}"""
    )]
    [InlineData("custom_fields_delete", """{"custom_field_ids":["FIELD"]}""", null)]
    public async Task Every_kind_of_activity_has_counters_of_its_own(string kind, string body, string? status)
    {
        var field = await Client.AddFieldAsync("Level");
        var done = await Run(kind, JsonNode.Parse(Filled(body).Replace("FIELD", field, StringComparison.Ordinal))!);
        Assert.Equal(status, done["status"]?.ToJsonString());
        Assert.Equal(status is not null, done.ContainsKey("status"));
    }

    [Fact]
    public async Task Cross_references_are_ascending_and_without_unknown_ids()
    {
        var answer = (await Client.GetAsync("/contacts/contact_id_xrefs?sequence_ids=9,2,1")).Is(200).Object;
        Assert.Equal("1,2", Names(answer["xrefs"], "sequence_id"));
        Assert.Equal(_first, (string)answer["xrefs"]![0]!["contact_id"]!);
        Assert.Equal(
            _target,
            Names(
                (await Client.GetAsync("/contact_lists/list_id_xrefs?sequence_ids=2")).Is(200).Object["xrefs"],
                "list_id"
            )
        );
        (
            await Client.GetAsync(
                $"/contacts/contact_id_xrefs?sequence_ids={string.Join(',', Enumerable.Range(1, 501))}"
            )
        ).Is(400);
    }

    private string Filled(string text) =>
        text.Replace("LIST", _list, StringComparison.Ordinal)
            .Replace("TAG", _tag, StringComparison.Ordinal)
            .Replace("FIRST", _first, StringComparison.Ordinal);

    private string Members(Func<JsonObject, bool> wanted) =>
        string.Concat(Emulator.State.Contacts.Where(wanted).Select(c => ((string)c["email_address"]!["address"]!)[0]));

    private async Task<JsonObject> Run(string kind, JsonNode body)
    {
        var started = (await Client.PostAsync($"/activities/{kind}", body)).Is(201).Object;
        Emulator.CompleteActivities();
        return (await Client.GetAsync($"/activities/{(string)started["activity_id"]!}")).Is(200).Object;
    }
}
