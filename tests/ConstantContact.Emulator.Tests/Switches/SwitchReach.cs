using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using System.Net.Http;
using System.Text.Json.Nodes;
using System.Threading.Tasks;
using ConstantContact.Emulator.Tests.Support;
using ConstantContact.Emulator.Tests.Surface;

namespace ConstantContact.Emulator.Tests.Switches;

/// <summary>One place that a switch speaks of, and what is seen there under each of its values.</summary>
/// <param name="Switch">Its name.</param>
/// <param name="Name">The place.</param>
/// <param name="Observe">Looks.</param>
/// <param name="Seen">What is seen, in the order of the switch's values.</param>
public sealed record SwitchPlace(string Switch, string Name, Func<ReachAccount, Task<string>> Observe, params string[] Seen)
{
    public override string ToString() => $"{Switch}: {Name}";
}

/// <summary>Every switch and every place that it speaks of.</summary>
public static class SwitchReach
{
    public static IReadOnlyList<SwitchPlace> All { get; } =
    [
        .. ReachAccount.Arrays.Append("sms_channel").Select(name => new SwitchPlace("omitted-subresource", name, a => Omitted(a, name), "kept", "gone")),
        .. ReachAccount.Arrays.Select(name => new SwitchPlace("sent-array", name, a => Sent(a, name), "1", "2")),
        new("notes", "PUT", async a => await a.PutAsync(await a.EchoAsync()) + " " + Count(await a.ContactAsync(), "notes"), "200 1", "200 2"),
        .. new[] { "top", "email_address", "custom_fields", "phone_numbers", "street_addresses", "notes", "sms_channel", "sms_channel_consents" }
            .Select(place => new SwitchPlace("unknown-members", $"PUT {place}", a => UnknownInPut(a, place), "kept 200", "gone 200", "kept 400")),
        new("unknown-members", "POST /contacts", a => a.PostAsync("/contacts", new JsonObject { ["create_source"] = "Account", ["first_name"] = "A", ["shoe"] = "9" }), "201", "201", "400"),
        new("unknown-members", "sign_up_form", a => With(a.Form("n@example.com"), "shoe", "9", f => a.PostAsync("/contacts/sign_up_form", f)), "201", "201", "400"),
        new("opt-out-stamp", "PUT", OptOutStamp, "same", "moved"),
        new("answer-subresources", "POST", async a => Shown((await a.Client.PostAsync("/contacts", New(a))).Is(201).Object), "list_memberships", "all", "none"),
        new("answer-subresources", "PUT", async a => Shown((await a.Client.PutAsync($"/contacts/{a.Id}", With(Bare(), "list_memberships", ReachAccount.Ids(a.List)))).Is(200).Object), "list_memberships", "all", "none"),
        new("omitted-email", "PUT", async a => await a.PutAsync(Bare()) + " " + ((await a.ContactAsync()).ContainsKey("email_address") ? "kept" : "gone"), "200 kept", "200 gone", "400 kept"),
        new("omitted-permission", "PUT", OmittedPermission, "explicit", "implicit"),
        new("unsubscribe-strips-lists", "PUT", Unsubscribe, "1", "0"),
        new("unsubscribe-strips-lists", "opt-out by the contact", async a => { a.Emulator.State.OptOut(a.Id); return Count(await a.ContactAsync(), "list_memberships"); }, "1", "0"),
        new("unsubscribed-list-add", "PUT", ListForUnsubscribed, "200 2", "200 1", "400 1"),
        new("confirmed-opt-in", "POST", async a => Confirm(await a.ContactAsync(await a.Client.AddContactAsync("n@example.com", "explicit"))), "explicit off", "explicit confirmed"),
        new("confirmed-opt-in", "PUT", ConfirmByPut, "pending_confirmation off", "pending_confirmation pending"),
        new("confirmed-opt-in", "sign_up_form, new", async a => Confirm(await SignedUp(a, "n@example.com")), "explicit off", "pending_confirmation pending"),
        new("confirmed-opt-in", "sign_up_form, stored", async a => Confirm(await SignedUp(a, "a@example.com")), "explicit off", "explicit confirmed"),
        new("confirmed-opt-in", "import", async a => { await a.ImportAsync(new JsonObject { ["email"] = "n@example.com" }); return Confirm(Found(a, "n@example.com")); }, "implicit off", "implicit confirmed"),
        new("confirmed-opt-in", "invented members", a => a.WithAsync(o => o.Members = 30, async (_, e) => ReachAccount.Distinct(e.State.Contacts.Select(c => (string)c["email_address"]!["confirm_status"]!))), "off", "confirmed,pending"),
        new("ill-formed-id-status", "every operation with an id", EveryId, "404", "400"),
        .. new[] { "/contacts", "/contact_lists", "/contact_tags", "/contact_custom_fields", "/segments", "/activities" }
            .Select(path => new SwitchPlace("links-on-last-page", $"GET {path}", a => Links(a, path), "absent", "null", "{}")),
        new("links-on-last-page", "GET /contacts?segment_id", async a => { var id = await a.AddSegmentAsync(); await a.GetAsync($"/contacts?segment_id={id}"); return await Links(a, $"/contacts?segment_id={id}"); }, "absent", "null", "{}"),
        new("second-delete", "DELETE", async a => ReachAccount.Status(await a.Client.DeleteAsync($"/contacts/{a.Id}")) + " " + ReachAccount.Status(await a.Client.DeleteAsync($"/contacts/{a.Id}")), "204 404", "204 204"),
        new("deleted-at", "DELETE", async a => { await a.Client.DeleteAsync($"/contacts/{a.Id}"); return (string)(await a.ContactAsync())["deleted_at"]!; }, "2026-05-04", "2026-05-04T09:00:00Z"),
        new("deleted-at", "contact_delete", async a => { await a.RunAsync("/activities/contact_delete", new JsonObject { ["contact_ids"] = ReachAccount.Ids(a.Id) }); return (string)(await a.ContactAsync())["deleted_at"]!; }, "2026-05-04", "2026-05-04T09:00:00Z"),
        new("deleted-at", "GET /contacts", async a => { await a.Client.DeleteAsync($"/contacts/{a.Id}"); return await DeletedAt(a.Client); }, "2026-05-04", "2026-05-04T09:00:00Z"),
        new("deleted-at", "seed with an instant", a => a.WithAsync(o => o.Seed = Deleted("2022-08-15T10:30:00Z"), (c, _) => DeletedAt(c)), "2022-08-15", "2022-08-15T10:30:00Z"),
        new("deleted-at", "seed with a date", a => a.WithAsync(o => o.Seed = Deleted("2022-08-15"), (c, _) => DeletedAt(c)), "2022-08-15", "2022-08-15T00:00:00Z"),
        new("deleted-at", "invented members", a => a.WithAsync(o => o.Members = 25, (c, _) => DeletedAt(c)), "2024-03-01", "2024-03-01T00:24:00Z"),
        new("deleted-at", "state that was put", async a => { (await a.Client.ControlAsync("PUT", "state", Deleted("2022-08-15T10:30:00Z").ToJsonString())).Is(200); return await DeletedAt(a.Client); }, "2022-08-15", "2022-08-15T10:30:00Z"),
        new("missing-authorization", "every operation", EveryOperationUnsigned, "403", "401"),
        new("field-name", "POST", async a => (string)(await a.Client.PostAsync("/contact_custom_fields", FieldBody("Shoe Size"))).Object["name"]!, "Shoe_Size", "shoe_size"),
        new("field-name", "PUT", async a => (string)(await a.Client.PutAsync($"/contact_custom_fields/{a.Field}", new JsonObject { ["label"] = "Shoe Size" })).Object["name"]!, "Shoe_Size", "shoe_size"),
        new("field-name", "invented account", a => a.WithAsync(o => o.Members = 1, async (c, _) => (string)(await c.GetAsync("/contact_custom_fields")).Object["custom_fields"]![1]!["name"]!), "Member_number", "member_number"),
        new("field-name", "seed without names", a => a.WithAsync(o => o.Seed = JsonNode.Parse("""{"custom_fields":[{"label":"Shoe Size","type":"string"}]}"""), async (c, _) => (string)(await c.GetAsync("/contact_custom_fields")).Object["custom_fields"]![0]!["name"]!), "Shoe_Size", "shoe_size"),
        new("import-unknown-field", "JSON", async a => Outcome(await a.ImportAsync(new JsonObject { ["email"] = "x@example.com", ["cf:nothing"] = "1" }, new JsonObject { ["email"] = "y@example.com" })), "completed 2 told", "completed 2 silent", "completed 1 told", "failed 0 told"),
        new("import-unknown-field", "CSV", async a => Outcome(await a.ImportCsvAsync("email,cf:nothing\nx@example.com,1\ny@example.com,\n")), "completed 2 told", "completed 2 silent", "completed 1 told", "failed 0 told"),
        new("import-revives-deleted", "JSON", a => Revived(a, () => a.ImportAsync(new JsonObject { ["email"] = "a@example.com" })), "alive 1", "deleted 0"),
        new("import-revives-deleted", "CSV", a => Revived(a, () => a.ImportCsvAsync("email\na@example.com\n")), "alive 1", "deleted 0"),
        .. new[] { ("first_name", "first_name"), ("job_title", "job_title"), ("birthday_month", "birthday_month"), ("anniversary", "anniversary"), ("home_phone", "phone_numbers"), ("home_city", "street_addresses"), ("cf:Level", "custom_fields") }
            .SelectMany(c => new SwitchPlace[]
            {
                new("import-blank", $"JSON {c.Item1}", a => Blank(a, c.Item2, () => a.ImportAsync(new JsonObject { ["email"] = "a@example.com", [c.Item1] = "" })), "kept", "gone"),
                new("import-blank", $"CSV {c.Item1}", a => Blank(a, c.Item2, () => a.ImportCsvAsync($"email,{c.Item1}\na@example.com,\n")), "kept", "gone"),
            }),
        new("refresh-token-reuse", "POST token", RefreshReuse, "400 200", "400 400"),
        new("long-lived-answer", "POST token", LongLived, "same", "absent"),
        new("segment-evaluation", "GET /contacts?segment_id", Segment, "202 200 200", "202 202 200", "200 200 200"),
        new("remove-list-source-lists", "remove_list_memberships", a => a.PostAsync("/activities/remove_list_memberships", new JsonObject { ["source"] = new JsonObject { ["list_ids"] = ReachAccount.Ids([.. Enumerable.Range(0, 51).Select(_ => Guid.NewGuid().ToString())]) }, ["list_ids"] = ReachAccount.Ids(a.List) }), "400", "201"),
        new("export-not-ready", "GET /contact_exports", async a => await a.GetAsync(await a.ExportAsync([])), "404", "202"),
        new("export-accept", "GET /contact_exports", ExportAsJson, "200 text/csv", "406 application/json"),
        new("segment-combined", "GET /contacts?segment_id", async a => await a.GetAsync($"/contacts?segment_id={await a.AddSegmentAsync()}&status=all"), "400", "202"),
        .. ReachAccount.Arrays.Select(name => new SwitchPlace("empty-array", name, async a => await a.PutAsync(With(await a.EchoAsync(), name, new JsonArray())) + " " + Count(await a.ContactAsync(), name), "200 0", "200 1")),
        new("restore-by-contact", "PUT", async a => { await a.Client.DeleteAsync($"/contacts/{a.Id}"); return await a.PutAsync(await a.EchoAsync(source: "Contact")) + " " + Life(await a.ContactAsync()); }, "400 deleted", "200 alive"),
        new("opt-out-override", "PUT", OverrideOptOut, "400 unsubscribed", "200 unsubscribed"),
        new("resubscribe-again", "PUT resubscribe", Resubscribe, "200 409", "200 200"),
        new("unknown-ids", "sign_up_form lists", a => With(a.Form("n@example.com"), "list_memberships", Nobody(), f => a.PostAsync("/contacts/sign_up_form", f)), "400", "404"),
        new("unknown-ids", "sign_up_form fields", a => With(a.Form("n@example.com"), "custom_fields", new JsonArray(new JsonObject { ["custom_field_id"] = ReachAccount.Unknown, ["value"] = "x" }), f => a.PostAsync("/contacts/sign_up_form", f)), "400", "404"),
        new("unknown-ids", "contacts_file_import", async a => ReachAccount.Status(await a.SendCsvAsync("email\nx@example.com\n", ReachAccount.Unknown)), "400", "404"),
        new("unknown-ids", "remove_list_memberships", a => a.PostAsync("/activities/remove_list_memberships", new JsonObject { ["source"] = OneContact(a), ["list_ids"] = Nobody() }), "400", "404"),
        new("unknown-ids", "contacts_taggings_add", a => a.PostAsync("/activities/contacts_taggings_add", new JsonObject { ["source"] = OneContact(a), ["tag_ids"] = Nobody() }), "400", "404"),
        new("unknown-ids", "contacts_taggings_remove", a => a.PostAsync("/activities/contacts_taggings_remove", new JsonObject { ["source"] = OneContact(a), ["tag_ids"] = Nobody() }), "400", "404"),
        new("unknown-ids", "custom_fields_delete", a => a.PostAsync("/activities/custom_fields_delete", new JsonObject { ["custom_field_ids"] = Nobody() }), "400", "404"),
        new("unknown-ids", "contact_exports lists", a => a.PostAsync("/activities/contact_exports", new JsonObject { ["list_ids"] = Nobody() }), "400", "404"),
        new("unknown-ids", "contact_exports tags", a => a.PostAsync("/activities/contact_exports", new JsonObject { ["tag_ids"] = Nobody() }), "400", "404"),
        new("unknown-ids", "contact_exports segment", a => a.PostAsync("/activities/contact_exports", new JsonObject { ["segment_id"] = 99 }), "400", "404"),
        new("email-filter", "GET /contacts?email", async a => Count((await a.Client.GetAsync("/contacts?email=A@example.com")).Object, "contacts"), "1", "0"),
        new("plus-in-query", "GET /contacts?email", async a => { await a.Client.AddContactAsync("x+y@example.com"); return Count((await a.Client.GetAsync("/contacts?email=x+y@example.com")).Object, "contacts"); }, "0", "1"),
        new("plus-in-query", "GET /contact_lists?name", async a => { await a.Client.AddListAsync("x+y"); return Count((await a.Client.GetAsync("/contact_lists?name=x+y")).Object, "lists"); }, "0", "1"),
        new("active-status", "GET /contacts?status", async a => { await Pending(a); return Count((await a.Client.GetAsync("/contacts?status=active")).Object, "contacts"); }, "1", "2"),
        new("active-status", "membership_count", async a => { await Pending(a); return (await a.Client.GetAsync($"/contact_lists/{a.List}?include_membership_count=active")).Object["membership_count"]!.ToJsonString(); }, "1", "2"),
        new("active-status", "all_active_contacts", async a => { await Pending(a); return Items(await a.RunAsync("/activities/add_list_memberships", new JsonObject { ["source"] = new JsonObject { ["all_active_contacts"] = true }, ["list_ids"] = ReachAccount.Ids(a.Other) })); }, "1", "2"),
        new("active-status", "engagement_level", async a => { await Pending(a); return Items(await a.RunAsync("/activities/add_list_memberships", new JsonObject { ["source"] = new JsonObject { ["engagement_level"] = "unqualified" }, ["list_ids"] = ReachAccount.Ids(a.Other) })); }, "1", "2"),
        new("active-status", "contact_exports", async a => { await Pending(a); return Items(await a.RunAsync("/activities/contact_exports", new JsonObject { ["list_ids"] = ReachAccount.Ids(a.List), ["status"] = "active" })); }, "1", "2"),
        new("landing-page-source", "POST", a => a.PostAsync("/contacts", new JsonObject { ["create_source"] = "Landing Page", ["first_name"] = "A" }), "400", "201"),
        new("landing-page-source", "PUT", async a => await a.PutAsync(await a.EchoAsync(source: "Landing Page")), "400", "200"),
        new("name-periods", "POST", async a => (string)(await a.Client.PostAsync("/contacts", new JsonObject { ["create_source"] = "Account", ["first_name"] = "Fr. J" })).Object["first_name"]!, "Fr. J", "Fr J"),
        new("name-periods", "PUT", async a => { await a.PutAsync(With(await a.EchoAsync(), "last_name", "St. X")); return (string)(await a.ContactAsync())["last_name"]!; }, "St. X", "St X"),
        new("name-periods", "sign_up_form, new", a => Named(a, "n@example.com", f => a.PostAsync("/contacts/sign_up_form", f)), "Fr. J", "Fr J"),
        new("name-periods", "sign_up_form, stored", a => Named(a, "a@example.com", f => a.PostAsync("/contacts/sign_up_form", f)), "Fr. J", "Fr J"),
        new("name-periods", "JSON import", async a => { await a.ImportAsync(new JsonObject { ["email"] = "a@example.com", ["first_name"] = "Fr. J" }); return First(a, "a@example.com"); }, "Fr. J", "Fr J"),
        new("name-periods", "CSV import", async a => { await a.ImportCsvAsync("email,first_name\na@example.com,Fr. J\n"); return First(a, "a@example.com"); }, "Fr. J", "Fr J"),
        new("sign-up-email-length", "sign_up_form", a => a.PostAsync("/contacts/sign_up_form", a.Form($"{new string('x', 50)}@example.com")), "400", "201"),
        new("sign-up-fields", "sign_up_form", ManyFields, "201", "400"),
        new("lists-page-limit", "GET /contact_lists", a => a.GetAsync("/contact_lists?limit=1000"), "200", "400"),
        new("field-types", "POST", a => a.PostAsync("/contact_custom_fields", new JsonObject { ["label"] = "n", ["type"] = "number" }), "201", "400"),
        new("json-import-rows", "contacts_json_import", async a => (await a.ImportAsync([.. Enumerable.Range(0, 40_001).Select(i => new JsonObject { ["email"] = string.Create(CultureInfo.InvariantCulture, $"m{i}@example.com") })]))["status"]!["person_count"]!.ToJsonString(), "40000", "39999"),
        new("four-megabytes", "contacts_file_import", async a => Megabytes(await a.ImportCsvAsync("email,street\n" + string.Concat(Enumerable.Range(0, 24_000).Select(i => string.Create(CultureInfo.InvariantCulture, $"member{i:D6}@example.com,{new string('x', 175)}\n"))))), "4.0", "4.2"),
        new("four-megabytes", "contacts_json_import", async a => Megabytes(await a.ImportAsync([.. Enumerable.Range(0, 24_000).Select(i => new JsonObject { ["email"] = string.Create(CultureInfo.InvariantCulture, $"member{i:D6}@example.com"), ["street"] = new string('x', 155) })])), "4.0", "4.2"),
        new("import-email-length", "JSON", async a => (await a.ImportAsync(new JsonObject { ["email"] = $"{new string('x', 50)}@example.com" }))["status"]!["person_count"]!.ToJsonString(), "1", "0"),
        new("import-email-length", "CSV", async a => (await a.ImportCsvAsync($"email\n{new string('x', 50)}@example.com\n"))["status"]!["person_count"]!.ToJsonString(), "1", "0"),
        new("csv-heading-case", "contacts_file_import", async a => { await a.ImportCsvAsync("email,Last_Name\na@example.com,B\n"); return (string?)(await a.ContactAsync())["last_name"] ?? "none"; }, "B", "none"),
        new("csv-kind-headings", "contacts_file_import", async a => { await a.ImportCsvAsync("email,work_phone\na@example.com,555\n"); return Count(await a.ContactAsync(), "phone_numbers"); }, "2", "1"),
        new("csv-byte-order-mark", "contacts_file_import", async a => ReachAccount.Status(await a.SendCsvAsync("\uFEFFemail,first_name\na@example.com,A\n")), "201", "400"),
        new("queue-full-body", "POST activity", a => QueueFull(a, () => a.Client.PostAsync("/activities/contact_delete", new JsonObject { ["contact_ids"] = ReachAccount.Ids(a.Id) })), "own", "throttled"),
        new("queue-full-body", "DELETE list", a => QueueFull(a, () => a.Client.DeleteAsync($"/contact_lists/{a.List}")), "own", "throttled"),
        new("queue-full-body", "DELETE tag", a => QueueFull(a, () => a.Client.DeleteAsync($"/contact_tags/{a.Tag}")), "own", "throttled"),
        new("user-agent", "API", a => a.GetAsync("/contacts"), "200", "403"),
        new("user-agent", "sign-in host", async a => { using var app = new SignInClient(a.Emulator); return ReachAccount.Status(await app.RefreshAsync("none")); }, "400", "403"),
        .. new[] { "/contacts?include_count", "/contact_lists?include_count", "/contact_lists?include_sms_membership_count", "/contact_tags?include_count" }
            .Select(path => new SwitchPlace("boolean-query", $"GET {path}", async a => $"{await a.GetAsync($"{path}=1")} {await a.GetAsync($"{path}=0")} {await a.GetAsync($"{path}=true")} {await a.GetAsync($"{path}=2")}", "200 200 200 400", "400 400 200 400")),
        new("boolean-query", "GET /contact_tags/{id}?include_count", a => a.GetAsync($"/contact_tags/{a.Tag}?include_count=1"), "200", "400"),
        .. new[] { "phone_numbers", "street_addresses" }.Select(name => new SwitchPlace("entry-ids", name, a => EntryIds(a, name), "200", "400")),
        .. new[] { ("type", (JsonNode)"string"), ("metadata", new JsonObject()), ("version", 1) }
            .Select(m => new SwitchPlace("field-put-members", m.Item1, async a => ReachAccount.Status(await a.Client.PutAsync($"/contact_custom_fields/{a.Field}", new JsonObject { ["label"] = "Level", [m.Item1] = m.Item2.DeepClone() })), "200", "400")),
        new("activities-order", "GET /activities", async a => await Order(a, "/activities"), "3 2 1", "1 2 3"),
        new("activities-order", "its next page", ActivitiesByPages, "3 2 1", "1 2 3"),
    ];

    private static JsonObject Bare() => new() { ["update_source"] = "Account" };

    private static JsonObject New(ReachAccount a) => new() { ["create_source"] = "Account", ["first_name"] = "A", ["list_memberships"] = ReachAccount.Ids(a.List) };

    private static JsonObject FieldBody(string label) => new() { ["label"] = label, ["type"] = "string" };

    private static JsonArray Nobody() => ReachAccount.Ids(ReachAccount.Unknown);

    private static JsonObject OneContact(ReachAccount a) => new() { ["contact_ids"] = ReachAccount.Ids(a.Id) };

    private static JsonObject With(JsonObject body, string name, JsonNode? value)
    {
        body[name] = value;
        return body;
    }

    private static Task<string> With(JsonObject body, string name, JsonNode? value, Func<JsonObject, Task<string>> send) => send(With(body, name, value));

    private static string Count(JsonObject holder, string array) => holder[array]!.AsArray().Count.ToString(CultureInfo.InvariantCulture);

    private static string Items(JsonObject activity) => activity["status"]!["items_total_count"]!.ToJsonString();

    private static string Life(JsonObject contact) => contact.ContainsKey("deleted_at") ? "deleted" : "alive";

    private static JsonObject Found(ReachAccount a, string address) => a.Emulator.State.GetContact(address)!;

    private static string First(ReachAccount a, string address) => (string)Found(a, address)["first_name"]!;

    private static string Confirm(JsonObject contact) => $"{contact["email_address"]!["permission_to_send"]} {contact["email_address"]!["confirm_status"]}";

    private static string Shown(JsonObject answer)
    {
        var shown = ReachAccount.Arrays.Where(answer.ContainsKey).ToList();
        return shown.Count switch { 0 => "none", 6 => "all", _ => string.Join(',', shown) };
    }

    private static string Outcome(JsonObject activity) =>
        $"{activity["state"]} {activity["status"]!["person_count"]} {(activity["activity_errors"]!.AsArray().Count > 0 ? "told" : "silent")}";

    // 200 bytes or so a row: the row at which the reading ended says how many bytes were read.
    private static string Megabytes(JsonObject activity) => (int)activity["status"]!["person_count"]! switch { >= 18_000 and < 20_100 => "4.0", >= 20_100 and < 21_500 => "4.2", var other => other.ToString(CultureInfo.InvariantCulture) };

    private static async Task<string> Omitted(ReachAccount a, string name)
    {
        var body = Bare();
        body["email_address"] = new JsonObject { ["address"] = "a@example.com", ["permission_to_send"] = "implicit" };
        (await a.Client.PutAsync($"/contacts/{a.Id}", body)).Is(200);
        return Found(a, a.Id)[name] is { } left && left is not JsonArray { Count: 0 } ? "kept" : "gone";
    }

    private static async Task<string> Sent(ReachAccount a, string name)
    {
        var other = name switch
        {
            "custom_fields" => new JsonArray(new JsonObject { ["custom_field_id"] = a.Field, ["value"] = "silver" }),
            "list_memberships" => ReachAccount.Ids(a.Other),
            "taggings" => ReachAccount.Ids(await a.Client.AddTagAsync("second")),
            "phone_numbers" => new JsonArray(new JsonObject { ["phone_number"] = "555-0101", ["kind"] = "work" }),
            "street_addresses" => new JsonArray(new JsonObject { ["kind"] = "work", ["city"] = "Loveland" }),
            _ => new JsonArray(new JsonObject { ["content"] = "wrote" }),
        };
        (await a.Client.PutAsync($"/contacts/{a.Id}", With(await a.EchoAsync(), name, other))).Is(200);
        return Count(await a.ContactAsync(), name);
    }

    private static async Task<string> UnknownInPut(ReachAccount a, string place)
    {
        a.Emulator.State.ChangeContact(a.Id, contact => Holder(contact, place)["shoe"] = "9");
        var body = await Body();
        Holder(body, place).Remove("shoe");
        (await a.Client.PutAsync($"/contacts/{a.Id}", body)).Is(200);
        var left = Holder(Found(a, a.Id), place).ContainsKey("shoe") ? "kept" : "gone";
        body = await Body();
        Holder(body, place)["shoe"] = "10";
        return $"{left} {await a.PutAsync(body)}";

        async Task<JsonObject> Body()
        {
            var echo = await a.EchoAsync();
            echo["sms_channel"] = ReachAccount.Sms();
            return echo;
        }
    }

    private static JsonObject Holder(JsonObject contact, string place) => place switch
    {
        "top" => contact,
        "email_address" or "sms_channel" => contact[place]!.AsObject(),
        "sms_channel_consents" => contact["sms_channel"]![place]![0]!.AsObject(),
        _ => contact[place]![0]!.AsObject(),
    };

    private static async Task<string> OptOutStamp(ReachAccount a)
    {
        a.Emulator.State.OptOut(a.Id);
        var before = (string)(await a.ContactAsync())["email_address"]!["opt_out_date"]!;
        a.Time.Advance(TimeSpan.FromHours(1));
        (await a.Client.PutAsync($"/contacts/{a.Id}", await a.EchoAsync())).Is(200);
        return (string)(await a.ContactAsync())["email_address"]!["opt_out_date"]! == before ? "same" : "moved";
    }

    private static async Task<string> OmittedPermission(ReachAccount a)
    {
        var id = await a.Client.AddContactAsync("e@example.com", "explicit");
        (await a.Client.PutAsync($"/contacts/{id}", With(Bare(), "email_address", new JsonObject { ["address"] = "e@example.com" }))).Is(200);
        return (string)(await a.ContactAsync(id))["email_address"]!["permission_to_send"]!;
    }

    private static async Task<string> Unsubscribe(ReachAccount a)
    {
        var body = await a.EchoAsync();
        body["email_address"]!["permission_to_send"] = "unsubscribed";
        (await a.Client.PutAsync($"/contacts/{a.Id}", body)).Is(200);
        return Count(await a.ContactAsync(), "list_memberships");
    }

    private static async Task<string> ListForUnsubscribed(ReachAccount a)
    {
        a.Emulator.State.OptOut(a.Id);
        var body = await a.EchoAsync();
        body["list_memberships"]!.AsArray().Add(a.Other);
        return await a.PutAsync(body) + " " + Count(await a.ContactAsync(), "list_memberships");
    }

    private static async Task<string> ConfirmByPut(ReachAccount a)
    {
        var body = await a.EchoAsync();
        body["email_address"]!["permission_to_send"] = "pending_confirmation";
        (await a.Client.PutAsync($"/contacts/{a.Id}", body)).Is(200);
        return Confirm(await a.ContactAsync());
    }

    private static async Task<JsonObject> SignedUp(ReachAccount a, string address)
    {
        Assert.InRange((await a.Client.PostAsync("/contacts/sign_up_form", a.Form(address))).Status, 200, 201);
        return Found(a, address);
    }

    private static async Task<string> Named(ReachAccount a, string address, Func<JsonObject, Task<string>> send)
    {
        await send(With(a.Form(address), "first_name", "Fr. J"));
        return First(a, address);
    }

    private static async Task<string> EveryId(ReachAccount a)
    {
        var statuses = new List<string>();
        foreach (var operation in Operations.All.Where(o => o.Path.Contains('{', StringComparison.Ordinal)))
        {
            var path = operation.Path[..operation.Path.IndexOf('{', StringComparison.Ordinal)] + "ill-formed" + operation.Path[(operation.Path.IndexOf('}', StringComparison.Ordinal) + 1)..];
            using var content = operation.Body is null ? null : new StringContent(operation.Body, System.Text.Encoding.UTF8, "application/json");
            statuses.Add(ReachAccount.Status(await a.Client.SendAsync(operation.Method, path, content)));
        }

        return ReachAccount.Distinct(statuses);
    }

    private static async Task<string> EveryOperationUnsigned(ReachAccount a)
    {
        using var nobody = new Client(a.Emulator, token: null);
        var statuses = new List<string>();
        foreach (var operation in Operations.All)
        {
            statuses.Add(ReachAccount.Status(await nobody.SendAsync(operation.Method, operation.Path.Replace("{", "", StringComparison.Ordinal).Replace("}", "", StringComparison.Ordinal))));
        }

        return ReachAccount.Distinct(statuses);
    }

    private static async Task<string> Links(ReachAccount a, string path)
    {
        var page = (await a.Client.GetAsync(path)).Is(200).Object;
        return page.TryGetPropertyValue("_links", out var links) ? links?.ToJsonString() ?? "null" : "absent";
    }

    private static JsonObject Deleted(string at) => new()
    {
        ["contacts"] = new JsonArray(new JsonObject { ["email_address"] = new JsonObject { ["address"] = "d@example.com" }, ["deleted_at"] = at }),
    };

    private static async Task<string> DeletedAt(Client client) =>
        (string)(await client.GetAsync("/contacts?status=deleted")).Is(200).Object["contacts"]![0]!["deleted_at"]!;

    private static async Task<string> Revived(ReachAccount a, Func<Task<JsonObject>> import)
    {
        await a.Client.DeleteAsync($"/contacts/{a.Id}");
        await import();
        var contact = await a.ContactAsync();
        return $"{Life(contact)} {Count(contact, "list_memberships")}";
    }

    private static async Task<string> Blank(ReachAccount a, string member, Func<Task<JsonObject>> import)
    {
        await import();
        return (await a.ContactAsync())[member] is { } left && left is not JsonArray { Count: 0 } ? "kept" : "gone";
    }

    private static async Task<string> RefreshReuse(ReachAccount a)
    {
        using var app = new SignInClient(a.Emulator);
        var (_, first) = a.Emulator.Authorization.SignIn("emulator-public");
        var second = (string)(await app.RefreshAsync(first)).Is(200).Object["refresh_token"]!;
        a.Time.Advance(TimeSpan.FromSeconds(2));
        var reuse = ReachAccount.Status(await app.RefreshAsync(first));
        a.Time.Advance(TimeSpan.FromSeconds(2));
        return $"{reuse} {ReachAccount.Status(await app.RefreshAsync(second))}";
    }

    private static async Task<string> LongLived(ReachAccount a)
    {
        using var app = new SignInClient(a.Emulator);
        var (_, token) = a.Emulator.Authorization.SignIn("emulator-long-lived");
        return (string?)(await app.RefreshAsync(token, "emulator-long-lived")).Is(200).Object["refresh_token"] == token ? "same" : "absent";
    }

    private static async Task<string> Segment(ReachAccount a)
    {
        var path = $"/contacts?segment_id={await a.AddSegmentAsync()}";
        var first = $"{await a.GetAsync(path)} {await a.GetAsync(path)}";
        a.Time.Advance(a.Emulator.Options.ActivityDuration);
        return $"{first} {await a.GetAsync(path)}";
    }

    private static async Task<string> ExportAsJson(ReachAccount a)
    {
        var path = await a.ExportAsync([]);
        a.Emulator.CompleteActivities();
        using var http = new HttpClient();
        http.DefaultRequestHeaders.Add("Authorization", "Bearer emulator");
        http.DefaultRequestHeaders.Add("Accept", "application/json");
        using var answer = await http.GetAsync(new Uri(a.Emulator.BaseUri.AbsoluteUri + path));
        return $"{(int)answer.StatusCode} {answer.Content.Headers.ContentType!.MediaType}";
    }

    private static async Task<string> OverrideOptOut(ReachAccount a)
    {
        a.Emulator.State.OptOut(a.Id);
        var body = await a.EchoAsync();
        body["email_address"]!["permission_to_send"] = "explicit";
        return $"{await a.PutAsync(body)} {(await a.ContactAsync())["email_address"]!["permission_to_send"]}";
    }

    private static async Task<string> Resubscribe(ReachAccount a)
    {
        a.Emulator.State.OptOut(a.Id);
        var body = new JsonObject { ["list_ids"] = ReachAccount.Ids(a.List) };
        var path = $"/contacts/resubscribe/{a.Id}";
        return $"{ReachAccount.Status(await a.Client.PutAsync(path, body))} {ReachAccount.Status(await a.Client.PutAsync(path, body))}";
    }

    private static Task Pending(ReachAccount a) => a.Client.AddContactAsync("p@example.com", "pending_confirmation", b => b["list_memberships"] = ReachAccount.Ids(a.List));

    private static async Task<string> ManyFields(ReachAccount a)
    {
        var fields = new JsonArray();
        for (var i = 0; i < 26; i++)
        {
            fields.Add(new JsonObject { ["custom_field_id"] = await a.Client.AddFieldAsync(string.Create(CultureInfo.InvariantCulture, $"f{i}")), ["value"] = "x" });
        }

        return await a.PostAsync("/contacts/sign_up_form", With(a.Form("n@example.com"), "custom_fields", fields));
    }

    private static async Task<string> QueueFull(ReachAccount a, Func<Task<Answer>> send)
    {
        for (var i = 0; i < 1000; i++)
        {
            (await a.Client.PostAsync("/activities/contact_delete", new JsonObject { ["contact_ids"] = ReachAccount.Ids(a.Id) })).Is(201);
        }

        return (await send()).Is(429).Text.Contains("\"throttled\"", StringComparison.Ordinal) ? "throttled" : "own";
    }

    private static async Task<string> EntryIds(ReachAccount a, string name)
    {
        var body = await a.EchoAsync();
        foreach (var other in new[] { "phone_numbers", "street_addresses" }.Where(o => o != name))
        {
            body.Remove(other);
        }

        return await a.PutAsync(body);
    }

    private static async Task<string> Order(ReachAccount a, string path, params string[] ids)
    {
        if (ids.Length == 0)
        {
            ids = await ThreeActivities(a);
        }

        var page = (await a.Client.GetAsync(path)).Is(200).Object["activities"]!.AsArray();
        return string.Join(' ', page.Select(activity => Array.IndexOf(ids, (string)activity!["activity_id"]!) + 1));
    }

    private static async Task<string> ActivitiesByPages(ReachAccount a)
    {
        var ids = await ThreeActivities(a);
        var next = (string)(await a.Client.GetAsync("/activities?limit=2")).Is(200).Object["_links"]!["next"]!["href"]!;
        return $"{await Order(a, "/activities?limit=2", ids)} {await Order(a, next["/v3".Length..], ids)}";
    }

    private static async Task<string[]> ThreeActivities(ReachAccount a)
    {
        var ids = new List<string>();
        for (var i = 0; i < 3; i++)
        {
            ids.Add((string)(await a.Client.PostAsync("/activities/contact_exports", new JsonObject())).Is(201).Object["activity_id"]!);
            a.Time.Advance(TimeSpan.FromSeconds(1));
        }

        return [.. ids];
    }
}
