using System;
using System.Text.Json.Nodes;
using System.Threading.Tasks;
using ConstantContact.Emulator.Tests.Support;

namespace ConstantContact.Emulator.Tests.Statements;

public sealed class CollectionTests : EmulatorTest
{
    [Fact]
    public async Task S29_List_name_is_unique()
    {
        await Client.AddListAsync("News");
        Assert.Equal(
            "contacts.api.conflict",
            (await Client.PostAsync("/contact_lists", new JsonObject { ["name"] = "news" })).Is(409).Error.Key
        );
    }

    [Fact]
    public async Task S29_List_past_a_thousand_is_refused()
    {
        var lists = new JsonArray();
        for (var i = 0; i < 1000; i++)
        {
            lists.Add(new JsonObject { ["name"] = $"list {i}" });
        }

        Emulator.State.Put(new JsonObject { ["lists"] = lists });
        (await Client.PostAsync("/contact_lists", new JsonObject { ["name"] = "one more" })).Is(400);
    }

    [Fact]
    public async Task S29_Deleting_a_list_is_an_activity_that_takes_the_memberships()
    {
        var list = await Client.AddListAsync("News");
        var id = await Client.AddContactAsync("a@example.com", more: b => b["list_memberships"] = Texts(list));
        var answer = (await Client.DeleteAsync($"/contact_lists/{list}")).Is(202);
        Assert.Equal("initialized", (string)answer.Object["state"]!);
        var self = (string)answer.Object["_links"]!["self"]!["href"]!;
        Assert.Equal(self, answer.Message.Headers.Location!.OriginalString);
        Time.Advance(TimeSpan.FromSeconds(10));
        Assert.Equal("completed", (string)(await Client.GetAsync(self["/v3".Length..])).Is(200).Object["state"]!);
        Assert.Empty((await Client.ContactAsync(id))["list_memberships"]!.AsArray());
        Assert.Empty((await Client.GetAsync("/contact_lists")).Object["lists"]!.AsArray());
        Assert.Single((await Client.GetAsync("/contact_lists?status=deleted")).Object["lists"]!.AsArray());
    }

    [Fact]
    public async Task S29_Membership_count_comes_only_when_asked_for()
    {
        var list = await Client.AddListAsync("News");
        await Client.AddContactAsync("a@example.com", more: b => b["list_memberships"] = Texts(list));
        await Client.AddContactAsync("b@example.com", "unsubscribed", b => b["list_memberships"] = Texts(list));
        Assert.False((await Client.GetAsync($"/contact_lists/{list}")).Object.ContainsKey("membership_count"));
        Assert.Equal(
            2,
            (int)
                (await Client.GetAsync($"/contact_lists/{list}?include_membership_count=all")).Object[
                    "membership_count"
                ]!
        );
        Assert.Equal(
            1,
            (int)
                (await Client.GetAsync("/contact_lists?include_membership_count=active")).Object["lists"]![0]![
                    "membership_count"
                ]!
        );
    }

    [Fact]
    public async Task S29_List_put_overwrites()
    {
        var list = await Client.AddAsync(
            "/contact_lists",
            new JsonObject
            {
                ["name"] = "News",
                ["description"] = "d",
                ["favorite"] = true,
            }
        );
        var after = (await Client.PutAsync($"/contact_lists/{list}", new JsonObject { ["name"] = "New name" }))
            .Is(200)
            .Object;
        Assert.False(after.ContainsKey("description"));
        Assert.False((bool)after["favorite"]!);
    }

    [Theory]
    [InlineData("keep-case", "Customer_ID")]
    [InlineData("lower-case", "customer_id")]
    public async Task S30_Field_name_is_made_from_the_label(string value, string name)
    {
        Options.Switches["field-name"] = value;
        var answer = (
            await Client.PostAsync(
                "/contact_custom_fields",
                new JsonObject { ["label"] = "Customer ID", ["type"] = "string" }
            )
        ).Is(201);
        Assert.Equal(name, (string)answer.Object["name"]!);
    }

    [Fact]
    public async Task S30_Field_label_is_unique_the_type_stays_and_the_101st_is_refused()
    {
        var field = await Client.AddFieldAsync("Level");
        (
            await Client.PostAsync("/contact_custom_fields", new JsonObject { ["label"] = "Level", ["type"] = "date" })
        ).Is(409);
        var after = (
            await Client.PutAsync(
                $"/contact_custom_fields/{field}",
                new JsonObject { ["label"] = "Grade", ["type"] = "date" }
            )
        )
            .Is(200)
            .Object;
        Assert.Equal(("Grade", "string"), ((string)after["label"]!, (string)after["type"]!));
        for (var i = 1; i < 100; i++)
        {
            await Client.AddFieldAsync($"f{i}");
        }

        (
            await Client.PostAsync("/contact_custom_fields", new JsonObject { ["label"] = "more", ["type"] = "string" })
        ).Is(400);
    }

    [Fact]
    public async Task S30_Deleting_a_field_is_204_and_takes_its_values()
    {
        var field = await Client.AddFieldAsync("Level");
        var id = await Client.AddContactAsync(
            "a@example.com",
            more: b =>
                b["custom_fields"] = new JsonArray(new JsonObject { ["custom_field_id"] = field, ["value"] = "x" })
        );
        (await Client.DeleteAsync($"/contact_custom_fields/{field}")).Is(204);
        Assert.Empty((await Client.ContactAsync(id))["custom_fields"]!.AsArray());
    }

    [Fact]
    public async Task S30_Tag_is_unique_and_deleting_one_is_an_activity()
    {
        var tag = await Client.AddTagAsync("vip");
        var id = await Client.AddContactAsync("a@example.com", more: b => b["taggings"] = Texts(tag));
        (await Client.PostAsync("/contact_tags", new JsonObject { ["name"] = "VIP" })).Is(409);
        Assert.Equal(
            1,
            (int)(await Client.GetAsync($"/contact_tags/{tag}?include_count=true")).Object["contacts_count"]!
        );
        (await Client.DeleteAsync($"/contact_tags/{tag}")).Is(202);
        Emulator.CompleteActivities();
        (await Client.GetAsync($"/contact_tags/{tag}")).Is(404);
        Assert.Empty((await Client.ContactAsync(id))["taggings"]!.AsArray());
    }

    [Fact]
    public async Task Account_summary_and_privileges_answer()
    {
        Assert.NotNull((await Client.GetAsync("/account/summary")).Is(200).Object["encoded_account_id"]);
        Assert.Equal(7, (await Client.GetAsync("/account/user/privileges")).Is(200).Json!.AsArray().Count);
    }
}
