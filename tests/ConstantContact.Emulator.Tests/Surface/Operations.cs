using System.Collections.Generic;

namespace ConstantContact.Emulator.Tests.Surface;

/// <summary>
/// The operations of accounts, contacts, lists, tags, custom fields, segments, activities and exports: verb, path, what
/// must be there, and samples of what the contract rules out by type, range, length, format or fixed values.
/// </summary>
internal static class Operations
{
    private const string Address = """{"address_line1":"1 Main","city":"Waltham","state_code":"MA","country_code":"US"}""";
    private const string Criteria = """{\"criteria\":{\"type\":\"and\",\"group\":[{\"source\":\"contact\",\"field\":\"city\",\"op\":\"is-empty\"}]}}""";
    private const string Lists = """{"list_ids":["{list}"]}""";
    private const string NoList = """{"list_ids":["1618ae62-4752-11e9-9c8a-fa163e6b01c1"]}""";

    private static readonly string[] BadInclude = ["include=everything", "include=notes,everything"];
    private static readonly string[] BadPages = ["limit=0", "limit=501", "limit=ten", "limit=1.5", "limit=-1"];
    private static readonly string Long50 = new('x', 51);
    private static readonly string Long255 = new('x', 256);

    internal static readonly IReadOnlyList<Operation> All =
    [
        new("GET", "/account/emails", 200, BadQueries: ["confirm_status=MAYBE", "role_code=X"]),
        new("POST", "/account/emails", 201, """{"email_address":"new@example.com"}""", "email_address", BadBodies: ["""{"email_address":"nonsense"}""", $$"""{"email_address":"{{new string('x', 70)}}@example.com"}"""]),
        new("GET", "/account/summary", 200, BadQueries: ["extra_fields=logo"]),
        new("PUT", "/account/summary", 200, """{"website":"https://example.com"}""", BadBodies: [$$"""{"contact_phone":"{{new string('1', 26)}}"}""", """{"first_name":{}}"""]),
        new("GET", "/account/summary/physical_address", 200),
        new("POST", "/account/summary/physical_address", 409, Address),
        new("PUT", "/account/summary/physical_address", 200, Address, "address_line1 city country_code", BadBodies: [$$"""{"address_line1":"{{new string('x', 81)}}"}""", """{"address_line2":""}""", """{"state_code":"Mass"}"""]),
        new("GET", "/account/user/privileges", 200),

        new("GET", "/activities", 200, BadQueries: [.. BadPages, "state=initialized", "state=done"]),
        new("GET", "/activities/{activity}", 200),
        new("POST", "/activities/add_list_memberships", 201, """{"source":{"contact_ids":["{contact}"]},"list_ids":["{list}"]}""", "source list_ids", BadBodies: [NoList, """{"list_ids":[]}""", """{"list_ids":"{list}"}""", """{"source":{}}""", """{"source":{"new_subscriber":true}}""", """{"source":{"all_active_contacts":"maybe"}}""", """{"source":{"engagement_level":"lukewarm"}}""", """{"exclude":{"contact_ids":["{contact}"]}}"""]),
        new("POST", "/activities/remove_list_memberships", 201, """{"source":{"list_ids":["{list}"]},"list_ids":["{list}"]}""", "source list_ids", BadBodies: [NoList, """{"source":{"segment_id":1}}""", """{"source":{"list_ids":["x"]}}"""]),
        new("POST", "/activities/contact_delete", 201, """{"contact_ids":["{contact}"]}""", "contact_ids", BadBodies: [Lists, """{"contact_ids":["x"]}"""]),
        new("POST", "/activities/list_delete", 201, Lists, "list_ids", BadBodies: [NoList, """{"list_ids":["x"]}"""]),
        new("POST", "/activities/contacts_taggings_add", 201, """{"source":{"all_active_contacts":true},"tag_ids":["{tag}"]}""", "source tag_ids", BadBodies: ["""{"tag_ids":["{list}"]}""", """{"source":{"engagement_level":"low"}}"""]),
        new("POST", "/activities/contacts_taggings_remove", 201, """{"source":{"new_subscriber":true},"tag_ids":["{tag}"]}""", "source tag_ids", BadBodies: ["""{"tag_ids":[]}""", """{"source":{"segment_id":1}}"""]),
        new("POST", "/activities/contacts_tags_delete", 201, """{"tag_ids":["{tag}"]}""", "tag_ids", BadBodies: ["""{"tag_ids":["{list}"]}"""]),
        new("POST", "/activities/custom_fields_delete", 201, """{"custom_field_ids":["{field}"]}""", "custom_field_ids", BadBodies: ["""{"custom_field_ids":["{list}"]}"""]),
        new("POST", "/activities/contact_exports", 201, "{}", BadBodies: ["""{"fields":["nothing"]}""", """{"status":"gone"}""", """{"segment_id":999}""", """{"contact_ids":["x"]}"""]),
        new("POST", "/activities/contacts_json_import", 201, """{"import_data":[{"email":"x@example.com"}],"list_ids":["{list}"]}""", "import_data list_ids", BadBodies: [NoList, """{"import_data":[]}""", """{"import_data":["x"]}""", """{"sms_permission_to_send":"implicit"}"""]),
        new("GET", "/contact_exports/{export}", 200),

        new("GET", "/contact_custom_fields", 200, BadQueries: ["limit=0", "limit=101"]),
        new("POST", "/contact_custom_fields", 201, """{"label":"New","type":"string"}""", "label type", BadBodies: ["""{"type":"colour"}""", $$"""{"label":"{{Long50}}"}""", """{"type":"single_select"}""", """{"type":"date","version":3}""", """{"metadata":{"display_type":"list"}}""", """{"metadata":{"decimal_places":5}}""", """{"metadata":{"allow_negative":"perhaps"}}""", """{"metadata":"x"}""", """{"type":"multi_select","choices":[{"display_order":1}]}"""]),
        new("GET", "/contact_custom_fields/{field}", 200),
        new("PUT", "/contact_custom_fields/{field}", 200, """{"label":"Renamed"}""", "label", BadBodies: [$$"""{"label":"{{Long50}}"}"""]),
        new("DELETE", "/contact_custom_fields/{field}", 204),

        new("GET", "/contact_lists", 200, BadQueries: ["limit=0", "limit=1001", "include_count=2", "include_membership_count=none", "status=gone", "channel_type=fax", "include_sms_membership_count=x"]),
        new("POST", "/contact_lists", 201, """{"name":"New"}""", "name", BadBodies: [$$"""{"name":"{{Long255}}"}""", """{"favorite":"very"}""", """{"description":[]}"""]),
        new("GET", "/contact_lists/list_id_xrefs?sequence_ids=1,2", 200, BadQueries: ["", "sequence_ids=a"]),
        new("GET", "/contact_lists/{list}", 200, BadQueries: ["include_membership_count=some"]),
        new("PUT", "/contact_lists/{list}", 200, """{"name":"Renamed"}""", "name", BadBodies: [$$"""{"name":"{{Long255}}"}"""]),
        new("DELETE", "/contact_lists/{list}", 202),

        new("GET", "/contact_tags", 200, BadQueries: [.. BadPages, "include_count=2"]),
        new("POST", "/contact_tags", 201, """{"name":"new"}""", "name", BadBodies: [$$"""{"name":"{{Long255}}"}""", """{"name":""}""", """{"name":"a<b"}""", """{"name":"a>b"}"""]),
        new("GET", "/contact_tags/{tag}", 200, BadQueries: ["include_count=2"]),
        new("PUT", "/contact_tags/{tag}", 200, """{"name":"renamed"}""", "name", BadBodies: [$$"""{"name":"{{Long255}}"}""", """{"name":"<b>"}"""]),
        new("DELETE", "/contact_tags/{tag}", 202),

        new("GET", "/contacts", 200, BadQueries: [.. BadPages, .. BadInclude, "status=gone", "sms_status=x", "lists=x", "tags=x", "updated_after=x", "updated_before=x", "created_after=x", "created_before=x", "optout_after=x", "optout_before=x", "include_count=2"]),
        new("POST", "/contacts", 201, """{"create_source":"Account","first_name":"A"}""", "create_source first_name", BadBodies: [$$"""{"first_name":"{{Long50}}"}""", """{"birthday_month":13,"birthday_day":1}""", """{"email_address":"a@example.com"}""", """{"email_address":{"address":"x@example.com","permission_to_send":"maybe"}}""", """{"phone_numbers":[{"phone_number":"1","kind":"fax"}]}""", """{"street_addresses":[{"city":"x"}]}""", """{"notes":"x"}"""]),
        new("GET", "/contacts/contact_id_xrefs?sequence_ids=1,2", 200, BadQueries: ["", "sequence_ids=a"]),
        new("GET", "/contacts/counts", 200, BadQueries: ["include=old_subscriber"]),
        new("PUT", "/contacts/resubscribe/{unsubscribed}", 200, Lists, "list_ids", BadBodies: [NoList, """{"list_ids":[]}"""]),
        new("POST", "/contacts/sign_up_form", 201, """{"email_address":"new@example.com","list_memberships":["{list}"]}""", "email_address list_memberships", BadBodies: ["""{"list_memberships":[]}""", """{"list_memberships":["1618ae62-4752-11e9-9c8a-fa163e6b01c1"]}""", $$"""{"email_address":"{{new string('x', 40)}}@example.com"}""", """{"email_address":{"address":"x@example.com"}}""", """{"phone_number":"12345678901234567890123456"}""", """{"street_address":{"city":"x"}}""", """{"sms_channel":{"sms_address":"7815551212"}}"""]),
        new("GET", "/contacts/sms_engagement_history/{contact}", 200),
        new("GET", "/contacts/{contact}", 200, BadQueries: BadInclude),
        new("PUT", "/contacts/{contact}", 200, """{"update_source":"Account","first_name":"A"}""", "update_source", BadBodies: ["""{"update_source":"Me"}""", """{"anniversary":"soon"}""", """{"taggings":["x"]}"""]),
        new("DELETE", "/contacts/{contact}", 204),

        new("GET", "/segments", 200, BadQueries: ["limit=0", "limit=x", "sort_by=size"]),
        new("POST", "/segments", 201, $$"""{"name":"New","segment_criteria":"{{Criteria}}"}""", "name segment_criteria", BadBodies: ["""{"segment_criteria":{}}""", """{"segment_criteria":"x"}"""]),
        new("GET", "/segments/{segment}", 200),
        new("PUT", "/segments/{segment}", 200, $$"""{"name":"New","segment_criteria":"{{Criteria}}"}""", "name segment_criteria"),
        new("PATCH", "/segments/{segment}/name", 200, """{"name":"New"}""", "name"),
        new("DELETE", "/segments/{segment}", 204),
    ];
}
