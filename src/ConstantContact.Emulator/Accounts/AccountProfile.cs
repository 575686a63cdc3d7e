using System;
using System.Collections.Generic;
using System.Linq;
using System.Text.Json.Nodes;
using ConstantContact.Emulator.Json;

namespace ConstantContact.Emulator.Accounts;

/// <summary>Whose account it is: invented, until a client changes it.</summary>
internal sealed class AccountProfile
{
    internal JsonObject Summary { get; private init; } =
        new()
        {
            ["contact_email"] = "owner@example.com",
            ["contact_phone"] = "5555550100",
            ["country_code"] = "US",
            ["encoded_account_id"] = "a07e1emulator0",
            ["first_name"] = "Robin",
            ["last_name"] = "Example",
            ["organization_name"] = "Example Garden Club",
            ["organization_phone"] = "5555550101",
            ["state_code"] = "MA",
            ["time_zone_id"] = "US/Eastern",
            ["website"] = "https://www.example.com",
        };

    /// <summary>Null for an account that has none yet.</summary>
    internal JsonObject? PhysicalAddress { get; set; } =
        new()
        {
            ["address_line1"] = "1 Example Street",
            ["city"] = "Waltham",
            ["state_code"] = "MA",
            ["postal_code"] = "02451",
            ["country_code"] = "US",
        };

    /// <summary>The addresses the account sends from.</summary>
    internal List<JsonObject> Emails { get; private init; } =
    [
        new()
        {
            ["email_address"] = "owner@example.com",
            ["email_id"] = 1,
            ["confirm_status"] = "CONFIRMED",

            // Unlike every other time of the API.
            ["confirm_time"] = "2024-01-01T07:32:49.766+0000",
            ["confirm_source_type"] = "SITE_OWNER",
            ["roles"] = new JsonArray("CONTACT", "BILLING", "REPLY_TO", "JOURNALING", "DEFAULT_FROM"),
            ["pending_roles"] = new JsonArray(),
        },
    ];

    internal JsonObject ToJson() =>
        new()
        {
            ["summary"] = Summary.DeepClone(),
            ["physical_address"] = PhysicalAddress?.DeepClone(),
            ["emails"] = new JsonArray([.. Emails.Select(e => e.DeepClone())]),
        };

    /// <exception cref="FormatException">Not the shape that <see cref="ToJson"/> gives.</exception>
    internal static AccountProfile From(JsonNode document)
    {
        if (
            document is not JsonObject map
            || map.Object("summary") is not { } summary
            || map.Array("emails") is not { } emails
            || emails.Any(e => e is not JsonObject)
        )
        {
            throw new FormatException("'account' is a JSON object with the members summary, physical_address, emails.");
        }

        return new AccountProfile
        {
            Summary = summary.DeepClone().AsObject(),
            PhysicalAddress = map.Object("physical_address")?.DeepClone().AsObject(),
            Emails = [.. emails.Select(e => e!.DeepClone().AsObject())],
        };
    }
}
