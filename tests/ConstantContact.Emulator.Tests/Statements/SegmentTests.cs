using System;
using System.Linq;
using System.Text.Json.Nodes;
using System.Threading.Tasks;
using ConstantContact.Emulator.Tests.Support;

namespace ConstantContact.Emulator.Tests.Statements;

public sealed class SegmentTests : EmulatorTest
{
    [Theory]
    [InlineData("email=a@example.com")]
    [InlineData("include=notes")]
    [InlineData("status=all")]
    [InlineData("include_count=true")]
    public async Task S14_Segment_with_another_parameter_is_400_and_with_limit_is_not(string other)
    {
        var segment = await Add("All", And(Leaf("contact", "first_name", "is-empty")));
        (await Client.GetAsync($"/contacts?segment_id={segment}&{other}")).Is(400);
        (await Client.GetAsync($"/contacts?segment_id={segment}&limit=10")).Is(202);
        (await Client.GetAsync("/contacts?segment_id=999")).Is(404);
    }

    [Fact]
    public async Task S14_Segment_answers_202_with_a_status_first_and_its_contacts_then()
    {
        var tag = await Client.AddTagAsync("vip");
        foreach (var name in new[] { "a", "b", "c" })
        {
            await Client.AddContactAsync($"{name}@example.com", more: b => b["taggings"] = Texts(tag));
        }

        var outside = await Client.AddContactAsync("d@example.com");
        var deleted = await Client.AddContactAsync("e@example.com", more: b => b["taggings"] = Texts(tag));
        await Client.DeleteAsync($"/contacts/{deleted}");
        var segment = await Add("Vips", And(Leaf("tags", "tag_id", "contains-any", tag)));
        var waiting = (await Client.GetAsync($"/contacts?segment_id={segment}&limit=2")).Is(202).Object;
        Assert.NotNull(waiting["status"]);
        Assert.False(waiting.ContainsKey("contacts"));
        var first = (await Client.GetAsync($"/contacts?segment_id={segment}&limit=2")).Is(200).Object;
        var next = (string)first["_links"]!["next"]!["href"]!;
        var second = (await Client.GetAsync(next["/v3".Length..])).Is(200).Object;
        Assert.False(second.ContainsKey("_links"));
        var found = first["contacts"]!
            .AsArray()
            .Concat(second["contacts"]!.AsArray())
            .Select(c => (string)c!["email_address"]!["address"]!);
        Assert.Equal(["a@example.com", "b@example.com", "c@example.com"], found, StringComparer.Ordinal);

        // Other criteria need another evaluation.
        (
            await Client.PutAsync(
                $"/segments/{segment}",
                Body("Vips", And(Leaf("tags", "tag_id", "contains-none", tag)))
            )
        ).Is(200);
        (await Client.GetAsync($"/contacts?segment_id={segment}")).Is(202);
        Assert.Equal(
            outside,
            (string)
                Assert.Single(
                    (await Client.GetAsync($"/contacts?segment_id={segment}")).Is(200).Object["contacts"]!.AsArray()
                )!["contact_id"]!
        );
    }

    [Theory]
    [InlineData("clock", 202, 202, 200)]
    [InlineData("ready", 200, 200, 200)]
    public async Task S14_Evaluation_takes_time_or_none_when_switched(string value, int first, int second, int later)
    {
        Options.Switches["segment-evaluation"] = value;
        var segment = await Add("All", And(Leaf("contact", "first_name", "is-empty")));
        (await Client.GetAsync($"/contacts?segment_id={segment}")).Is(first);
        (await Client.GetAsync($"/contacts?segment_id={segment}")).Is(second);
        Time.Advance(Options.ActivityDuration);
        (await Client.GetAsync($"/contacts?segment_id={segment}")).Is(later);
    }

    [Theory]
    [InlineData("list_membership", "list_id", "contains-any", "LIST", "ab")]
    [InlineData("list_membership", "list_id", "contains-none", "LIST", "c")]
    [InlineData("tags", "tag_id", "contains-all", "TAG", "a")]
    [InlineData("tags", "tag_id", "not-in", "TAG", "bc")]
    [InlineData("contact", "first_name", "eq", "ANNA", "a")]
    [InlineData("contact", "first_name", "is-empty", null, "c")]
    [InlineData("contact", "birthday_month", "gte", "4", "a")]
    [InlineData("contact", "birthday_month", "lt", "10", "ab")]
    [InlineData("contact", "email_address", "starts-with", "C@", "c")]
    [InlineData("contact", "permission_to_send", "equals", "unsubscribed", "c")]
    [InlineData("contact", "state", "neq", "MA", "bc")]
    [InlineData("contact", "city", "contains", "alth", "a")]
    [InlineData("contact", "FIELD", "in", "gold", "b")]
    [InlineData("contact", "Level", "is-not-empty", null, "b")]
    [InlineData("contact", "created_at", "after", "2020-01-01", "abc")]
    [InlineData("tracking", "not_opened", "contains-any", "last-n-campaigns", "abc")]
    [InlineData("tracking", "opened", "contains-any", "last-n-campaigns", "")]
    public async Task Criteria_are_evaluated_by_source_field_and_operator(
        string source,
        string field,
        string op,
        string? value,
        string expected
    )
    {
        var list = await Client.AddListAsync("News");
        var tag = await Client.AddTagAsync("vip");
        var level = await Client.AddFieldAsync("Level");
        await Client.AddContactAsync(
            "a@example.com",
            more: b =>
            {
                b["first_name"] = "Anna";
                b["birthday_month"] = 9;
                b["birthday_day"] = 1;
                b["list_memberships"] = Texts(list);
                b["taggings"] = Texts(tag);
                b["street_addresses"] = new JsonArray(
                    new JsonObject
                    {
                        ["kind"] = "home",
                        ["city"] = "Waltham",
                        ["state"] = "MA",
                    }
                );
            }
        );
        await Client.AddContactAsync(
            "b@example.com",
            more: b =>
            {
                b["first_name"] = "Ben";
                b["birthday_month"] = 3;
                b["birthday_day"] = 1;
                b["list_memberships"] = Texts(list);
                b["custom_fields"] = new JsonArray(new JsonObject { ["custom_field_id"] = level, ["value"] = "Gold" });
            }
        );
        await Client.AddContactAsync("c@example.com", "unsubscribed");
        Assert.Equal(
            expected,
            await Found(
                And(
                    Leaf(
                        source,
                        field == "FIELD" ? level : field,
                        op,
                        value switch
                        {
                            "LIST" => list,
                            "TAG" => tag,
                            _ => value,
                        }
                    )
                )
            )
        );
    }

    [Fact]
    public async Task Groups_combine_with_and_and_or()
    {
        foreach (
            var (address, first, last) in new[]
            {
                ("a", "Anna", "X"),
                ("b", "Ben", "X"),
                ("c", "Anna", "Y"),
                ("d", "Dora", "X"),
            }
        )
        {
            await Client.AddContactAsync(
                $"{address}@example.com",
                more: b =>
                {
                    b["first_name"] = first;
                    b["last_name"] = last;
                }
            );
        }

        var or = new JsonObject
        {
            ["type"] = "or",
            ["group"] = new JsonArray(
                Leaf("contact", "first_name", "eq", "Anna"),
                Leaf("contact", "first_name", "eq", "Ben")
            ),
        };
        Assert.Equal("ab", await Found(And(or, Leaf("contact", "last_name", "eq", "X"))));
    }

    [Theory]
    [InlineData("{", "not valid JSON")]
    [InlineData("{}", "criteria object")]
    [InlineData(
        """{"criteria":{"type":"add","group":[{"source":"tags","op":"contains-any","value":[]}]}}""",
        "type and"
    )]
    [InlineData("""{"criteria":{"type":"and","group":[]}}""", "without members")]
    [InlineData(
        """{"criteria":{"type":"and","group":[{"source":"weather","op":"eq","value":"fine"}]}}""",
        "unknown source: weather"
    )]
    [InlineData(
        """{"criteria":{"type":"and","group":[{"source":"contact","field":"shoe_size","op":"eq","value":"9"}]}}""",
        "unknown contact field: shoe_size"
    )]
    [InlineData(
        """{"criteria":{"type":"and","group":[{"source":"contact","field":"city","op":"near","value":"x"}]}}""",
        "unknown op: near"
    )]
    [InlineData(
        """{"criteria":{"type":"and","group":[{"source":"tracking","field":"opened","op":"contains-any","const_value":"last-n-campaigns","param":"501"}]}}""",
        "more than 500"
    )]
    [InlineData(
        """{"criteria":{"type":"and","group":[{"source":"tracking","field":"opened","op":"contains-any","const_value":"last-n-days","param":"1826"}]}}""",
        "more than 1825"
    )]
    public async Task Criteria_that_cannot_be_evaluated_are_400_and_say_why(string criteria, string reason)
    {
        var answer = await Client.PostAsync(
            "/segments",
            new JsonObject { ["name"] = "x", ["segment_criteria"] = criteria }
        );
        Assert.Contains(reason, answer.Is(400).Error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task S30_Segment_has_its_criteria_as_a_string_and_an_integer_id()
    {
        var criteria = And(Leaf("contact", "city", "eq", "Boston"));
        var answer = (await Client.PostAsync("/segments", Body("Boston", criteria))).Is(201).Object;
        Assert.Equal(System.Text.Json.JsonValueKind.Number, answer["segment_id"]!.GetValueKind());
        Assert.Equal(criteria.ToJsonString(), (string)answer["segment_criteria"]!);
        var asObject = new JsonObject { ["name"] = "Object", ["segment_criteria"] = criteria.DeepClone() };
        (await Client.PostAsync("/segments", asObject)).Is(400);
        var tooLong = new JsonObject
        {
            ["name"] = "Long",
            ["segment_criteria"] = And(Leaf("contact", "city", "eq", new string('x', 20_000))).ToJsonString(),
        };
        (await Client.PostAsync("/segments", tooLong)).Is(400);
        Assert.Equal(
            "name is missing, segment_criteria is missing",
            (await Client.PostAsync("/segments", new JsonObject())).Is(400).Error.Message
        );
    }

    [Fact]
    public async Task S30_Segment_name_is_unique_and_a_deleted_segment_is_hidden_but_fetchable_by_id()
    {
        var id = await Add("One", And(Leaf("contact", "city", "eq", "Boston")));
        (await Client.PostAsync("/segments", Body("ONE", And(Leaf("contact", "city", "eq", "x"))))).Is(409);
        var second = await Add("Two", And(Leaf("contact", "city", "eq", "x")));
        using (var rename = Client.Json(new JsonObject { ["name"] = "One" }))
        {
            (await Client.SendAsync("PATCH", $"/segments/{second}/name", rename)).Is(409);
        }

        using (var rename = Client.Json(new JsonObject { ["name"] = "Second" }))
        {
            Assert.Equal(
                "Second",
                (string)(await Client.SendAsync("PATCH", $"/segments/{second}/name", rename)).Is(200).Object["name"]!
            );
        }

        (await Client.DeleteAsync($"/segments/{id}")).Is(204);
        var shown = Assert
            .Single((await Client.GetAsync("/segments")).Is(200).Object["segments"]!.AsArray())!
            .AsObject();
        Assert.Equal("Second", (string)shown["name"]!);
        Assert.False(shown.ContainsKey("segment_criteria"));
        var deleted = (await Client.GetAsync($"/segments/{id}")).Is(200).Object;
        Assert.NotNull(deleted["segment_criteria"]);
        Assert.False(deleted.ContainsKey("deleted_at"));
        (await Client.DeleteAsync($"/segments/{id}")).Is(404);
        (await Client.PutAsync($"/segments/{id}", Body("x", And(Leaf("contact", "city", "eq", "x"))))).Is(404);
        (await Client.GetAsync($"/contacts?segment_id={id}")).Is(404);
        (await Client.GetAsync("/segments/abc")).Is(404);
        await Add("One", And(Leaf("contact", "city", "eq", "again")));
    }

    [Fact]
    public async Task Segments_come_by_date_or_name_and_in_pages()
    {
        foreach (var name in new[] { "b", "a", "c" })
        {
            await Add(name, And(Leaf("contact", "city", "eq", "x")));
            Time.Advance(TimeSpan.FromMinutes(1));
        }

        Assert.Equal("c,a,b", Names((await Client.GetAsync("/segments")).Object["segments"], "name"));
        var page = (await Client.GetAsync("/segments?sort_by=name&limit=2")).Is(200).Object;
        Assert.Equal("a,b", Names(page["segments"], "name"));
        Assert.Equal(
            "c",
            Names(
                (await Client.GetAsync(((string)page["_links"]!["next"]!["href"]!)["/v3".Length..])).Is(200).Object[
                    "segments"
                ],
                "name"
            )
        );
        (await Client.GetAsync("/segments?sort_by=size")).Is(400);
        (await Client.GetAsync("/segments?limit=x")).Is(400);
    }

    private static JsonObject And(params JsonObject[] members) =>
        new()
        {
            ["version"] = "1.0.0",
            ["criteria"] = new JsonObject { ["type"] = "and", ["group"] = new JsonArray([.. members]) },
        };

    private static JsonObject Leaf(string source, string field, string op, string? value = null)
    {
        var leaf = new JsonObject
        {
            ["source"] = source,
            ["field"] = field,
            ["op"] = op,
        };
        if (source == "tracking")
        {
            leaf["const_value"] = value;
            leaf["param"] = "5";
        }
        else if (value is not null)
        {
            leaf["value"] = source == "contact" ? value : Texts(value);
        }

        return leaf;
    }

    private static JsonObject Body(string name, JsonObject criteria) =>
        new() { ["name"] = name, ["segment_criteria"] = criteria.ToJsonString() };

    private async Task<string> Add(string name, JsonObject criteria) =>
        (await Client.PostAsync("/segments", Body(name, criteria))).Is(201).Object["segment_id"]!.ToJsonString();

    /// <summary>First letters of the addresses in the segment.</summary>
    private async Task<string> Found(JsonObject criteria)
    {
        Options.Switches["segment-evaluation"] = "ready";
        var id = await Add("Wanted", criteria);
        var contacts = (await Client.GetAsync($"/contacts?segment_id={id}")).Is(200).Object["contacts"]!.AsArray();
        return string.Concat(contacts.Select(c => ((string)c!["email_address"]!["address"]!)[0]));
    }
}
