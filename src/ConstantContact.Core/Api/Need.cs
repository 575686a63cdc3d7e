namespace ConstantContact.Core.Api;

/// <summary>Scopes and user privileges, as the vendor's OpenAPI document names them for each operation.</summary>
internal static class Need
{
    public const string ContactData = "contact_data";

    public const string AccountRead = "account_read";

    public const string ContactsRead = "contacts:read";

    public const string ContactsWrite = "contacts:write";

    public const string ListsRead = "contacts:lists:read";

    public const string ListsWrite = "contacts:lists:write";

    public const string AccountReadPrivilege = "account:read";

    /// <summary>What the reports ask for: to see how mailings did.</summary>
    public const string CampaignMetrics = "ui:campaign:metrics";
}
