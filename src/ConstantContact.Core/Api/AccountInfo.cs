using System.Text.Json.Nodes;
using ConstantContact.Core.Base;
using ConstantContact.Core.Json;

namespace ConstantContact.Core.Api;

/// <summary>The account of a connection, and the privileges of its user.</summary>
public sealed class AccountInfo
{
    public string? OrganizationName { get; init; }

    public string? EncodedAccountId { get; init; }

    public string? FirstName { get; init; }

    public string? LastName { get; init; }

    public string? ContactEmail { get; init; }

    public string? ContactPhone { get; init; }

    public string? OrganizationPhone { get; init; }

    public string? Website { get; init; }

    public string? CountryCode { get; init; }

    public string? StateCode { get; init; }

    /// <summary>For instance US/Eastern.</summary>
    public string? TimeZoneId { get; init; }

    public IReadOnlyList<AccountEmail> Emails
    {
        get;
        init => field = JoinedList.Of(value);
    } = JoinedList.Of<AccountEmail>([]);

    /// <summary>The privileges of the signed-in user, such as contacts:write.</summary>
    public IReadOnlyList<string> Privileges
    {
        get;
        init => field = JoinedList.Of(value);
    } = JoinedList.Of<string>([]);

    public override string ToString() => ShownText.Line(OrganizationName ?? EncodedAccountId ?? "account");

    /// <summary>Combines three answers.</summary>
    public static AccountInfo From(
        JsonObject summary,
        IReadOnlyList<AccountEmail> emails,
        IReadOnlyList<string> privileges
    )
    {
        string? Text(string name) => summary[name] is JsonValue value ? value.ToString() : null;
        return new AccountInfo
        {
            OrganizationName = Text("organization_name"),
            EncodedAccountId = Text("encoded_account_id"),
            FirstName = Text("first_name"),
            LastName = Text("last_name"),
            ContactEmail = Text("contact_email"),
            ContactPhone = Text("contact_phone"),
            OrganizationPhone = Text("organization_phone"),
            Website = Text("website"),
            CountryCode = Text("country_code"),
            StateCode = Text("state_code"),
            TimeZoneId = Text("time_zone_id"),
            Emails = emails,
            Privileges = privileges,
        };
    }
}
