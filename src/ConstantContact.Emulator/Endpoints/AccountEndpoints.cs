using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using System.Text.Json.Nodes;
using ConstantContact.Emulator.Accounts;
using ConstantContact.Emulator.Contacts;
using ConstantContact.Emulator.Http;
using ConstantContact.Emulator.Json;

namespace ConstantContact.Emulator.Endpoints;

/// <summary>/account: what a client asks to see whether its token works, and for whom.</summary>
internal sealed class AccountEndpoints(EmulatedAccount account)
{
    private static readonly Dictionary<string, string> ConfirmStatus = new(StringComparer.Ordinal)
    {
        ["CONFIRMED"] = "CONFIRMED",
        ["C"] = "CONFIRMED",
        ["UNCONFIRMED"] = "UNCONFIRMED",
        ["U"] = "UNCONFIRMED",
    };

    private static readonly Dictionary<string, string> Roles = new(StringComparer.Ordinal)
    {
        ["CONTACT"] = "CONTACT",
        ["C"] = "CONTACT",
        ["BILLING"] = "BILLING",
        ["B"] = "BILLING",
        ["JOURNALING"] = "JOURNALING",
        ["J"] = "JOURNALING",
        ["REPLY_TO"] = "REPLY_TO",
        ["R"] = "REPLY_TO",
        ["OTHER"] = "OTHER",
        ["O"] = "OTHER",
    };

    /// <summary>The members of the summary that PUT may change, with the length of each text.</summary>
    private static readonly (string Name, int Length)[] Changeable =
    [
        ("contact_email", ContactShape.AddressLength),
        ("contact_phone", 25),
        ("country_code", 2),
        ("first_name", int.MaxValue),
        ("last_name", int.MaxValue),
        ("organization_name", int.MaxValue),
        ("organization_phone", int.MaxValue),
        ("state_code", 2),
        ("time_zone_id", int.MaxValue),
        ("website", int.MaxValue),
    ];

    private static readonly string[] AddressMembers =
    [
        "address_line1",
        "address_line2",
        "address_line3",
        "city",
        "state_code",
        "state_name",
        "postal_code",
        "country_code",
    ];

    internal void MapTo(Router router)
    {
        router.Map("GET", "/v3/account/summary", Summary);
        router.Map("PUT", "/v3/account/summary", ChangeSummary);
        router.Map(
            "GET",
            "/v3/account/summary/physical_address",
            _ =>
                ApiAnswer.Json(
                    200,
                    account.Profile.PhysicalAddress ?? throw ApiProblem.NotFound("The account has no physical address")
                )
        );
        router.Map("POST", "/v3/account/summary/physical_address", CreateAddress);
        router.Map("PUT", "/v3/account/summary/physical_address", call => SetAddress(call, 200));
        router.Map("GET", "/v3/account/emails", Emails);
        router.Map("POST", "/v3/account/emails", AddEmail);
        router.Map("GET", "/v3/account/user/privileges", _ => UserPrivileges());
    }

    private ApiAnswer Summary(ApiCall call)
    {
        var answer = account.Profile.Summary.DeepClone().AsObject();
        foreach (var name in call.Query.Csv("extra_fields", ["physical_address", "company_logo"]))
        {
            answer[name] =
                name == "physical_address"
                    ? account.Profile.PhysicalAddress?.DeepClone()
                    : new JsonObject { ["url"] = "https://www.example.com/logo.png" };
        }

        return ApiAnswer.Json(200, answer);
    }

    /// <summary>Unlike a contact's PUT this one changes only what it is given.</summary>
    private ApiAnswer ChangeSummary(ApiCall call)
    {
        var body = call.JsonBody();
        var faults = new Validation();
        foreach (var (name, length) in Changeable)
        {
            faults.Text(body, name, length);
        }

        if (body.Text("contact_email") is { Length: > 0 } address && !ContactValidator.LooksLikeEmail(address))
        {
            faults.Add("contact_email is invalid");
        }

        faults.ThrowIfAny();
        foreach (var (name, _) in Changeable.Where(c => body.ContainsKey(c.Name)))
        {
            account.Profile.Summary.SetOrRemove(name, body.Text(name));
        }

        return ApiAnswer.Json(200, account.Profile.Summary, wrote: true);
    }

    private ApiAnswer CreateAddress(ApiCall call) =>
        account.Profile.PhysicalAddress is null
            ? SetAddress(call, 201)
            : throw ApiProblem.Conflict("A physical address already exists for the account");

    /// <summary>The whole address: what is left out is gone.</summary>
    private ApiAnswer SetAddress(ApiCall call, int status)
    {
        var body = call.JsonBody();
        var faults = new Validation();
        var address = new JsonObject();
        foreach (var name in AddressMembers)
        {
            var isLine = name.StartsWith("address_line", StringComparison.Ordinal);
            var text = faults.Text(
                body,
                name,
                isLine ? 80
                    : name is "state_code" or "country_code" ? 2
                    : int.MaxValue
            );
            address.SetOrRemove(name, text);
            if (text is null && name is ("address_line1" or "city" or "country_code"))
            {
                faults.Add($"{name} is missing");
            }
            else if (text is null && isLine && body.Text(name) is not null)
            {
                faults.Add($"{name} is too short (minimum is 1 character)");
            }
        }

        if (address.Text("country_code") is "US" or "CA" && address["state_code"] is null)
        {
            // Elsewhere states have names and no codes.
            faults.Add("state_code is missing");
        }

        faults.ThrowIfAny();
        account.Profile.PhysicalAddress = address;
        return ApiAnswer.Json(status, address, wrote: true);
    }

    private ApiAnswer Emails(ApiCall call)
    {
        var status = Code(call.Query, "confirm_status", ConfirmStatus);
        var role = Code(call.Query, "role_code", Roles);
        var address = call.Query["email_address"];
        if (new[] { status, role, address }.Count(f => f is not null) > 1)
        {
            throw ApiProblem.Validation("only one of confirm_status, role_code, email_address can be used at a time");
        }

        var shown = account
            .Profile.Emails.Where(e => status is null || e.Text("confirm_status") == status)
            .Where(e => role is null || (e.Array("roles") ?? []).Any(r => JsonAccess.ScalarText(r) == role))
            .Where(e =>
                address is null || string.Equals(e.Text("email_address"), address, StringComparison.OrdinalIgnoreCase)
            );
        return ApiAnswer.Json(200, new JsonArray([.. shown.Select(e => e.DeepClone())]));
    }

    private ApiAnswer AddEmail(ApiCall call)
    {
        var body = call.JsonBody();
        var faults = new Validation();
        var address = faults.Text(body, "email_address", ContactShape.AddressLength);
        if (address is null)
        {
            faults.Add("email_address is missing");
        }
        else if (!ContactValidator.LooksLikeEmail(address))
        {
            faults.Add("email_address is invalid");
        }

        faults.ThrowIfAny();
        if (
            account.Profile.Emails.Exists(e =>
                string.Equals(e.Text("email_address"), address, StringComparison.OrdinalIgnoreCase)
            )
        )
        {
            throw ApiProblem.Conflict("Validation failed: Email already exists for the account");
        }

        var id =
            account
                .Profile.Emails.Select(e => long.Parse(e.Text("email_id") ?? "0", CultureInfo.InvariantCulture))
                .DefaultIfEmpty()
                .Max() + 1;
        var email = new JsonObject
        {
            ["email_address"] = address,
            ["email_id"] = id,
            ["confirm_status"] = "UNCONFIRMED",
        };
        var stored = email.DeepClone().AsObject();
        stored["roles"] = new JsonArray();
        stored["pending_roles"] = new JsonArray("OTHER");
        account.Profile.Emails.Add(stored);
        return ApiAnswer.Json(201, email, wrote: true);
    }

    private static string? Code(QueryParameters query, string name, Dictionary<string, string> known) =>
        query.OneOf(name, known.Keys) is { } code ? known[code] : null;

    private ApiAnswer UserPrivileges()
    {
        var answer = new JsonArray();
        foreach (var name in account.Options.Privileges)
        {
            answer.Add(new JsonObject { ["privilege_id"] = 3000 + answer.Count, ["privilege_name"] = name });
        }

        return ApiAnswer.Json(200, answer);
    }
}
