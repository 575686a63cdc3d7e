using System;
using System.Collections.Generic;
using System.Linq;
using System.Text.Json.Nodes;
using ConstantContact.Emulator.Accounts;
using ConstantContact.Emulator.Contacts;
using ConstantContact.Emulator.Json;

namespace ConstantContact.Emulator.Pages;

/// <summary>
/// The effect of a write on a contact, short enough for one line: lists, tags and custom fields by their names, entries
/// without their ids, and no stamps.
/// </summary>
/// <param name="names">Names of lists, tags and custom fields by their ids.</param>
internal sealed class ContactGlance(IReadOnlyDictionary<string, string> names)
{
    private static readonly string[] Stamps =
    [
        "contact_id",
        "created_at",
        "updated_at",
        "create_source",
        "update_source",
        "opt_in_date",
        "opt_in_source",
        "opt_out_date",
        "confirm_status",
    ];

    /// <summary>The names that an account has now.</summary>
    internal static ContactGlance Of(EmulatedAccount account)
    {
        lock (account.Gate)
        {
            return new ContactGlance(
                new[] { (account.Lists, "name"), (account.Tags, "name"), (account.Fields, "label") }
                    .SelectMany(kind =>
                        kind.Item1.All.Select(e =>
                            KeyValuePair.Create(e.Text(kind.Item1.IdMember)!, e.Text(kind.Item2) ?? "")
                        )
                    )
                    .ToDictionary(StringComparer.OrdinalIgnoreCase)
            );
        }
    }

    /// <summary>
    /// The changed members with what was there (null for nothing) and what is there (null for nothing).
    /// </summary>
    internal IEnumerable<(string Member, string? Before, string? After)> Between(JsonObject before, JsonObject after)
    {
        foreach (
            var name in before
                .Select(m => m.Key)
                .Union(after.Select(m => m.Key), StringComparer.Ordinal)
                .Except(Stamps, StringComparer.Ordinal)
        )
        {
            var (was, becomes) = (before[name], after[name]);
            if (JsonNode.DeepEquals(was, becomes))
            {
                continue;
            }

            if (was is JsonArray or null && becomes is JsonArray or null)
            {
                var came = (becomes as JsonArray ?? []).Select(e => Brief(name, e)).ToList();
                var went = (was as JsonArray ?? [])
                    .Select(e => Brief(name, e))
                    .Where(entry => !came.Remove(entry))
                    .ToList();
                if (came.Count + went.Count > 0)
                {
                    yield return (
                        name,
                        went.Count == 0 ? null : string.Join(", ", went),
                        came.Count == 0 ? null : string.Join(", ", came)
                    );
                }
            }
            else if (was is JsonObject or null && becomes is JsonObject or null)
            {
                foreach (var inner in Between(was as JsonObject ?? [], becomes as JsonObject ?? []))
                {
                    yield return inner;
                }
            }
            else
            {
                yield return (name, Brief(name, was), Brief(name, becomes));
            }
        }
    }

    private string? Brief(string array, JsonNode? node) =>
        node switch
        {
            JsonObject entry when array == SubResource.CustomFields.Name =>
                $"{names.GetValueOrDefault(entry.Text("custom_field_id") ?? "", "field")} = "
                    + $"{entry.Text("value") ?? string.Join(", ", entry.Array("choice_ids")?.Select(JsonAccess.ScalarText) ?? [])}",
            JsonObject entry when array == SubResource.Notes.Name => $"“{entry.Text("content")}”",
            JsonObject entry => string.Join(
                ' ',
                entry
                    .Where(m =>
                        !Stamps.Contains(m.Key, StringComparer.Ordinal)
                        && !m.Key.EndsWith("_id", StringComparison.Ordinal)
                    )
                    .OrderBy(m => m.Key == "kind" ? 0 : 1)
                    .Select(m => JsonAccess.ScalarText(m.Value))
                    .OfType<string>()
            ),
            _ => JsonAccess.ScalarText(node) is { } text ? names.GetValueOrDefault(text, text) : null,
        };
}
