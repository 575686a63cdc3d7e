using System;
using System.Globalization;
using System.Linq;
using System.Text.Json.Nodes;
using ConstantContact.Emulator.Json;

namespace ConstantContact.Emulator.Contacts;

/// <summary>
/// /contacts/sms_engagement_history: what the contact's SMS consents tell of themselves, an opt-in and an opt-out each,
/// in the order of time. States are E (explicit) and O (opted out), sources A (account) and C (contact); the values of
/// consent_action_type are ours.
/// </summary>
internal static class SmsHistory
{
    internal static JsonArray Of(JsonObject contact)
    {
        if (contact.Object("sms_channel") is not { } channel)
        {
            return [];
        }

        var events = (channel.Array("sms_channel_consents") ?? [])
            .OfType<JsonObject>()
            .SelectMany(consent =>
                new[] { Event(consent, "opt_in_date", "opt_in", "E"), Event(consent, "opt_out_date", "opt_out", "O") }
            )
            .OfType<JsonObject>()
            .OrderBy(e => e.Text("consent_action_time"), StringComparer.Ordinal)
            .ToList();
        return new JsonArray([
            .. events.Select(
                (details, at) =>
                {
                    details["source"] = channel.Text("update_source") == "Contact" ? "C" : "A";
                    details["source_sms_number"] = channel.Text("dial_code") + channel.Text("sms_address");
                    return new JsonObject
                    {
                        ["contact_id"] = contact.Text("contact_id"),
                        ["sms_channel_id"] = channel.Text("sms_channel_id"),
                        ["sms_channel_history_id"] = IdOf(channel.Text("sms_channel_id"), at),
                        ["insert_time"] = details.Text("consent_action_time"),
                        ["history_details"] = details,
                    };
                }
            ),
        ]);
    }

    private static JsonObject? Event(JsonObject consent, string dateMember, string action, string state)
    {
        if (consent.Text(dateMember) is not { } time)
        {
            return null;
        }

        var details = new JsonObject
        {
            ["state"] = state,
            ["consent_type"] = consent.Text("consent_type"),
            ["consent_action_type"] = action,
            ["consent_action_time"] = time,

            // SY: by the system, which is what a write by the API is; a form says its own.
            ["consent_medium_type"] = consent.Text("consent_medium_type") ?? "SY",
        };
        if (
            int.TryParse(
                consent.Text("advertised_frequency"),
                NumberStyles.None,
                CultureInfo.InvariantCulture,
                out var frequency
            )
        )
        {
            details["advertised_frequency"] = frequency;
        }

        details.SetOrRemove("advertised_interval", consent.Text("advertised_interval"));
        return details;
    }

    /// <summary>The same for the same entry, at every call.</summary>
    private static string IdOf(string? channelId, int at)
    {
        var bytes = (Guid.TryParse(channelId, out var id) ? id : Guid.Empty).ToByteArray();
        bytes[15] ^= (byte)(at + 1);
        return new Guid(bytes).ToString();
    }
}
