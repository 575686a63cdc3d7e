namespace ConstantContact.Core.Export;

/// <summary>
/// The column names of an export, as the service's guides list them. The guides say that there may be more; the service
/// decides.
/// </summary>
public static class ExportFields
{
    public static IReadOnlyList<string> Names { get; } =
    [
        "first_name",
        "last_name",
        "email_address",
        "email_lists",
        "phone_number",
        "company_name",
        "job_title",
        "social_profiles",
        "website",
        "notes",
        "street",
        "city",
        "state",
        "zip",
        "country",
        "anniversary",
        "birthday",
        "birthday_day",
        "birthday_month",
        "source_name",
        "created_at",
        "updated_at",
        "email_optin_source",
        "email_optin_date",
        "email_optout_source",
        "email_optout_date",
        "email_optout_reason",
        "sms_number",
        "sms_consent_date",
        "sms_status",
    ];
}
