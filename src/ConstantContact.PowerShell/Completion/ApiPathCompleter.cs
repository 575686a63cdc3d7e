using ConstantContact.PowerShell.Session;

namespace ConstantContact.PowerShell.Completion;

/// <summary>
/// Completes the paths of the API's contact family. docs/endpoints.md has the same, which a test compares.
/// </summary>
public sealed class ApiPathCompleter : NameCompleter
{
    private protected override IEnumerable<string> Names(CcConnection? connection) =>
        [
            "account/emails",
            "account/summary",
            "account/summary/physical_address",
            "account/user/privileges",
            "activities",
            "activities/add_list_memberships",
            "activities/contact_delete",
            "activities/contact_exports",
            "activities/contacts_file_import",
            "activities/contacts_json_import",
            "activities/contacts_taggings_add",
            "activities/contacts_taggings_remove",
            "activities/contacts_tags_delete",
            "activities/custom_fields_delete",
            "activities/list_delete",
            "activities/remove_list_memberships",
            "activities/{activity_id}",
            "contact_custom_fields",
            "contact_custom_fields/{custom_field_id}",
            "contact_exports/{file_export_id}",
            "contact_lists",
            "contact_lists/list_id_xrefs",
            "contact_lists/{list_id}",
            "contact_tags",
            "contact_tags/{tag_id}",
            "contacts",
            "contacts/contact_id_xrefs",
            "contacts/counts",
            "contacts/resubscribe/{contact_id}",
            "contacts/sign_up_form",
            "contacts/sms_engagement_history/{contact_id}",
            "contacts/{contact_id}",
            "reports/contact_reports/{contact_id}/activity_details",
            "reports/contact_reports/{contact_id}/activity_summary",
            "reports/contact_reports/{contact_id}/open_and_click_rates",
            "segments",
            "segments/{segment_id}",
            "segments/{segment_id}/name",
        ];
}
