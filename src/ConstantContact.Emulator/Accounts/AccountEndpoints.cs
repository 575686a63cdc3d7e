using System.Text.Json.Nodes;
using ConstantContact.Emulator.Http;

namespace ConstantContact.Emulator.Accounts;

/// <summary>/account: what a client asks to see whether its token works, and for whom. Fixed, invented data.</summary>
internal sealed class AccountEndpoints(EmulatedAccount account)
{
    internal void MapTo(Router router)
    {
        router.Map("GET", "/v3/account/summary", Summary);
        router.Map("GET", "/v3/account/user/privileges", _ => UserPrivileges());
    }

    private static ApiAnswer Summary(ApiCall call)
    {
        var extra = call.Query.Csv("extra_fields", ["physical_address", "company_logo"]);
        var answer = new JsonObject
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
        foreach (var name in extra)
        {
            answer[name] = name == "physical_address"
                ? new JsonObject { ["address_line1"] = "1 Example Street", ["city"] = "Waltham", ["state_code"] = "MA", ["postal_code"] = "02451", ["country_code"] = "US" }
                : new JsonObject { ["url"] = "https://www.example.com/logo.png" };
        }

        return ApiAnswer.Json(200, answer);
    }

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
