using System;
using System.Globalization;
using System.Linq;
using System.Net.Http;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json.Nodes;
using System.Threading.Tasks;
using ConstantContact.Emulator.Tests.Support;

namespace ConstantContact.Emulator.Tests.Statements;

public sealed class ActivityTests : EmulatorTest
{
    private string _list = null!;

    public override async Task InitializeAsync()
    {
        await base.InitializeAsync();
        _list = await Client.AddListAsync("News");
    }

    [Fact]
    public async Task S31_Activity_goes_from_initialized_over_processing_to_completed_with_the_clock()
    {
        var answer = (await ImportJson(Row("a@example.com"))).Is(201).Object;
        var path = $"/activities/{(string)answer["activity_id"]!}";
        Assert.Equal(("initialized", 1), ((string)answer["state"]!, (int)answer["percent_done"]!));
        Assert.Equal(0, Emulator.State.ContactCount);
        Time.Advance(TimeSpan.FromSeconds(5));
        var half = (await Client.GetAsync(path)).Is(200).Object;
        Assert.Equal(("processing", 50), ((string)half["state"]!, (int)half["percent_done"]!));
        Assert.Single((await Client.GetAsync("/activities?state=processing")).Object["activities"]!.AsArray());
        Time.Advance(TimeSpan.FromSeconds(5));
        var done = (await Client.GetAsync(path)).Object;
        Assert.Equal(("completed", 100), ((string)done["state"]!, (int)done["percent_done"]!));
        Assert.Equal("2026-05-04T09:00:10Z", (string)done["completed_at"]!);
        Assert.Equal(1, Emulator.State.ContactCount);
    }

    [Fact]
    public async Task S31_Collection_filters_by_state_and_forgets_after_ten_days()
    {
        await ImportJson(Row("a@example.com"));
        (await Client.GetAsync("/activities?state=initialized")).Is(400);
        Time.Advance(TimeSpan.FromDays(9));
        Assert.Single((await Client.GetAsync("/activities?state=completed")).Object["activities"]!.AsArray());
        Time.Advance(TimeSpan.FromDays(2));
        Assert.Empty((await Client.GetAsync("/activities")).Object["activities"]!.AsArray());
    }

    [Fact]
    public async Task S32_Import_changes_only_what_it_is_given_and_creates_implicit()
    {
        var field = await Client.AddFieldAsync("Membership level");
        var id = await Client.AddContactAsync(
            "a@example.com",
            "explicit",
            b =>
            {
                b["first_name"] = "A";
                b["last_name"] = "B";
                b["custom_fields"] = new JsonArray(
                    new JsonObject { ["custom_field_id"] = field, ["value"] = "silver" }
                );
                b["street_addresses"] = new JsonArray(
                    new JsonObject
                    {
                        ["kind"] = "home",
                        ["street"] = "1 Main",
                        ["city"] = "Waltham",
                    }
                );
            }
        );
        var row = Row(
            "A@Example.com",
            ("last_name", "New"),
            ("cf:Membership_level", "gold"),
            ("home_city", "Boston"),
            ("home_phone", "555"),
            ("first_name", "")
        );
        var status = await Complete(
            await ImportJson(row, Row("b@example.com", ("birthday_month", "2"), ("birthday_day", "3")))
        );
        Assert.Equal(
            """{"items_total_count":2,"person_count":2,"error_count":0,"correctable_count":0,"cannot_add_to_list_count":0}""",
            status["status"]!.ToJsonString()
        );
        var contact = await Client.ContactAsync(id);
        Assert.Equal(
            ("A", "New", "explicit"),
            (
                (string)contact["first_name"]!,
                (string)contact["last_name"]!,
                (string)contact["email_address"]!["permission_to_send"]!
            )
        );
        Assert.Equal("gold", Names(contact["custom_fields"], "value"));
        Assert.Equal(
            ("1 Main", "Boston"),
            ((string)contact["street_addresses"]![0]!["street"]!, (string)contact["street_addresses"]![0]!["city"]!)
        );
        Assert.Equal(_list, (string)contact["list_memberships"]![0]!);
        var created = Emulator.State.GetContact("b@example.com")!;
        Assert.Equal(
            ("implicit", "Account"),
            (
                (string)created["email_address"]!["permission_to_send"]!,
                (string)created["email_address"]!["opt_in_source"]!
            )
        );
    }

    [Fact]
    public async Task S32_Unsubscribed_join_no_list_and_are_counted()
    {
        var id = await Client.AddContactAsync("a@example.com", "unsubscribed");
        var status = await Complete(await ImportJson(Row("a@example.com", ("first_name", "A"))));
        Assert.Equal(1, (int)status["status"]!["cannot_add_to_list_count"]!);
        var contact = await Client.ContactAsync(id);
        Assert.Equal("A", (string)contact["first_name"]!);
        Assert.Equal("unsubscribed", (string)contact["email_address"]!["permission_to_send"]!);
        Assert.Empty(contact["list_memberships"]!.AsArray());
    }

    [Fact]
    public async Task S32_Bad_rows_are_counted_and_named_and_duplicates_collapse()
    {
        var status = await Complete(
            await ImportJson(
                Row("a@example.com", ("first_name", "one")),
                Row("nonsense"),
                Row("c@example.com", ("birthday_month", "13"), ("birthday_day", "1")),
                Row("d@example.com", ("first_name", new string('x', 51))),
                Row("A@example.com", ("first_name", "two"))
            )
        );
        Assert.Equal(
            """{"items_total_count":5,"person_count":1,"error_count":1,"correctable_count":2,"cannot_add_to_list_count":0}""",
            status["status"]!.ToJsonString()
        );
        Assert.Equal(
            ["Line 2:", "Line 3:", "Line 4:"],
            status["activity_errors"]!.AsArray().Select(e => ((string)e!)[..7]),
            StringComparer.Ordinal
        );
        Assert.Equal("two", (string)Emulator.State.GetContact("a@example.com")!["first_name"]!);
    }

    [Theory]
    [InlineData("error", 1)]
    [InlineData("ignore", 0)]
    public async Task S32_Unknown_custom_field_is_reported_or_ignored(string value, int errors)
    {
        Options.Switches["import-unknown-field"] = value;
        var status = await Complete(
            await ImportJson(Row("a@example.com", ("cf:nothing", "x")), Row("b@example.com", ("cf:nothing", "x")))
        );
        Assert.Equal(errors, status["activity_errors"]!.AsArray().Count);
        Assert.Equal(2, (int)status["status"]!["person_count"]!);
    }

    [Theory]
    [InlineData("yes", false)]
    [InlineData("no", true)]
    public async Task S32_Deleted_contacts_are_revived_unless_switched(string value, bool deleted)
    {
        Options.Switches["import-revives-deleted"] = value;
        var id = await Client.AddContactAsync("a@example.com");
        await Client.DeleteAsync($"/contacts/{id}");
        await Complete(await ImportJson(Row("a@example.com", ("first_name", "A"))));
        Assert.Equal(deleted, (await Client.ContactAsync(id)).ContainsKey("deleted_at"));
    }

    [Fact]
    public async Task S32_Csv_counts_its_heading_and_takes_a_byte_order_mark_and_quotes()
    {
        var status = await Complete(
            await ImportCsv(
                "\uFEFFemail,first_name,company_name\r\na@example.com,\"A, \"\"B\"\"\",\"two\nlines\"\r\n\r\nb@example.com,B,\r\n"
            )
        );
        Assert.Equal((3, 2), ((int)status["status"]!["items_total_count"]!, (int)status["status"]!["person_count"]!));
        Assert.Equal("contacts.csv", (string)status["source_file_name"]!);
        var contact = Emulator.State.GetContact("a@example.com")!;
        Assert.Equal(("A, \"B\"", "two\nlines"), ((string)contact["first_name"]!, (string)contact["company_name"]!));
    }

    [Fact]
    public async Task S33_Rows_past_forty_thousand_lines_are_ignored()
    {
        var csv = new StringBuilder("email\n");
        for (var i = 0; i < 40_010; i++)
        {
            csv.Append(CultureInfo.InvariantCulture, $"m{i}@example.com\n");
        }

        var status = await Complete(await ImportCsv(csv.ToString()));
        Assert.Equal(
            (40_000, 39_999),
            ((int)status["status"]!["items_total_count"]!, (int)status["status"]!["person_count"]!)
        );
        Assert.Empty(status["activity_errors"]!.AsArray());
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task S33_Data_past_four_megabytes_is_dropped_and_the_answer_still_201(bool json)
    {
        var filler = new string('x', 40);
        var rows = Enumerable
            .Range(0, 39_000)
            .Select(i => (Email: $"member{i:D6}@example.com", Job: filler, Company: filler))
            .ToList();
        var answer = json
            ? await ImportJson([.. rows.Select(r => Row(r.Email, ("job_title", r.Job), ("company_name", r.Company)))])
            : await ImportCsv(
                "email,job_title,company_name\n" + string.Concat(rows.Select(r => $"{r.Email},{r.Job},{r.Company}\n"))
            );
        var people = (int)(await Complete(answer.Is(201)))["status"]!["person_count"]!;
        Assert.InRange(people, 20_000, 38_000);
        Assert.Equal(people, Emulator.State.ContactCount);
    }

    [Fact]
    public async Task S34_Csv_by_another_name_is_415_and_a_missing_part_400()
    {
        (await ImportCsv("email\na@example.com\n", "contacts.txt")).Is(415);
        using var noList = new MultipartFormDataContent
        {
            { new StringContent("email\na@example.com\n"), "file", "contacts.csv" },
        };
        (await Client.SendAsync("POST", "/activities/contacts_file_import", noList)).Is(400);
        using var noFile = new MultipartFormDataContent { { new StringContent(_list), "list_ids" } };
        (await Client.SendAsync("POST", "/activities/contacts_file_import", noFile)).Is(400);
        using var byHand = new StringContent("x");
        byHand.Headers.ContentType = MediaTypeHeaderValue.Parse("multipart/form-data");
        (await Client.SendAsync("POST", "/activities/contacts_file_import", byHand)).Is(415);
        (
            await Client.PostAsync(
                "/activities/contacts_json_import",
                new JsonObject { ["import_data"] = new JsonArray(Row("a@example.com")) }
            )
        ).Is(400);
    }

    [Fact]
    public async Task S35_A_job_has_exactly_one_source_within_its_limits()
    {
        var id = await Client.AddContactAsync("a@example.com");
        var body = new JsonObject
        {
            ["source"] = new JsonObject { ["contact_ids"] = Texts(id), ["all_active_contacts"] = true },
            ["list_ids"] = Texts(_list),
        };
        (await Client.PostAsync("/activities/add_list_memberships", body)).Is(400);
        body["source"] = new JsonObject();
        (await Client.PostAsync("/activities/add_list_memberships", body)).Is(400);
        body["source"] = new JsonObject
        {
            ["contact_ids"] = Texts([.. Enumerable.Range(0, 501).Select(_ => Guid.NewGuid().ToString())]),
        };
        (await Client.PostAsync("/activities/add_list_memberships", body)).Is(400);
        (
            await Client.PostAsync(
                "/activities/contact_delete",
                new JsonObject { ["contact_ids"] = Texts(id), ["list_ids"] = Texts(_list) }
            )
        ).Is(400);
        body["source"] = new JsonObject { ["contact_ids"] = Texts(id) };
        (await Client.PostAsync("/activities/add_list_memberships", body)).Is(201);
        Emulator.CompleteActivities();
        Assert.Single((await Client.ContactAsync(id))["list_memberships"]!.AsArray());
    }

    [Fact]
    public async Task Bulk_jobs_change_tags_lists_and_contacts()
    {
        var tag = await Client.AddTagAsync("vip");
        var id = await Client.AddContactAsync("a@example.com", more: b => b["list_memberships"] = Texts(_list));
        await Client.PostAsync(
            "/activities/contacts_taggings_add",
            new JsonObject
            {
                ["source"] = new JsonObject { ["list_ids"] = Texts(_list) },
                ["tag_ids"] = Texts(tag),
            }
        );
        Emulator.CompleteActivities();
        Assert.Single((await Client.ContactAsync(id))["taggings"]!.AsArray());
        await Client.PostAsync(
            "/activities/contacts_taggings_remove",
            new JsonObject
            {
                ["source"] = new JsonObject { ["tag_ids"] = Texts(tag) },
                ["tag_ids"] = Texts(tag),
            }
        );
        await Client.PostAsync(
            "/activities/remove_list_memberships",
            new JsonObject
            {
                ["source"] = new JsonObject { ["all_active_contacts"] = true },
                ["list_ids"] = Texts(_list),
            }
        );
        Emulator.CompleteActivities();
        var contact = await Client.ContactAsync(id);
        Assert.Empty(contact["taggings"]!.AsArray());
        Assert.Empty(contact["list_memberships"]!.AsArray());
        await Client.PostAsync("/activities/contact_delete", new JsonObject { ["contact_ids"] = Texts(id) });
        Emulator.CompleteActivities();
        Assert.True((await Client.ContactAsync(id)).ContainsKey("deleted_at"));
    }

    private static JsonObject Row(string email, params (string Name, string Value)[] more)
    {
        var row = new JsonObject { ["email"] = email };
        foreach (var (name, value) in more)
        {
            row[name] = value;
        }

        return row;
    }

    private Task<Answer> ImportJson(params JsonObject[] rows) =>
        Client.PostAsync(
            "/activities/contacts_json_import",
            new JsonObject { ["import_data"] = new JsonArray([.. rows]), ["list_ids"] = Texts(_list) }
        );

    private async Task<Answer> ImportCsv(string text, string name = "contacts.csv")
    {
        using var content = new MultipartFormDataContent
        {
            { new StringContent(text), "file", name },
            { new StringContent(_list), "list_ids" },
        };
        return await Client.SendAsync("POST", "/activities/contacts_file_import", content);
    }

    private async Task<JsonObject> Complete(Answer started)
    {
        Emulator.CompleteActivities();
        return (await Client.GetAsync($"/activities/{(string)started.Is(201).Object["activity_id"]!}")).Is(200).Object;
    }
}
