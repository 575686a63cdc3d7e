using System;
using System.Globalization;
using System.Linq;
using System.Net.Http;
using System.Text.Json.Nodes;
using System.Threading.Tasks;
using ConstantContact.Emulator.Tests.Support;

namespace ConstantContact.Emulator.Tests.Statements;

/// <summary>The other readings: what changes when a switch is set to another value than its first.</summary>
public sealed class ReadingTests : EmulatorTest
{
    private const string Unknown = "1618ae62-4752-11e9-9c8a-fa163e6b01c1";
    private string _list = null!;
    private string _id = null!;

    public override async Task InitializeAsync()
    {
        await base.InitializeAsync();
        _list = await Client.AddListAsync("News");
        _id = await Client.AddContactAsync("a@example.com", more: b => b["list_memberships"] = Texts(_list));
    }

    [Theory]
    [InlineData("own", "contacts.api.activities.queue_full")]
    [InlineData("throttled", "\"throttled\"")]
    public async Task S09_Body_of_the_full_queue_follows_its_switch(string value, string key)
    {
        Options.Switches["queue-full-body"] = value;
        var body = new JsonObject { ["contact_ids"] = Texts(_id) };
        for (var i = 0; i < 1000; i++)
        {
            (await Client.PostAsync("/activities/contact_delete", body)).Is(201);
        }

        Assert.Contains(key, (await Client.PostAsync("/activities/contact_delete", body)).Is(429).Text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("mailable", 1)]
    [InlineData("with-pending", 2)]
    public async Task S13_Active_may_include_pending_confirmation(string value, int count)
    {
        Options.Switches["active-status"] = value;
        await Client.AddContactAsync("p@example.com", "pending_confirmation");
        Assert.Equal(count, (await Client.GetAsync("/contacts?status=active")).Object["contacts"]!.AsArray().Count);
    }

    [Theory]
    [InlineData("ignore-case", 1)]
    [InlineData("exact", 0)]
    public async Task S13_Address_filter_may_regard_case(string value, int count)
    {
        Options.Switches["email-filter"] = value;
        Assert.Equal(count, (await Client.GetAsync("/contacts?email=A@example.com")).Object["contacts"]!.AsArray().Count);
        Assert.Single((await Client.GetAsync("/contacts?email=a@example.com")).Object["contacts"]!.AsArray());
    }

    [Theory]
    [InlineData("blank", 0)]
    [InlineData("literal", 1)]
    public async Task S13_Plain_plus_may_stand_for_itself(string value, int count)
    {
        Options.Switches["plus-in-query"] = value;
        await Client.AddContactAsync("x+y@example.com");
        Assert.Equal(count, (await Client.GetAsync("/contacts?email=x+y@example.com")).Object["contacts"]!.AsArray().Count);
        Assert.Single((await Client.GetAsync("/contacts?email=x%2By@example.com")).Object["contacts"]!.AsArray());
    }

    [Theory]
    [InlineData("reject", 400)]
    [InlineData("ignore", 202)]
    public async Task S14_Segment_with_other_parameters_may_be_answered(string value, int status)
    {
        Options.Switches["segment-combined"] = value;
        const string Criteria = """{"criteria":{"type":"and","group":[{"source":"contact","field":"city","op":"is-empty"}]}}""";
        await Client.PostAsync("/segments", new JsonObject { ["name"] = "s", ["segment_criteria"] = Criteria });
        (await Client.GetAsync("/contacts?segment_id=1&status=all")).Is(status);
    }

    [Theory]
    [InlineData("reject", 400)]
    [InlineData("accept", 201)]
    public async Task S10_Landing_page_may_be_a_source(string value, int status)
    {
        Options.Switches["landing-page-source"] = value;
        (await Client.PostAsync("/contacts", new JsonObject { ["create_source"] = "Landing Page", ["first_name"] = "A" })).Is(status);
    }

    [Theory]
    [InlineData("keep", "Fr. John")]
    [InlineData("strip", "Fr John")]
    public async Task S17_Periods_of_names_may_be_taken_out(string value, string stored)
    {
        Options.Switches["name-periods"] = value;
        var answer = (await Client.PostAsync("/contacts", new JsonObject { ["create_source"] = "Account", ["first_name"] = "Fr. John", ["job_title"] = "Dr. med." })).Is(201).Object;
        Assert.Equal((stored, "Dr. med."), ((string)answer["first_name"]!, (string)answer["job_title"]!));
    }

    [Theory]
    [InlineData("empties", 0)]
    [InlineData("keeps", 1)]
    public async Task S18_Empty_array_may_count_as_left_out(string value, int count)
    {
        Options.Switches["empty-array"] = value;
        var body = await EchoOf(_id);
        body["list_memberships"] = new JsonArray();
        (await Client.PutAsync($"/contacts/{_id}", body)).Is(200);
        Assert.Equal(count, (await Client.ContactAsync(_id))["list_memberships"]!.AsArray().Count);
    }

    [Theory]
    [InlineData("reject", 400)]
    [InlineData("restore", 200)]
    public async Task S20_Put_by_the_contact_may_restore(string value, int status)
    {
        Options.Switches["restore-by-contact"] = value;
        await Client.DeleteAsync($"/contacts/{_id}");
        var body = await EchoOf(_id, "Contact");
        (await Client.PutAsync($"/contacts/{_id}", body)).Is(status);
        Assert.Equal(status == 400, (await Client.ContactAsync(_id)).ContainsKey("deleted_at"));
    }

    [Theory]
    [InlineData("reject", 400)]
    [InlineData("ignore", 200)]
    public async Task S22_Permission_given_over_an_opt_out_may_be_ignored(string value, int status)
    {
        Options.Switches["opt-out-override"] = value;
        Emulator.State.OptOut(_id);
        var body = await EchoOf(_id);
        body["email_address"]!["permission_to_send"] = "explicit";
        (await Client.PutAsync($"/contacts/{_id}", body)).Is(status);
        Assert.Equal("unsubscribed", (string)(await Client.ContactAsync(_id))["email_address"]!["permission_to_send"]!);
    }

    [Theory]
    [InlineData("keep", "explicit")]
    [InlineData("implicit", "implicit")]
    public async Task S18_Put_without_permission_keeps_it_or_resets_it(string value, string permission)
    {
        Options.Switches["omitted-permission"] = value;
        var id = await Client.AddContactAsync("e@example.com", "explicit");
        var body = Bare();
        body["email_address"] = new JsonObject { ["address"] = "e@example.com" };
        (await Client.PutAsync($"/contacts/{id}", body)).Is(200);
        Assert.Equal(permission, (string)(await Client.ContactAsync(id))["email_address"]!["permission_to_send"]!);
    }

    [Theory]
    [InlineData("no", 1)]
    [InlineData("yes", 0)]
    public async Task S22_Unsubscribing_may_take_the_lists(string value, int lists)
    {
        Options.Switches["unsubscribe-strips-lists"] = value;
        var body = await EchoOf(_id);
        body["email_address"]!["permission_to_send"] = "unsubscribed";
        (await Client.PutAsync($"/contacts/{_id}", body)).Is(200);
        Assert.Equal(lists, (await Client.ContactAsync(_id))["list_memberships"]!.AsArray().Count);
    }

    [Theory]
    [InlineData("allow", 200, 2)]
    [InlineData("ignore", 200, 1)]
    [InlineData("reject", 400, 1)]
    public async Task S22_List_for_an_unsubscribed_contact_may_be_ignored_or_refused(string value, int status, int lists)
    {
        Options.Switches["unsubscribed-list-add"] = value;
        Emulator.State.OptOut(_id);
        var body = await EchoOf(_id);
        body["list_memberships"]!.AsArray().Add(await Client.AddListAsync("Other"));
        (await Client.PutAsync($"/contacts/{_id}", body)).Is(status);
        Assert.Equal(lists, (await Client.ContactAsync(_id))["list_memberships"]!.AsArray().Count);
    }

    [Theory]
    [InlineData("date-time", "2026-05-04T09:00:00Z")]
    [InlineData("date", "2026-05-04")]
    public async Task S23_Deleted_at_is_an_instant_or_a_date(string value, string text)
    {
        Options.Switches["deleted-at"] = value;
        (await Client.DeleteAsync($"/contacts/{_id}")).Is(204);
        Assert.Equal(text, (string)(await Client.ContactAsync(_id))["deleted_at"]!);
    }

    [Theory]
    [InlineData("50", 400)]
    [InlineData("80", 201)]
    public async Task S24_Form_may_take_a_longer_address(string value, int status)
    {
        Options.Switches["sign-up-email-length"] = value;
        (await Client.PostAsync("/contacts/sign_up_form", Form($"{new string('x', 50)}@example.com"))).Is(status);
    }

    [Theory]
    [InlineData("50", 201)]
    [InlineData("25", 400)]
    public async Task S24_Form_may_take_more_fields_than_a_contact(string value, int status)
    {
        Options.Switches["sign-up-fields"] = value;
        var form = Form("new@example.com");
        var fields = new JsonArray();
        for (var i = 0; i < 26; i++)
        {
            fields.Add(new JsonObject { ["custom_field_id"] = await Client.AddFieldAsync($"f{i}"), ["value"] = "x" });
        }

        form["custom_fields"] = fields;
        (await Client.PostAsync("/contacts/sign_up_form", form)).Is(status);
    }

    [Theory]
    [InlineData("400", 400)]
    [InlineData("404", 404)]
    public async Task S26_Unknown_ids_are_404_where_one_is_declared_when_switched(string value, int status)
    {
        Options.Switches["unknown-ids"] = value;
        var form = Form("new@example.com");
        form["list_memberships"] = Texts(Unknown);
        (await Client.PostAsync("/contacts/sign_up_form", form)).Is(status);
        var source = new JsonObject { ["contact_ids"] = Texts(_id) };
        (await Client.PostAsync("/activities/remove_list_memberships", new JsonObject { ["source"] = source, ["list_ids"] = Texts(Unknown) })).Is(status);
        (await Client.PostAsync("/activities/contacts_taggings_add", new JsonObject { ["source"] = source.DeepClone(), ["tag_ids"] = Texts(Unknown) })).Is(status);
        (await Client.PostAsync("/activities/custom_fields_delete", new JsonObject { ["custom_field_ids"] = Texts(Unknown) })).Is(status);
        (await Client.PostAsync("/activities/contact_exports", new JsonObject { ["list_ids"] = Texts(Unknown) })).Is(status);

        // Not declared here; and another fault beside it makes it a 400 again.
        (await Client.PostAsync("/activities/add_list_memberships", new JsonObject { ["source"] = source.DeepClone(), ["list_ids"] = Texts(Unknown) })).Is(400);
        form["first_name"] = new string('x', 51);
        (await Client.PostAsync("/contacts/sign_up_form", form)).Is(400);
        (await Client.PutAsync($"/contacts/{_id}", new JsonObject { ["update_source"] = "Account", ["list_memberships"] = Texts(Unknown) })).Is(400);
    }

    [Theory]
    [InlineData("409", 409)]
    [InlineData("200", 200)]
    public async Task S27_Resubscribe_may_be_asked_again(string value, int status)
    {
        Options.Switches["resubscribe-again"] = value;
        Emulator.State.OptOut(_id);
        var body = new JsonObject { ["list_ids"] = Texts(_list) };
        (await Client.PutAsync($"/contacts/resubscribe/{_id}", body)).Is(200);
        (await Client.PutAsync($"/contacts/resubscribe/{_id}", body)).Is(status);
    }

    [Theory]
    [InlineData("absent", null)]
    [InlineData("null", "null")]
    [InlineData("empty", "{}")]
    public async Task S28_Links_of_the_last_page_have_three_forms(string value, string? json)
    {
        Options.Switches["links-on-last-page"] = value;
        foreach (var path in new[] { "/contacts", "/contact_lists", "/contact_tags", "/contact_custom_fields", "/segments", "/activities" })
        {
            var page = (await Client.GetAsync(path)).Is(200).Object;
            Assert.Equal(json is not null, page.ContainsKey("_links"));
            Assert.Equal(json ?? "null", page["_links"]?.ToJsonString() ?? "null");
        }
    }

    [Theory]
    [InlineData("1000", 200)]
    [InlineData("500", 400)]
    public async Task S12_Lists_may_be_asked_for_by_the_thousand(string value, int status)
    {
        Options.Switches["lists-page-limit"] = value;
        (await Client.GetAsync("/contact_lists?limit=1000")).Is(status);
        (await Client.GetAsync("/contact_lists?limit=500")).Is(200);
    }

    [Theory]
    [InlineData("all", 201)]
    [InlineData("string-and-date", 400)]
    public async Task S30_An_older_account_knows_two_types_of_fields(string value, int status)
    {
        Options.Switches["field-types"] = value;
        (await Client.PostAsync("/contact_custom_fields", new JsonObject { ["label"] = "n", ["type"] = "number" })).Is(status);
        (await Client.PostAsync("/contact_custom_fields", new JsonObject { ["label"] = "s", ["type"] = "string" })).Is(201);
    }

    [Theory]
    [InlineData("error", "completed", 2)]
    [InlineData("ignore", "completed", 2)]
    [InlineData("drop-row", "completed", 1)]
    [InlineData("fail-job", "failed", 0)]
    public async Task S32_Unknown_custom_field_may_cost_the_row_or_the_job(string value, string state, int people)
    {
        Options.Switches["import-unknown-field"] = value;
        var done = await Import(new JsonObject { ["email"] = "x@example.com", ["cf:nothing"] = "1" }, new JsonObject { ["email"] = "y@example.com" });
        Assert.Equal((state, people), ((string)done["state"]!, (int)done["status"]!["person_count"]!));
        Assert.Equal(value != "ignore", done["activity_errors"]!.AsArray().Count > 0);
        Assert.Equal(value == "fail-job" ? 1 : 1 + people, Emulator.State.ContactCount);
    }

    [Theory]
    [InlineData("80", 1)]
    [InlineData("50", 0)]
    public async Task S32_Import_may_take_shorter_addresses_only(string value, int people)
    {
        Options.Switches["import-email-length"] = value;
        Assert.Equal(people, (int)(await Import(new JsonObject { ["email"] = $"{new string('x', 50)}@example.com" }))["status"]!["person_count"]!);
    }

    [Theory]
    [InlineData("keep", "A")]
    [InlineData("erase", null)]
    public async Task S32_Blank_cell_may_erase(string value, string? name)
    {
        Options.Switches["import-blank"] = value;
        await Import(new JsonObject { ["email"] = "a@example.com", ["first_name"] = "A" });
        await Import(new JsonObject { ["email"] = "a@example.com", ["first_name"] = "" });
        Assert.Equal(name, (string?)(await Client.ContactAsync(_id))["first_name"]);
    }

    [Theory]
    [InlineData("csv-heading-case", "ignore-case", "Email,First_Name\na@example.com,A\n", "A")]
    [InlineData("csv-heading-case", "exact", "email,First_Name\na@example.com,A\n", null)]
    [InlineData("csv-byte-order-mark", "skip", "\uFEFFemail,first_name\na@example.com,A\n", "A")]
    public async Task S32_Csv_may_be_read_more_strictly(string name, string value, string csv, string? firstName)
    {
        Options.Switches[name] = value;
        await ImportCsv(csv, 201);
        Assert.Equal(firstName, (string?)(await Client.ContactAsync(_id))["first_name"]);
    }

    [Fact]
    public async Task S32_Byte_order_mark_may_spoil_the_first_heading()
    {
        Options.Switches["csv-byte-order-mark"] = "literal";
        await ImportCsv("\uFEFFemail,first_name\na@example.com,A\n", 400);
    }

    [Theory]
    [InlineData("accept", 1)]
    [InlineData("unknown", 0)]
    public async Task S32_Csv_headings_with_a_kind_may_be_unknown(string value, int phones)
    {
        Options.Switches["csv-kind-headings"] = value;
        await ImportCsv("email,home_phone\na@example.com,555\n", 201);
        Assert.Equal(phones, (await Client.ContactAsync(_id))["phone_numbers"]!.AsArray().Count);
    }

    [Theory]
    [InlineData("40000", 40_000)]
    [InlineData("39999", 39_999)]
    public async Task S33_Json_import_reads_forty_thousand_contacts_or_one_less(string value, int people)
    {
        Options.Switches["json-import-rows"] = value;
        var rows = Enumerable.Range(0, 40_001).Select(i => new JsonObject { ["email"] = string.Create(CultureInfo.InvariantCulture, $"m{i}@example.com") });
        Assert.Equal(people, (int)(await Import([.. rows]))["status"]!["person_count"]!);
    }

    [Theory]
    [InlineData("4000000", 19_000, 20_000)]
    [InlineData("4194304", 20_100, 21_000)]
    public async Task S33_Four_megabytes_are_of_one_kind_or_the_other(string value, int least, int most)
    {
        Options.Switches["four-megabytes"] = value;
        var filler = new string('x', 150);
        var csv = "email,street\n" + string.Concat(Enumerable.Range(0, 24_000).Select(i => string.Create(CultureInfo.InvariantCulture, $"member{i:D6}@example.com,{filler}{new string('y', 25)}\n")));
        var done = await ImportCsv(csv, 201);
        Assert.InRange((int)done!["status"]!["person_count"]!, least, most);
    }

    [Theory]
    [InlineData("50", 400)]
    [InlineData("100", 201)]
    public async Task S35_More_lists_may_be_the_source_of_a_removal(string value, int status)
    {
        Options.Switches["remove-list-source-lists"] = value;
        var source = new JsonObject { ["list_ids"] = Texts([.. Enumerable.Range(0, 51).Select(_ => Guid.NewGuid().ToString())]) };
        (await Client.PostAsync("/activities/remove_list_memberships", new JsonObject { ["source"] = source, ["list_ids"] = Texts(_list) })).Is(status);
    }

    [Theory]
    [InlineData("yes", false)]
    [InlineData("no", true)]
    public async Task S35_Adding_a_deleted_contact_to_a_list_may_bring_it_back(string value, bool deleted)
    {
        Options.Switches["list-add-revives-deleted"] = value;
        await Client.DeleteAsync($"/contacts/{_id}");
        var body = new JsonObject { ["source"] = new JsonObject { ["contact_ids"] = Texts(_id) }, ["list_ids"] = Texts(_list) };
        (await Client.PostAsync("/activities/add_list_memberships", body)).Is(201);
        Emulator.CompleteActivities();
        Assert.Equal(deleted, (await Client.ContactAsync(_id)).ContainsKey("deleted_at"));
    }

    [Theory]
    [InlineData("any", 200)]
    [InlineData("required", 403)]
    public async Task S01_Request_without_user_agent_may_be_refused(string value, int status)
    {
        Options.Switches["user-agent"] = value;
        (await Client.GetAsync("/contacts")).Is(status);
        using var http = new HttpClient();
        http.DefaultRequestHeaders.Add("Authorization", "Bearer emulator");
        http.DefaultRequestHeaders.Add("User-Agent", "test/1.0");
        using var answer = await http.GetAsync(new Uri(Emulator.BaseUri.AbsoluteUri + "/contacts"));
        Assert.Equal(200, (int)answer.StatusCode);
    }

    private JsonObject Form(string address) => new() { ["email_address"] = address, ["list_memberships"] = Texts(_list) };

    private async Task<JsonObject> Import(params JsonObject[] rows)
    {
        var started = await Client.PostAsync("/activities/contacts_json_import", new JsonObject { ["import_data"] = new JsonArray([.. rows]), ["list_ids"] = Texts(_list) });
        return await Done(started.Is(201));
    }

    private async Task<JsonObject?> ImportCsv(string text, int status)
    {
        using var content = new MultipartFormDataContent { { new StringContent(text), "file", "contacts.csv" }, { new StringContent(_list), "list_ids" } };
        var started = (await Client.SendAsync("POST", "/activities/contacts_file_import", content)).Is(status);
        return status == 201 ? await Done(started) : null;
    }

    private async Task<JsonObject> Done(Answer started)
    {
        Emulator.CompleteActivities();
        return (await Client.GetAsync($"/activities/{(string)started.Object["activity_id"]!}")).Is(200).Object;
    }
}
