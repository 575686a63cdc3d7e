using System.Linq;
using System.Text.Json.Nodes;
using ConstantContact.Emulator.Accounts;
using ConstantContact.Emulator.Http;
using ConstantContact.Emulator.Json;

namespace ConstantContact.Emulator.Contacts;

/// <summary>
/// The SMS channel is written in one shape (full_sms_address) and read in another (number, dial code and
/// country apart). Echoing what was read is therefore an error, as the write schema requires members it lacks.
/// </summary>
internal static class SmsChannels
{
    private const string NorthAmerica = "1";

    internal static void Check(JsonObject body, Validation faults)
    {
        if (!body.TryGetPropertyValue("sms_channel", out var node) || node is null)
        {
            return;
        }

        if (node is not JsonObject channel)
        {
            faults.Add("sms_channel is invalid");
            return;
        }

        var number = channel.Text("full_sms_address");
        if (number is null)
        {
            faults.Add("sms_channel[full_sms_address] is missing");
        }
        else if (number.Length is < 8 or > 15 || !number.All(char.IsAsciiDigit))
        {
            faults.Add("sms_channel[full_sms_address] is invalid");
        }

        if (channel.Array("sms_channel_consents") is not { } consents)
        {
            faults.Add("sms_channel[sms_channel_consents] is missing");
            return;
        }

        foreach (var consent in consents.OfType<JsonObject>())
        {
            if (consent.Text("sms_consent_permission") is not ("explicit" or "unsubscribed" or "pending_confirmation" or "not_set"))
            {
                faults.Add("sms_channel[sms_channel_consents][sms_consent_permission] does not have a valid value");
            }

            if (consent.Text("consent_type") != "promotional_sms")
            {
                faults.Add("sms_channel[sms_channel_consents][consent_type] does not have a valid value");
            }
        }
    }

    /// <summary>What is stored, and read back, for a written channel.</summary>
    internal static JsonObject ToReadShape(JsonObject written, JsonObject? before, string source, EmulatedAccount account)
    {
        var full = written.Text("full_sms_address")!;
        var isNorthAmerican = full.StartsWith('1') && full.Length == 11;
        var now = account.Now.ToApi();
        var consents = new JsonArray();
        foreach (var consent in written.Array("sms_channel_consents")!.OfType<JsonObject>())
        {
            var permission = consent.Text("sms_consent_permission")!;
            consents.Add(new JsonObject
            {
                ["sms_consent_permission"] = permission,
                ["consent_type"] = consent.Text("consent_type"),
                [permission == "unsubscribed" ? "opt_out_date" : "opt_in_date"] = now,
                ["created_at"] = now,
                ["updated_at"] = now,
            });
        }

        return new JsonObject
        {
            ["sms_channel_id"] = before.Text("sms_channel_id") ?? account.Ids.Next().ToString(),
            ["sms_address"] = isNorthAmerican ? full[1..] : full,
            ["dial_code"] = isNorthAmerican ? NorthAmerica : "",
            ["country_code"] = isNorthAmerican ? "US" : "",
            ["create_source"] = before.Text("create_source") ?? source,
            ["update_source"] = source,
            ["sms_channel_consents"] = consents,
        };
    }
}
