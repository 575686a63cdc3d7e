using System;
using System.Collections.Generic;
using System.Linq;
using System.Text.Json.Nodes;

namespace ConstantContact.TestData;

/// <summary>
/// Invented contacts and changes, the same for the same seed, with everything that is known to go wrong: duplicate
/// field ids, several entries of one kind, unknown members, no e-mail, an SMS channel, numbers in odd spellings. Knows
/// nothing of Core, so that the tests do not share its faults.
/// </summary>
public sealed class RandomAccount
{
    private static readonly string[] Letters =
    [
        "Anna",
        "Zoë",
        "O'Neil",
        "Müller",
        "李",
        "Fr. John",
        "x",
        "Łódź \"q\"",
        "a\nb",
        "<tag>&",
        "😀 smile",
    ];
    private static readonly string[] Permissions =
    [
        "implicit",
        "explicit",
        "pending_confirmation",
        "temp_hold",
        "not_set",
    ];
    private readonly Random _random;

    public RandomAccount(int seed)
    {
        _random = new Random(seed);
        Lists = Ids("aa", 6);
        Tags = Ids("bb", 5);
        Fields = Ids("cc", 7);
    }

    public IReadOnlyList<string> Lists { get; }

    public IReadOnlyList<string> Tags { get; }

    /// <summary>Custom fields of type string.</summary>
    public IReadOnlyList<string> Fields { get; }

    /// <summary>A whole contact as the service would give it with all six sub-resources.</summary>
    public JsonObject Contact(bool withUnknown = true, bool withEmail = true, bool withAmbiguousKinds = true)
    {
        var contact = new JsonObject { ["contact_id"] = NewId("dd") };
        if (withEmail)
        {
            var email = new JsonObject
            {
                ["address"] = $"Person+{_random.Next(1_000_000_000)}@Example.com",
                ["permission_to_send"] = Pick(Permissions),
                ["created_at"] = "2026-04-28T21:46:22Z",
                ["updated_at"] = "2026-04-28T21:46:22Z",
                ["opt_in_source"] = "Account",
                ["opt_in_date"] = "2026-04-28T21:46:22Z",
                ["confirm_status"] = "off",
            };
            Maybe(0.2, () => email["opt_out_reason"] = "moved");
            contact["email_address"] = email;
        }

        foreach (string core in new[] { "first_name", "last_name", "job_title", "company_name" })
        {
            Maybe(0.7, () => contact[core] = Word());
        }

        Maybe(
            0.5,
            () =>
            {
                contact["birthday_month"] = _random.Next(1, 13);
                contact["birthday_day"] = _random.Next(1, 29);
            }
        );
        Maybe(0.4, () => contact["anniversary"] = Date());
        contact["create_source"] = "Account";
        contact["created_at"] = "2026-04-28T21:46:22Z";
        contact["updated_at"] = "2026-05-01T01:02:03Z";
        Maybe(0.5, () => contact["update_source"] = "Account");
        contact["custom_fields"] = Many(
            4,
            () => new JsonObject { ["custom_field_id"] = Pick(Fields), ["value"] = Word() }
        );
        contact["phone_numbers"] = OfKinds(
            ["home", "work", "mobile", "other"],
            withAmbiguousKinds,
            kind => new JsonObject
            {
                ["phone_number_id"] = NewId("ee"),
                ["phone_number"] = $"555-{_random.Next(1000, 9999)}",
                ["kind"] = kind,
                ["created_at"] = "2026-04-28T21:46:22Z",
                ["updated_at"] = "2026-04-28T21:46:22Z",
                ["create_source"] = "Account",
                ["update_source"] = "Account",
            }
        );
        contact["street_addresses"] = OfKinds(
            ["home", "work", "other"],
            withAmbiguousKinds,
            kind =>
            {
                var address = new JsonObject { ["street_address_id"] = NewId("ff"), ["kind"] = kind };
                foreach (string part in new[] { "street", "city", "state", "postal_code", "country" })
                {
                    Maybe(0.7, () => address[part] = Word());
                }

                address["created_at"] = "2026-04-28T21:46:22Z";
                address["updated_at"] = "2026-04-28T21:46:22Z";
                return address;
            }
        );
        contact["list_memberships"] = Some(Lists);
        contact["taggings"] = Some(Tags);
        contact["notes"] = Many(
            3,
            () =>
                new JsonObject
                {
                    ["note_id"] = NewId("ab"),
                    ["created_at"] = $"2026-0{_random.Next(1, 9)}-11T10:00:0{_random.Next(0, 9)}Z",
                    ["content"] = Word(),
                }
        );
        Maybe(0.2, () => contact["sms_channel"] = SmsChannel());
        if (withUnknown)
        {
            AddUnknown(contact);
        }

        return contact;
    }

    public RandomWish Wish(bool withRemovals = true)
    {
        var wish = new RandomWish();
        foreach (string core in new[] { "first_name", "last_name", "job_title", "company_name" })
        {
            Maybe(0.25, () => wish.Core[core] = ClearOr(withRemovals, OneLine));
        }

        Maybe(
            0.15,
            () =>
            {
                bool clear = withRemovals && _random.Next(3) == 0;
                wish.Core["birthday_month"] = clear ? null : $"{_random.Next(1, 13)}";
                wish.Core["birthday_day"] = clear ? null : $"{_random.Next(1, 29)}";
            }
        );
        Maybe(0.15, () => wish.Core["anniversary"] = ClearOr(withRemovals, Date));
        foreach (string field in Fields)
        {
            Maybe(0.12, () => wish.Fields[field] = ClearOr(withRemovals, OneLine));
        }

        foreach (string kind in new[] { "home", "work", "mobile", "other" })
        {
            Maybe(0.12, () => wish.Phones[kind] = ClearOr(withRemovals, () => $"556-{_random.Next(1000, 9999)}"));
        }

        foreach (string kind in new[] { "home", "work", "other" })
        {
            Maybe(
                0.12,
                () =>
                    wish.Addresses[kind] =
                        withRemovals && _random.Next(4) == 0
                            ? null
                            : new[] { "street", "city", "state", "postal_code", "country" }
                                .Where(_ => _random.Next(3) == 0)
                                .DefaultIfEmpty("city")
                                .ToDictionary(p => p, _ => OneLine(), StringComparer.Ordinal)
            );
        }

        wish.AddLists.AddRange(Lists.Where(_ => _random.Next(8) == 0));
        wish.AddTags.AddRange(Tags.Where(_ => _random.Next(8) == 0));
        if (withRemovals)
        {
            wish.RemoveLists.AddRange(Lists.Where(l => _random.Next(8) == 0 && !wish.AddLists.Contains(l)));
            wish.RemoveTags.AddRange(Tags.Where(t => _random.Next(8) == 0 && !wish.AddTags.Contains(t)));
        }

        Maybe(0.15, () => wish.Notes.Add($"called about {OneLine()}"));
        return wish;
    }

    private static string[] Ids(string head, int count) =>
        [.. Enumerable.Range(1, count).Select(i => $"{head}00000{i}-4752-11e9-9c8a-fa163e6b01c1")];

    private string NewId(string head) =>
        $"{head}{_random.Next(0x100000, 0xFFFFFF):x6}-{_random.Next(0x1000, 0xFFFF):x4}-11e9-9c8a-{_random.Next(0x1000000, 0x7FFFFFF):x12}";

    private void AddUnknown(JsonObject contact)
    {
        Maybe(
            0.3,
            () =>
                contact["loyalty_tier"] = new JsonObject
                {
                    ["name"] = Word(),
                    ["points"] = JsonNode.Parse("1.50"),
                    ["history"] = new JsonArray(1, 2.5, "x"),
                }
        );
        Maybe(0.2, () => contact["preferred_language"] = Word());
        Maybe(
            0.2,
            () =>
            {
                if (contact["email_address"] is JsonObject email)
                {
                    email["deliverability"] = "good";
                }
            }
        );
        foreach (string member in new[] { "phone_numbers", "street_addresses", "custom_fields" })
        {
            foreach (JsonObject entry in contact[member]!.AsArray().OfType<JsonObject>())
            {
                Maybe(0.1, () => entry["verified"] = true);
            }
        }
    }

    private JsonObject SmsChannel() =>
        new()
        {
            ["sms_channel_id"] = NewId("ac"),
            ["sms_address"] = "7815550100",
            ["dial_code"] = "1",
            ["country_code"] = "US",
            ["create_source"] = "Account",
            ["update_source"] = "Account",
            ["sms_channel_consents"] = new JsonArray(
                new JsonObject
                {
                    ["sms_consent_permission"] = "explicit",
                    ["consent_type"] = "promotional_sms",
                    ["opt_in_date"] = "2026-01-01T00:00:00Z",
                }
            ),
        };

    private JsonArray OfKinds(string[] kinds, bool ambiguous, Func<string, JsonObject> make)
    {
        List<string> chosen = [.. kinds.Where(_ => _random.Next(2) == 0).Take(3)];
        if (ambiguous && chosen.Count is 1 or 2 && _random.Next(6) == 0)
        {
            chosen.Add(chosen[0]);
        }

        return new JsonArray([.. chosen.Select(k => (JsonNode)make(k))]);
    }

    private JsonArray Many(int max, Func<JsonObject> make) =>
        new([.. Enumerable.Range(0, _random.Next(max + 1)).Select(_ => (JsonNode)make())]);

    private JsonArray Some(IReadOnlyList<string> ids) =>
        new([.. ids.Where(_ => _random.Next(2) == 0).Select(id => (JsonNode)JsonValue.Create(id))]);

    private string? ClearOr(bool withRemovals, Func<string> make) =>
        withRemovals && _random.Next(4) == 0 ? null : make();

    private string Date() => $"{_random.Next(1950, 2026)}-{_random.Next(1, 13):D2}-{_random.Next(1, 29):D2}";

    private string Word() => $"{Pick(Letters)} {_random.Next(1000)}";

    private string OneLine() => Word().Replace('\n', ' ');

    private void Maybe(double chance, Action act)
    {
        if (_random.NextDouble() < chance)
        {
            act();
        }
    }

    private T Pick<T>(IReadOnlyList<T> all) => all[_random.Next(all.Count)];
}
