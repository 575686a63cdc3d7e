using System;
using System.Collections.Generic;
using System.Linq;
using System.Text.Json.Nodes;
using ConstantContact.Emulator.Accounts;
using ConstantContact.Emulator.Http;
using ConstantContact.Emulator.Json;
using ConstantContact.Emulator.Switches;

namespace ConstantContact.Emulator.Contacts;

/// <summary>
/// The result of a PUT for an array of entries. By the default reading the sent array is the new array; an entry
/// that is recognised (by its id, or by what it says) keeps its id and its times.
/// </summary>
internal sealed class EntryMerge(EmulatedAccount account, SubResource kind, string source)
{
    internal JsonArray Apply(JsonArray before, JsonArray sent)
    {
        var stored = before.OfType<JsonObject>().ToList();
        var free = new List<JsonObject>(stored);
        var appends = account.Switches.Is(SwitchCatalogue.SentArray, "append");
        var duplicates = kind == SubResource.Notes && account.Switches.Is(SwitchCatalogue.Notes, "duplicate");
        var result = new List<JsonObject>();
        foreach (var entry in sent.OfType<JsonObject>())
        {
            var known = duplicates ? null : Recognise(free, entry);
            if (known is not null)
            {
                free.Remove(known);
            }

            if (appends && kind != SubResource.Notes && known is not null && !SaysTheSame(known, entry))
            {
                // Added to what is stored means beside it, even where the id is that of a stored entry.
                free.Add(known);
                known = null;
            }

            result.Add(known is null ? Create(entry) : Update(known, entry));
        }

        if (appends || duplicates)
        {
            // Everything stored that was not matched stays, in front, in its order.
            var kept = stored.Where(free.Contains).Select(e => e.DeepClone().AsObject()).ToList();
            result = [.. kept, .. result];
        }

        var array = new JsonArray([.. result]);
        return kind == SubResource.Notes ? NoteOrder.Sorted(array) : array;
    }

    private JsonObject? Recognise(List<JsonObject> free, JsonObject entry)
    {
        if (kind == SubResource.CustomFields)
        {
            // One field id may stand in a contact twice, so the value decides first, then the order.
            var same = free.Where(f => f.Text("custom_field_id") == entry.Text("custom_field_id")).ToList();
            return same.Find(f => SaysTheSame(f, entry)) ?? same.FirstOrDefault();
        }

        if (entry.Text(kind.IdMember!) is { } id)
        {
            var hit = free.Find(f => string.Equals(f.Text(kind.IdMember!), id, StringComparison.OrdinalIgnoreCase));
            if (hit is not null)
            {
                return hit;
            }
        }

        // Notes are told apart by id alone: two notes may well say the same.
        return kind == SubResource.Notes ? null : free.Find(f => SaysTheSame(f, entry));
    }

    private bool SaysTheSame(JsonObject stored, JsonObject sent) =>
        kind.Writable.All(w => (Value(stored, w.Key) ?? "") == (Value(sent, w.Key) ?? ""))
        && (kind != SubResource.CustomFields || Choices(stored).SequenceEqual(Choices(sent), StringComparer.Ordinal));

    private JsonObject Update(JsonObject stored, JsonObject sent)
    {
        var entry = stored.DeepClone().AsObject();
        if (!SaysTheSame(stored, sent))
        {
            SetWritable(entry, sent);
            Touch(entry);
        }

        KeepUnknown(entry, sent, kind.Knows, account.Switches);
        return entry;
    }

    private JsonObject Create(JsonObject sent)
    {
        var entry = new JsonObject();
        if (kind.IdMember is not null)
        {
            entry[kind.IdMember] = account.Ids.Next().ToString();
        }

        SetWritable(entry, sent);
        var now = account.Now.ToApi();
        if (kind == SubResource.Notes)
        {
            // A note may be given the time it was taken at; otherwise it was taken now.
            var keepsTime =
                !account.Switches.Is(SwitchCatalogue.Notes, "duplicate")
                && Instants.Parse(sent.Text("created_at")) is not null;
            entry["created_at"] = keepsTime ? sent.Text("created_at") : now;
        }
        else if (kind.IdMember is not null)
        {
            entry["created_at"] = now;
            entry["updated_at"] = now;
        }

        if (kind == SubResource.Phones)
        {
            entry["create_source"] = source;
            entry["update_source"] = source;
        }

        return entry;
    }

    private void SetWritable(JsonObject entry, JsonObject sent)
    {
        foreach (var (member, _) in kind.Writable)
        {
            entry.SetOrRemove(member, Value(sent, member));
        }

        if (kind == SubResource.CustomFields)
        {
            entry.Remove("choice_ids");
            if (sent.Array("choice_ids") is { } choices)
            {
                entry["choice_ids"] = new JsonArray([
                    .. choices.Select(c => (JsonNode?)JsonValue.Create(JsonAccess.ScalarText(c))),
                ]);
            }
        }
    }

    private void Touch(JsonObject entry)
    {
        if (entry.ContainsKey("updated_at"))
        {
            entry["updated_at"] = account.Now.ToApi();
        }

        if (kind == SubResource.Phones)
        {
            entry["update_source"] = source;
        }
    }

    /// <summary>The same for an object that is made anew by every write.</summary>
    internal static void CarryUnknown(
        JsonObject made,
        JsonObject? before,
        JsonObject sent,
        Func<string, bool> knows,
        SwitchSettings switches
    )
    {
        foreach (var (name, value) in (before ?? []).Where(m => !knows(m.Key)))
        {
            made[name] = value?.DeepClone();
        }

        KeepUnknown(made, sent, knows, switches);
    }

    /// <summary>
    /// Members of a stored object that the contract does not name. One that a client sends and that is
    /// not stored is ignored: clients that echo or misspell are not told.
    /// </summary>
    internal static void KeepUnknown(
        JsonObject stored,
        JsonObject sent,
        Func<string, bool> knows,
        SwitchSettings switches
    )
    {
        var dropsOmitted = switches.Is(SwitchCatalogue.UnknownMembers, "null-if-omitted");
        foreach (var name in stored.Select(m => m.Key).Where(n => !knows(n)).ToList())
        {
            if (sent.TryGetPropertyValue(name, out var value))
            {
                stored[name] = value?.DeepClone();
            }
            else if (dropsOmitted)
            {
                stored.Remove(name);
            }
        }
    }

    // A blank text is no text, except where it is a custom field's value, which may be blank.
    private string? Value(JsonObject entry, string member)
    {
        var text = entry.Text(member);
        return string.IsNullOrWhiteSpace(text) && kind != SubResource.CustomFields ? null : text;
    }

    private static IEnumerable<string?> Choices(JsonObject entry) =>
        entry.Array("choice_ids")?.Select(JsonAccess.ScalarText) ?? [];
}
