using System;
using System.Collections.Generic;
using System.Linq;
using System.Text.Json.Nodes;

namespace ConstantContact.TestData;

/// <summary>
/// The expected contact after a change, computed in a slow and obvious way, and whether two contacts are equal except
/// for what the service owns (ids of entries, timestamps, the order of what has no order).
/// </summary>
public static class MergeOracle
{
    private static readonly string[] Stamps = ["updated_at", "update_source", "_links"];

    /// <summary>True where the wish names a kind of which the contact has several: it must be refused.</summary>
    public static bool IsAmbiguous(JsonObject contact, RandomWish wish) =>
        wish.Phones.Keys.Any(k => Count(contact, "phone_numbers", k) > 1)
        || wish.Addresses.Keys.Any(k => Count(contact, "street_addresses", k) > 1);

    /// <summary>
    /// True where the wish would take the contact over the service's limits of three phones and three addresses.
    /// </summary>
    public static bool IsOverLimit(JsonObject contact, RandomWish wish)
    {
        JsonObject after = Apply(contact, wish);
        return Over("phone_numbers") || Over("street_addresses");

        bool Over(string member) => after[member]!.AsArray().Count > Math.Max(3, contact[member]!.AsArray().Count);
    }

    public static JsonObject Apply(JsonObject contact, RandomWish wish)
    {
        var after = (JsonObject)contact.DeepClone();
        foreach ((string member, string? value) in wish.Core)
        {
            after.Remove(member);
            if (value is not null)
            {
                after[member] = member.StartsWith("birthday", StringComparison.Ordinal)
                    ? JsonValue.Create(int.Parse(value, System.Globalization.CultureInfo.InvariantCulture))
                    : JsonValue.Create(value);
            }
        }

        foreach ((string field, string? value) in wish.Fields)
        {
            var kept = new List<JsonObject>();
            bool done = false;
            foreach (JsonObject entry in Entries(after, "custom_fields"))
            {
                if ((string?)entry["custom_field_id"] != field)
                {
                    kept.Add(entry);
                }
                else if (value is not null && !done)
                {
                    done = true;
                    entry["value"] = value;
                    kept.Add(entry);
                }
            }

            if (value is not null && !done)
            {
                kept.Add(new JsonObject { ["custom_field_id"] = field, ["value"] = value });
            }

            SetEntries(after, "custom_fields", kept);
        }

        foreach ((string kind, string? number) in wish.Phones)
        {
            List<JsonObject> entries = [.. Entries(after, "phone_numbers")];
            JsonObject? entry = entries.SingleOrDefault(e => (string?)e["kind"] == kind);
            if (number is null)
            {
                entries.RemoveAll(e => (string?)e["kind"] == kind);
            }
            else if (entry is null)
            {
                entries.Add(new JsonObject { ["kind"] = kind, ["phone_number"] = number });
            }
            else
            {
                entry["phone_number"] = number;
            }

            SetEntries(after, "phone_numbers", entries);
        }

        foreach ((string kind, Dictionary<string, string>? parts) in wish.Addresses)
        {
            List<JsonObject> entries = [.. Entries(after, "street_addresses")];
            if (parts is null)
            {
                entries.RemoveAll(e => (string?)e["kind"] == kind);
            }
            else
            {
                JsonObject? entry = entries.SingleOrDefault(e => (string?)e["kind"] == kind);
                if (entry is null)
                {
                    entry = new JsonObject { ["kind"] = kind };
                    entries.Add(entry);
                }

                foreach ((string part, string value) in parts)
                {
                    entry[part] = value;
                }
            }

            SetEntries(after, "street_addresses", entries);
        }

        SetIds(after, "list_memberships", wish.AddLists, wish.RemoveLists);
        SetIds(after, "taggings", wish.AddTags, wish.RemoveTags);
        List<JsonObject> notes = [.. Entries(after, "notes")];
        foreach (string note in wish.Notes.Where(n => !notes.Any(e => (string?)e["content"] == n)))
        {
            notes.Add(new JsonObject { ["content"] = note });
        }

        SetEntries(after, "notes", notes);
        return after;
    }

    /// <summary>Sorted text of everything that counts.</summary>
    public static string Essence(JsonObject contact)
    {
        var copy = (JsonObject)contact.DeepClone();
        foreach (string stamp in Stamps)
        {
            copy.Remove(stamp);
        }

        if (copy["email_address"] is JsonObject email)
        {
            email.Remove("updated_at");
        }

        foreach (
            (string member, string[] owned) in new (string, string[])[]
            {
                ("phone_numbers", ["phone_number_id", "created_at", "updated_at", "create_source", "update_source"]),
                ("street_addresses", ["street_address_id", "created_at", "updated_at"]),
                ("notes", ["note_id"]),
            }
        )
        {
            foreach (JsonObject entry in Entries(copy, member))
            {
                foreach (string o in owned)
                {
                    entry.Remove(o);
                }
            }
        }

        return Sorted(copy);
    }

    /// <summary>
    /// As <see cref="Essence"/>, without the time of notes that the wish added: the service writes it.
    /// </summary>
    public static string EssenceWithNewNotes(JsonObject contact, RandomWish wish)
    {
        var copy = (JsonObject)contact.DeepClone();
        foreach (
            JsonObject note in Entries(copy, "notes")
                .Where(n => wish.Notes.Contains((string?)n["content"] ?? string.Empty))
        )
        {
            note.Remove("created_at");
        }

        return Essence(copy);
    }

    private static string Sorted(JsonNode? node) =>
        node switch
        {
            null => "null",
            JsonObject o =>
                $"{{{string.Join(",", o.Where(p => p.Value is not null).OrderBy(p => p.Key, StringComparer.Ordinal).Select(p => $"{p.Key}:{Sorted(p.Value)}"))}}}",
            JsonArray a => $"[{string.Join(",", a.Select(Sorted).OrderBy(t => t, StringComparer.Ordinal))}]",
            _ => node.ToJsonString(),
        };

    private static IEnumerable<JsonObject> Entries(JsonObject contact, string member) =>
        contact[member]?.AsArray().OfType<JsonObject>() ?? [];

    private static int Count(JsonObject contact, string member, string kind) =>
        Entries(contact, member).Count(e => (string?)e["kind"] == kind);

    private static void SetEntries(JsonObject contact, string member, IEnumerable<JsonObject> entries) =>
        contact[member] = new JsonArray([.. entries.Select(e => e.DeepClone())]);

    private static void SetIds(JsonObject contact, string member, List<string> add, List<string> remove)
    {
        List<string> ids = [.. contact[member]?.AsArray().Select(i => (string)i!) ?? []];
        ids.RemoveAll(remove.Contains);
        ids.AddRange(add.Where(a => !ids.Contains(a)));
        contact[member] = new JsonArray([.. ids.Select(i => (JsonNode)JsonValue.Create(i))]);
    }
}
