using System;
using System.Collections.Frozen;
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

    private static readonly string[] FormMembers = ["sms_address", "dial_code", "country_code"];

    private static readonly string[] FormConsentMembers =
    [
        "sms_consent_permission",
        "consent_type",
        "consent_medium_type",
        "consent_medium_url",
        "consent_medium_details",
    ];

    /// <summary>Members of a channel, read or written.</summary>
    internal static readonly FrozenSet<string> Members = new[]
    {
        "full_sms_address",
        "sms_channel_id",
        "sms_address",
        "dial_code",
        "country_code",
        "create_source",
        "update_source",
        "sms_channel_consents",
    }.ToFrozenSet(StringComparer.Ordinal);

    /// <summary>Members of a consent, read or written.</summary>
    internal static readonly FrozenSet<string> ConsentMembers = new[]
    {
        "sms_consent_permission",
        "consent_type",
        "consent_medium_type",
        "consent_medium_url",
        "consent_medium_details",
        "advertised_frequency",
        "advertised_interval",
        "opt_in_date",
        "opt_out_date",
        "created_at",
        "updated_at",
    }.ToFrozenSet(StringComparer.Ordinal);

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
            if (
                consent.Text("sms_consent_permission")
                is not ("explicit" or "unsubscribed" or "pending_confirmation" or "not_set")
            )
            {
                faults.Add("sms_channel[sms_channel_consents][sms_consent_permission] does not have a valid value");
            }

            if (consent.Text("consent_type") != "promotional_sms")
            {
                faults.Add("sms_channel[sms_channel_consents][consent_type] does not have a valid value");
            }
        }
    }

    /// <summary>The stored form of a written channel, which is also the form that is read back.</summary>
    internal static JsonObject ToReadShape(
        JsonObject written,
        JsonObject? before,
        string source,
        EmulatedAccount account
    )
    {
        var full = written.Text("full_sms_address")!;
        var isNorthAmerican = full.StartsWith('1') && full.Length == 11;
        var now = account.Now.ToApi();
        var consents = new JsonArray();
        foreach (var consent in written.Array("sms_channel_consents")!.OfType<JsonObject>())
        {
            var stored = Consent(consent, before, now);
            EntryMerge.CarryUnknown(
                stored,
                ConsentBefore(consent, before),
                consent,
                ConsentMembers.Contains,
                account.Switches
            );
            consents.Add(stored);
        }

        var channel = new JsonObject
        {
            ["sms_channel_id"] = before.Text("sms_channel_id") ?? account.Ids.Next().ToString(),
            ["sms_address"] = isNorthAmerican ? full[1..] : full,
            ["dial_code"] = isNorthAmerican ? NorthAmerica : "",
            ["country_code"] = isNorthAmerican ? "US" : "",
            ["create_source"] = before.Text("create_source") ?? source,
            ["update_source"] = source,
            ["sms_channel_consents"] = consents,
        };
        EntryMerge.CarryUnknown(channel, before, written, Members.Contains, account.Switches);
        return channel;
    }

    /// <summary>
    /// The sign-up form has a third shape: number, dial code and country apart, and consents that say by what they were
    /// given.
    /// </summary>
    internal static JsonObject? CheckForm(JsonObject form, Validation faults)
    {
        if (form["sms_channel"] is null)
        {
            return null;
        }

        if (form.Object("sms_channel") is not { } channel)
        {
            faults.Add("sms_channel is invalid");
            return null;
        }

        foreach (var name in FormMembers.Where(n => string.IsNullOrWhiteSpace(channel.Text(n))))
        {
            faults.Add($"sms_channel[{name}] is missing");
        }

        if (
            channel.Text("sms_address") is { } number
            && channel.Text("dial_code") is { } code
            && !(code + number).All(char.IsAsciiDigit)
        )
        {
            faults.Add("sms_channel[sms_address] is invalid");
        }

        if (channel.Array("sms_channel_consents") is not { Count: > 0 } consents)
        {
            faults.Add("sms_channel[sms_channel_consents] is missing");
            return channel;
        }

        foreach (var consent in consents.OfType<JsonObject>())
        {
            foreach (var name in FormConsentMembers.Where(n => string.IsNullOrWhiteSpace(consent.Text(n))))
            {
                faults.Add($"sms_channel[sms_channel_consents][{name}] is missing");
            }

            faults.Integer(consent, "advertised_frequency", 0, int.MaxValue);
        }

        return channel;
    }

    internal static JsonObject FromForm(JsonObject channel, JsonObject? before, EmulatedAccount account)
    {
        var now = account.Now.ToApi();
        var consents = new JsonArray();
        foreach (var sent in channel.Array("sms_channel_consents")!.OfType<JsonObject>())
        {
            var consent = Consent(sent, before, now);
            foreach (
                var name in new[]
                {
                    "consent_medium_type",
                    "consent_medium_url",
                    "consent_medium_details",
                    "advertised_frequency",
                    "advertised_interval",
                }
            )
            {
                // Read as text, the frequency too, though it is written as a number.
                consent.SetOrRemove(name, sent.Text(name));
            }

            consents.Add(consent);
        }

        return new JsonObject
        {
            ["sms_channel_id"] = before.Text("sms_channel_id") ?? account.Ids.Next().ToString(),
            ["sms_address"] = channel.Text("sms_address"),
            ["dial_code"] = channel.Text("dial_code"),
            ["country_code"] = channel.Text("country_code"),
            ["create_source"] = before.Text("create_source") ?? "Contact",
            ["update_source"] = "Contact",
            ["sms_channel_consents"] = consents,
        };
    }

    private static JsonObject? ConsentBefore(JsonObject sent, JsonObject? channelBefore) =>
        channelBefore
            ?.Array("sms_channel_consents")
            ?.OfType<JsonObject>()
            .FirstOrDefault(c => c.Text("consent_type") == sent.Text("consent_type"));

    /// <summary>
    /// A consent as it is stored. When there was one of its type before, what that had been through stays on it.
    /// </summary>
    private static JsonObject Consent(JsonObject sent, JsonObject? channelBefore, string now)
    {
        var before = ConsentBefore(sent, channelBefore);
        var permission = sent.Text("sms_consent_permission")!;
        var consent = new JsonObject
        {
            ["sms_consent_permission"] = permission,
            ["consent_type"] = sent.Text("consent_type"),
        };
        consent.SetOrRemove("opt_in_date", permission == "unsubscribed" ? before.Text("opt_in_date") : now);
        consent.SetOrRemove("opt_out_date", permission == "unsubscribed" ? now : null);
        consent["created_at"] = before.Text("created_at") ?? now;
        consent["updated_at"] = now;
        return consent;
    }
}
