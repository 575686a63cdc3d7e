using System.Text.Json;
using ConstantContact.Core.Base;
using ConstantContact.Core.Json;

namespace ConstantContact.Core.Api;

/// <summary>One of the account's own addresses. It can be used for sending once it is confirmed.</summary>
public sealed class AccountEmail
{
    public required string EmailAddress { get; init; }

    /// <summary>CONFIRMED or UNCONFIRMED.</summary>
    public string? ConfirmStatus { get; init; }

    /// <summary>The uses of the address, such as CONTACT, BILLING, REPLY_TO.</summary>
    public IReadOnlyList<string> Roles
    {
        get;
        init => field = JoinedList.Of(value);
    } = JoinedList.Of<string>([]);

    public override string ToString() => ShownText.Line(EmailAddress);

    internal static AccountEmail From(JsonElement json) =>
        new()
        {
            EmailAddress = json.RequiredText("email_address"),
            ConfirmStatus = json.Text("confirm_status"),
            Roles = json.Items("roles")
                .Where(r => r.ValueKind == JsonValueKind.String)
                .Select(r => r.GetString()!)
                .ToList(),
        };
}
