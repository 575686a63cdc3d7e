using System;
using System.Linq;
using System.Net.Http;
using System.Text.Json.Nodes;
using System.Threading.Tasks;
using ConstantContact.Emulator.Tests.Support;

namespace ConstantContact.Emulator.Tests.Statements;

public sealed class ExportTests : EmulatorTest
{
    private string _list = null!;
    private string _tag = null!;
    private string _field = null!;
    private string _first = null!;

    public override async Task InitializeAsync()
    {
        await base.InitializeAsync();
        _list = await Client.AddListAsync("Spring, news");
        _tag = await Client.AddTagAsync("vip");
        _field = await Client.AddFieldAsync("Member \"since\"");
        _first = await Client.AddContactAsync(
            "a@example.com",
            "explicit",
            b =>
            {
                b["first_name"] = "Anna";
                b["company_name"] = "Acme, \"Inc.\"";
                b["list_memberships"] = Texts(_list);
                b["taggings"] = Texts(_tag);
                b["custom_fields"] = new JsonArray(new JsonObject { ["custom_field_id"] = _field, ["value"] = "2020" });
                b["phone_numbers"] = new JsonArray(
                    new JsonObject { ["kind"] = "mobile", ["phone_number"] = "555-0100" }
                );
            }
        );
        await Client.AddContactAsync("b@example.com", "unsubscribed", b => b["list_memberships"] = Texts(_list));
        await Client.DeleteAsync($"/contacts/{await Client.AddContactAsync("gone@example.com")}");
    }

    [Theory]
    [InlineData("404")]
    [InlineData("202")]
    public async Task S36_Export_gives_the_address_of_its_file_at_once_and_the_file_when_it_completed(string early)
    {
        Options.Switches["export-not-ready"] = early;
        var started = (await Client.PostAsync("/activities/contact_exports", new JsonObject())).Is(201).Object;
        var href = (string)started["_links"]!["results"]!["href"]!;
        Assert.StartsWith("/v3/contact_exports/", href, StringComparison.Ordinal);
        Assert.DoesNotContain((string)started["activity_id"]!, href, StringComparison.Ordinal);
        (await Client.GetAsync(href["/v3".Length..])).Is(
            int.Parse(early, System.Globalization.CultureInfo.InvariantCulture)
        );
        Time.Advance(Options.ActivityDuration);
        var file = (await Client.GetAsync(href["/v3".Length..])).Is(200);
        Assert.Equal("text/csv", file.Message.Content.Headers.ContentType!.MediaType);
        var done = (await Client.GetAsync($"/activities/{(string)started["activity_id"]!}")).Object;
        Assert.Equal("""{"items_total_count":2,"items_completed_count":2}""", done["status"]!.ToJsonString());
        Assert.Equal(href, (string)done["_links"]!["results"]!["href"]!);
        (await Client.GetAsync($"/contact_exports/{(string)started["activity_id"]!}")).Is(404);
    }

    [Fact]
    public async Task S36_Headings_are_words_and_cells_are_quoted_where_they_must_be()
    {
        var csv = await Export(
            new JsonObject
            {
                ["fields"] = Texts(
                    "first_name",
                    "email_address",
                    "company_name",
                    "phone_number",
                    "email_lists",
                    _field
                ),
            }
        );
        var lines = csv.Split("\r\n");
        Assert.Equal(
            "Email address,Email permission status,Email update source,First name,Company,Phone - home,Phone - work,Phone - mobile,Phone - other,Email Lists,\"Member \"\"since\"\"\"",
            lines[0]
        );
        Assert.Equal(
            "a@example.com,explicit,Account,Anna,\"Acme, \"\"Inc.\"\"\",,,555-0100,,\"Spring, news\",2020",
            lines[1]
        );
    }

    [Fact]
    public async Task S36_All_fields_come_when_none_is_named()
    {
        var headings = (await Export(new JsonObject())).Split("\r\n")[0];
        foreach (
            var seen in new[]
            {
                "Email address",
                "First name",
                "Last name",
                "Phone - home",
                "Phone - mobile",
                "Email update source",
                "Source Name",
                "Created At",
                "Updated At",
                "\"Member \"\"since\"\"\"",
            }
        )
        {
            Assert.Contains(seen, headings, StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData("{}", "ab")]
    [InlineData("""{"status":"removed"}""", "g")]
    [InlineData("""{"status":"unsubscribed"}""", "b")]
    [InlineData("""{"list_ids":["LIST"],"status":"active"}""", "a")]
    [InlineData("""{"list_ids":["LIST"],"exclude":{"contact_ids":["FIRST"]}}""", "b")]
    [InlineData("""{"tag_ids":["TAG"]}""", "a")]
    [InlineData("""{"contact_ids":["FIRST"]}""", "a")]
    [InlineData("""{"new_subscriber":true}""", "ab")]
    public async Task S36_Filters_choose_the_rows(string body, string expected)
    {
        var lines = (await Export(JsonNode.Parse(Filled(body))!)).Split("\r\n", StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal(expected, string.Concat(lines.Skip(1).Select(l => l[0])));
    }

    [Theory]
    [InlineData("""{"list_ids":["LIST"],"tag_ids":["TAG"]}""", "mutually exclusive")]
    [InlineData("""{"tag_ids":["TAG"],"status":"active"}""", "status is only allowed")]
    [InlineData("""{"tag_ids":["TAG"],"exclude":{"contact_ids":["FIRST"]}}""", "exclude is not allowed")]
    [InlineData("""{"status":"gone"}""", "status does not have a valid value")]
    [InlineData("""{"segment_id":77}""", "segment_id is unknown")]
    [InlineData("""{"fields":["shoe_size"]}""", "unknown value: shoe_size")]
    [InlineData("""{"fields":["email_optin_date"]}""", "email_address")]
    public async Task S36_Filters_that_exclude_one_another_are_400(string body, string reason) =>
        Assert.Contains(
            reason,
            (await Client.PostAsync("/activities/contact_exports", JsonNode.Parse(Filled(body))!))
                .Is(400)
                .Error.Message,
            StringComparison.Ordinal
        );

    [Fact]
    public async Task Client_that_does_not_take_the_answers_type_gets_406()
    {
        Options.Switches["export-accept"] = "406";
        var href = (string)
            (await Client.PostAsync("/activities/contact_exports", new JsonObject())).Object["_links"]!["results"]![
                "href"
            ]!;
        Emulator.CompleteActivities();
        foreach (
            var (accept, status) in new[]
            {
                ("application/json", 406),
                ("text/csv", 200),
                ("text/*;q=0.5, application/json", 200),
                ("*/*", 200),
            }
        )
        {
            using var http = new HttpClient();
            http.DefaultRequestHeaders.Add("Authorization", "Bearer emulator");
            http.DefaultRequestHeaders.Add("Accept", accept);
            using var answer = await http.GetAsync(new Uri(Emulator.BaseUri, href));
            Assert.Equal(status, (int)answer.StatusCode);
            using var json = await http.GetAsync(new Uri(Emulator.BaseUri.AbsoluteUri + "/contacts"));
            Assert.Equal(accept == "text/csv" ? 406 : 200, (int)json.StatusCode);
        }
    }

    private string Filled(string body) =>
        body.Replace("LIST", _list, StringComparison.Ordinal)
            .Replace("TAG", _tag, StringComparison.Ordinal)
            .Replace("FIRST", _first, StringComparison.Ordinal);

    private async Task<string> Export(JsonNode body)
    {
        var href = (string)
            (await Client.PostAsync("/activities/contact_exports", body)).Is(201).Object["_links"]!["results"]![
                "href"
            ]!;
        Emulator.CompleteActivities();
        return (await Client.GetAsync(href["/v3".Length..])).Is(200).Text;
    }
}
