using System.Text.Json.Nodes;
using ConstantContact.Core.Errors;
using ConstantContact.Core.Json;

namespace ConstantContact.Core.Contacts;

/// <summary>
/// Applies a patch to the current contact. Pure: neither input is changed. Every member that the patch does not name
/// stays JSON-equal, including members that this module does not know.
/// </summary>
public static class ContactMerge
{
    /// <exception cref="AmbiguousKindException">
    /// The patch names a kind for which the contact has several entries, none of which is as the patch wants it.
    /// </exception>
    public static JsonObject Apply(JsonObject current, ContactPatch patch)
    {
        var merged = current.Copy();
        foreach (var array in patch.ClearArrays)
        {
            merged[array] = new JsonArray();
        }

        foreach (var core in patch.Core)
        {
            SetCore(merged, core.Key, core.Value);
        }

        ApplyEmail(merged, patch);
        foreach (var field in patch.Fields)
        {
            ApplyField(merged, field);
        }

        foreach (var phone in patch.Phones)
        {
            ApplyPhone(merged, phone.Key, phone.Value);
        }

        foreach (var address in patch.Addresses)
        {
            ApplyAddress(merged, address);
        }

        ApplySet(merged, ContactMembers.ListMemberships, patch.AddLists, patch.RemoveLists);
        ApplySet(merged, ContactMembers.Taggings, patch.AddTags, patch.RemoveTags);
        RemoveNotes(merged, patch.RemoveNotes);
        AppendNotes(merged, patch.AddNotes);
        return merged;
    }

    private static void SetCore(JsonObject merged, string member, object? value)
    {
        if (value is null)
        {
            merged.Remove(member);
        }
        else
        {
            merged[member] = value is int number ? JsonValue.Create(number) : JsonValue.Create((string)value);
        }
    }

    private static void ApplyEmail(JsonObject merged, ContactPatch patch)
    {
        if (patch.NewEmailAddress is null && patch.PermissionToSend is null)
        {
            return;
        }

        var email = merged.Object(ContactMembers.EmailAddress);
        if (email is null)
        {
            merged[ContactMembers.EmailAddress] = email = [];
        }

        if (patch.NewEmailAddress is not null)
        {
            email[ContactMembers.Address] = patch.NewEmailAddress;
        }

        if (patch.PermissionToSend is not null)
        {
            email[ContactMembers.PermissionToSend] = patch.PermissionToSend;
        }
    }

    /// <summary>
    /// A contact may have several entries for one field, as in the vendor's own support example. Fields that the patch
    /// does not name keep all their entries. A named field has only the requested value afterwards, so its surplus
    /// entries are removed.
    /// </summary>
    private static void ApplyField(JsonObject merged, FieldPatch patch)
    {
        var entries = ArrayOf(merged, ContactMembers.CustomFields);
        List<JsonObject> same =
        [
            .. entries.OfType<JsonObject>().Where(e => SameText(e.Text(ContactMembers.CustomFieldId), patch.Field.Id)),
        ];
        foreach (var surplus in patch.Clears ? same : same.Skip(1))
        {
            entries.Remove(surplus);
        }

        if (patch.Clears)
        {
            return;
        }

        JsonObject entry;
        if (same.Count > 0)
        {
            entry = same[0];
        }
        else
        {
            entry = new JsonObject { [ContactMembers.CustomFieldId] = patch.Field.Id };
            entries.Add((JsonNode)entry);
        }

        if (patch.ChoiceIds is null)
        {
            entry[ContactMembers.Value] = patch.Value;
            entry.Remove(ContactMembers.ChoiceIds);
        }
        else
        {
            entry[ContactMembers.ChoiceIds] = new JsonArray([
                .. patch.ChoiceIds.Select(id => (JsonNode)JsonValue.Create(id)),
            ]);
            entry.Remove(ContactMembers.Value);
        }
    }

    private static void ApplyPhone(JsonObject merged, string kind, string? number)
    {
        if (number is not null && IsThere(merged, ContactMembers.PhoneNumbers, kind, Has))
        {
            return;
        }

        var entry = SingleOfKind(merged, ContactMembers.PhoneNumbers, "phone numbers", kind);
        if (number is null)
        {
            entry?.Parent!.AsArray().Remove(entry);
        }
        else
        {
            (entry ?? AddOfKind(merged, ContactMembers.PhoneNumbers, kind))[ContactMembers.PhoneNumber] = number;
        }

        bool Has(JsonObject phone) => phone.Text(ContactMembers.PhoneNumber) == number;
    }

    private static void ApplyAddress(JsonObject merged, AddressPatch patch)
    {
        if (!patch.Clears && IsThere(merged, ContactMembers.StreetAddresses, patch.Kind, Has))
        {
            return;
        }

        var entry = SingleOfKind(merged, ContactMembers.StreetAddresses, "street addresses", patch.Kind);
        if (patch.Clears)
        {
            entry?.Parent!.AsArray().Remove(entry);
            return;
        }

        foreach (var part in patch.Parts)
        {
            if (part.Value is not null)
            {
                entry ??= AddOfKind(merged, ContactMembers.StreetAddresses, patch.Kind);
                entry[part.Key] = part.Value;
            }
            else
            {
                entry?.Remove(part.Key);
            }
        }

        bool Has(JsonObject address) =>
            patch.Parts.All(part => (address.Text(part.Key) ?? string.Empty) == (part.Value ?? string.Empty));
    }

    /// <summary>
    /// True if an entry of this kind is already as requested. If there are several of this kind, it does not matter
    /// which of them is meant.
    /// </summary>
    private static bool IsThere(JsonObject merged, string member, string kind, Func<JsonObject, bool> isAsRequested) =>
        OfKind(merged, member, kind).Any(isAsRequested);

    private static JsonObject? SingleOfKind(JsonObject merged, string member, string what, string kind)
    {
        List<JsonObject> same = [.. OfKind(merged, member, kind)];
        return same.Count > 1
            ? throw AmbiguousKindException.For(new Contact(merged).ToString(), what, kind, same.Count)
            : same.FirstOrDefault();
    }

    private static IEnumerable<JsonObject> OfKind(JsonObject merged, string member, string kind) =>
        merged.Entries(member).Where(entry => SameText(entry.Text(ContactMembers.Kind), kind));

    private static JsonObject AddOfKind(JsonObject merged, string member, string kind)
    {
        var entry = new JsonObject { [ContactMembers.Kind] = kind };
        ArrayOf(merged, member).Add((JsonNode)entry);
        return entry;
    }

    private static void ApplySet(
        JsonObject merged,
        string member,
        IReadOnlyList<NamedId> add,
        IReadOnlyList<NamedId> remove
    )
    {
        if (add.Count == 0 && remove.Count == 0)
        {
            return;
        }

        var ids = ArrayOf(merged, member);
        foreach (
            var gone in ids.Where(i => remove.Any(r => SameText(r.Id, JsonRead.Text(i)))).OfType<JsonNode>().ToList()
        )
        {
            ids.Remove(gone);
        }

        foreach (var added in add)
        {
            if (!ids.Any(i => SameText(JsonRead.Text(i), added.Id)))
            {
                ids.Add((JsonNode)JsonValue.Create(added.Id));
            }
        }
    }

    /// <summary>
    /// A note that already exists is not added again, so that a run repeated after an interruption leaves one note.
    /// </summary>
    private static void AppendNotes(JsonObject merged, IReadOnlyList<string> notes)
    {
        foreach (var text in notes)
        {
            if (!merged.Entries(ContactMembers.Notes).Any(n => n.Text(ContactMembers.Content) == text))
            {
                ArrayOf(merged, ContactMembers.Notes).Add((JsonNode)new JsonObject { [ContactMembers.Content] = text });
            }
        }
    }

    private static void RemoveNotes(JsonObject merged, IReadOnlyList<string> notes)
    {
        foreach (var text in notes)
        {
            if (
                merged.Entries(ContactMembers.Notes).FirstOrDefault(n => n.Text(ContactMembers.Content) == text) is
                { } note
            )
            {
                note.Parent!.AsArray().Remove(note);
            }
        }
    }

    private static JsonArray ArrayOf(JsonObject merged, string member)
    {
        if (merged.Array(member) is { } present)
        {
            return present;
        }

        var made = new JsonArray();
        merged[member] = made;
        return made;
    }

    private static bool SameText(string? left, string? right) =>
        string.Equals(left, right, StringComparison.OrdinalIgnoreCase);
}
