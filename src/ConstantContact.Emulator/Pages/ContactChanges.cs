using System;
using System.Collections.Generic;
using System.Linq;
using System.Text;
using System.Text.Json.Nodes;
using ConstantContact.Emulator.Json;

namespace ConstantContact.Emulator.Pages;

/// <summary>The differences between two states of a contact, member by member, in the API's terms.</summary>
internal static class ContactChanges
{
    private const string Nothing = "–";

    /// <summary>
    /// The members that differ. Of an array only the entries that came or went are told; of an object, its members.
    /// </summary>
    internal static IReadOnlyList<(string Member, string Before, string After)> Between(
        JsonObject before,
        JsonObject after
    )
    {
        var changes = new List<(string, string, string)>();
        Compare("", before, after, changes);
        return changes;
    }

    private static void Compare(
        string prefix,
        JsonObject before,
        JsonObject after,
        List<(string Member, string Before, string After)> changes
    )
    {
        foreach (var name in before.Select(m => m.Key).Union(after.Select(m => m.Key), StringComparer.Ordinal))
        {
            var (was, becomes) = (before[name], after[name]);
            if (JsonNode.DeepEquals(was, becomes))
            {
                continue;
            }

            switch (was, becomes)
            {
                case (JsonObject or null, JsonObject or null):
                    Compare($"{prefix}{name}.", was as JsonObject ?? [], becomes as JsonObject ?? [], changes);
                    break;
                case (JsonArray or null, JsonArray or null):
                    Compare($"{prefix}{name}", was as JsonArray ?? [], becomes as JsonArray ?? [], changes);
                    break;
                default:
                    changes.Add((prefix + name, Text(was), Text(becomes)));
                    break;
            }
        }
    }

    private static void Compare(
        string name,
        JsonArray before,
        JsonArray after,
        List<(string Member, string Before, string After)> changes
    )
    {
        var came = after.Select(Text).ToList();
        var went = before.Select(Text).Where(entry => !came.Remove(entry)).ToList();
        if (came.Count > 0 || went.Count > 0)
        {
            changes.Add(
                (
                    name,
                    went.Count == 0 ? Nothing : string.Join(", ", went),
                    came.Count == 0 ? Nothing : string.Join(", ", came)
                )
            );
        }
        else if (before.Count > 0)
        {
            changes.Add((name, "in this order", "in another order"));
        }
    }

    private static string Text(JsonNode? node) =>
        node is null ? Nothing : JsonAccess.ScalarText(node) ?? Encoding.UTF8.GetString(JsonText.Write(node));
}
