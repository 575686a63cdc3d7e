using System;
using System.Linq;
using System.Text.Json.Nodes;
using System.Threading.Tasks;
using ConstantContact.Emulator.Tests.Support;

namespace ConstantContact.Emulator.Tests.Statements;

public sealed class ContactReadTests : EmulatorTest
{
    [Fact]
    public async Task S13_Deleted_contacts_show_only_under_status_deleted_or_all_and_unsubscribed_ones_always()
    {
        await Client.AddContactAsync("kept@example.com");
        await Client.AddContactAsync("left@example.com", "unsubscribed");
        var gone = await Client.AddContactAsync("gone@example.com");
        (await Client.DeleteAsync($"/contacts/{gone}")).Is(204);
        Assert.Equal(["kept@example.com", "left@example.com"], await AddressesOf(""));
        Assert.Equal(["gone@example.com"], await AddressesOf("?status=deleted"));
        Assert.Equal(3, (await AddressesOf("?status=all")).Length);
        Assert.Equal(["kept@example.com"], await AddressesOf("?status=active"));
        Assert.Equal(["left@example.com"], await AddressesOf("?status=unsubscribed"));
        Assert.Equal(["left@example.com", "gone@example.com"], await AddressesOf("?status=unsubscribed,deleted"));
        Assert.Empty(await AddressesOf("?email=gone@example.com"));
        Assert.Single(await AddressesOf("?email=gone@example.com&status=all"));
    }

    [Fact]
    public async Task S13_No_match_is_200_with_an_empty_array()
    {
        Assert.Equal("""{"contacts":[]}""", (await Client.GetAsync("/contacts?email=nobody@example.com")).Is(200).Text);
    }

    [Fact]
    public async Task S14_Sub_resources_come_only_when_asked_for_and_then_even_when_empty()
    {
        var id = await Client.AddContactAsync("a@example.com");
        var plain = (await Client.GetAsync($"/contacts/{id}")).Is(200).Object;
        Assert.DoesNotContain(plain, m => m.Value is JsonArray);
        var two = (await Client.GetAsync("/contacts?include=notes,taggings")).Is(200).Object["contacts"]![
            0
        ]!.AsObject();
        Assert.Equal(
            ["notes", "taggings"],
            two.Where(m => m.Value is JsonArray { Count: 0 }).Select(m => m.Key).Order(StringComparer.Ordinal),
            StringComparer.Ordinal
        );
        Assert.False(two.ContainsKey("custom_fields"));
    }

    [Fact]
    public async Task S14_Count_comes_only_when_asked_for_and_counts_all_matches()
    {
        Emulator.State.Put(new JsonObject());
        foreach (var i in Enumerable.Range(0, 5))
        {
            await Client.AddContactAsync($"m{i}@example.com");
        }

        Assert.False((await Client.GetAsync("/contacts?limit=2")).Object.ContainsKey("contacts_count"));
        var answer = (await Client.GetAsync("/contacts?limit=2&include_count=true")).Object;
        Assert.Equal(5, (int)answer["contacts_count"]!);
        Assert.Equal(2, answer["contacts"]!.AsArray().Count);
    }

    [Fact]
    public async Task S14_Segment_with_another_filter_is_400()
    {
        (await Client.GetAsync("/contacts?segment_id=1&status=all")).Is(400);
    }

    [Fact]
    public async Task S15_Updated_filters_see_details_only_and_opt_out_filters_see_the_opt_out()
    {
        var id = await Client.AddContactAsync("a@example.com");
        Time.Advance(TimeSpan.FromHours(1));
        var body = await EchoOf(id, "Contact");
        body["email_address"]!["permission_to_send"] = "unsubscribed";
        (await Client.PutAsync($"/contacts/{id}", body)).Is(200);
        var contact = await Client.ContactAsync(id);
        Assert.Equal("2026-05-04T09:00:00Z", (string)contact["updated_at"]!);
        Assert.Equal("2026-05-04T10:00:00Z", (string)contact["email_address"]!["updated_at"]!);
        Assert.Empty(await AddressesOf("?updated_after=2026-05-04T09:30:00Z"));
        Assert.Single(await AddressesOf("?updated_before=2026-05-04T09:30:00Z"));
        Assert.Single(await AddressesOf("?optout_after=2026-05-04T09:30:00Z"));
        Assert.Empty(await AddressesOf("?optout_before=2026-05-04T09:30:00Z"));
        Assert.Single(await AddressesOf("?created_after=2026-05-04"));
    }

    [Fact]
    public async Task S16_Times_are_UTC_seconds_and_update_source_appears_with_the_first_update()
    {
        Time.Advance(TimeSpan.FromMilliseconds(123));
        var id = await Client.AddContactAsync("a@example.com");
        var contact = await Client.ContactAsync(id);
        Assert.Equal("2026-05-04T09:00:00Z", (string)contact["created_at"]!);
        Assert.False(contact.ContainsKey("update_source"));
        Assert.Equal("off", (string)contact["email_address"]!["confirm_status"]!);
        (await Client.PutAsync($"/contacts/{id}", Bare())).Is(200);
        Assert.Equal("Account", (string)(await Client.ContactAsync(id))["update_source"]!);
    }

    [Fact]
    public async Task Address_is_found_in_any_case_and_a_plain_plus_is_a_blank()
    {
        await Client.AddContactAsync("Some.One+x@Example.com");
        Assert.Single(await AddressesOf("?email=some.one%2BX@example.COM"));
        Assert.Empty(await AddressesOf("?email=some.one+x@example.com"));
    }

    [Fact]
    public async Task Lists_and_tags_filter_together()
    {
        var list = await Client.AddListAsync("News");
        var tag = await Client.AddTagAsync("vip");
        await Client.AddContactAsync("list@example.com", more: b => b["list_memberships"] = Texts(list));
        await Client.AddContactAsync(
            "both@example.com",
            more: b =>
            {
                b["list_memberships"] = Texts(list);
                b["taggings"] = Texts(tag);
            }
        );
        Assert.Equal(2, (await AddressesOf($"?lists={list}")).Length);
        Assert.Equal(["both@example.com"], await AddressesOf($"?lists={list}&tags={tag}"));
    }

    [Fact]
    public async Task S28_Cursor_alone_reproduces_filters_include_and_limit()
    {
        foreach (var i in Enumerable.Range(0, 5))
        {
            await Client.AddContactAsync($"m{i}@example.com", "explicit");
            await Client.AddContactAsync($"n{i}@example.com");
            Time.Advance(TimeSpan.FromSeconds(1));
        }

        var seen = 0;
        var href =
            "/v3/contacts?limit=2&include=notes&status=active&updated_after=2026-05-04T09:00:00Z&include_count=true";
        while (true)
        {
            Assert.StartsWith("/v3/contacts?", href, StringComparison.Ordinal);
            var page = (await Client.GetAsync(href["/v3".Length..])).Is(200).Object;
            Assert.Equal(8, (int)page["contacts_count"]!);
            seen += page["contacts"]!.AsArray().Count;
            Assert.All(page["contacts"]!.AsArray(), c => Assert.True(c!.AsObject().ContainsKey("notes")));
            if (page["_links"] is null)
            {
                Assert.False(page.ContainsKey("_links"));
                break;
            }

            href = (string)page["_links"]!["next"]!["href"]!;
            Assert.StartsWith("/v3/contacts?cursor=", href, StringComparison.Ordinal);
            Assert.DoesNotContain("&", href, StringComparison.Ordinal);
        }

        Assert.Equal(8, seen);
    }

    [Fact]
    public async Task S28_Links_of_the_last_page_are_null_when_switched()
    {
        Options.Switches["links-on-last-page"] = "null";
        var page = (await Client.GetAsync("/contacts")).Object;
        Assert.True(page.ContainsKey("_links"));
        Assert.Null(page["_links"]);
    }

    [Fact]
    public async Task S28_Tags_link_to_a_path_inside_the_house_whose_cursor_works_outside()
    {
        foreach (var name in new[] { "a", "b", "c" })
        {
            await Client.AddTagAsync(name);
        }

        var href = (string)(await Client.GetAsync("/contact_tags?limit=2")).Object["_links"]!["next"]!["href"]!;
        Assert.Matches("^/contacts-service/v3/accounts/[0-9]+/contact_tags\\?cursor=", href);
        var next = (await Client.GetAsync($"/contact_tags?{href.Split('?')[1]}")).Is(200).Object;
        Assert.Equal("c", Names(next["tags"], "name"));
    }

    [Fact]
    public async Task Counts_leave_the_deleted_out()
    {
        await Client.AddContactAsync("a@example.com", "explicit");
        await Client.AddContactAsync("b@example.com", "unsubscribed");
        var gone = await Client.AddContactAsync("c@example.com");
        await Client.DeleteAsync($"/contacts/{gone}");
        Assert.Equal(
            """{"total":2,"explicit":1,"implicit":0,"pending":0,"unsubscribed":1}""",
            (await Client.GetAsync("/contacts/counts")).Text
        );
    }

    private async Task<string[]> AddressesOf(string query) =>
        [
            .. (await Client.GetAsync($"/contacts{query}")).Is(200).Object["contacts"]!
                .AsArray()
                .Select(c => (string)c!["email_address"]!["address"]!),
        ];
}
