using System.Globalization;
using System.Text.Json.Nodes;
using ConstantContact.Core.Json;

namespace ConstantContact.Core.Contacts;

/// <summary>
/// Splits a contact into facets. Equality is defined only here, for the preview's diff, for "nothing to do" and for the
/// proof after a PUT. An absent member, null and blank are equal. Order does not matter where the service defines none.
/// Ids and timestamps owned by the service are ignored.
/// </summary>
public static class ContactFacets
{
    /// <summary>The value of a membership: lists and tags have no value of their own.</summary>
    public const string Present = "yes";

    /// <summary>Replaces the time of a note that has not been written yet.</summary>
    public const string NewNote = "new";

    private static readonly string[] AnniversaryFormats = ["yyyy-M-d", "yyyy/M/d", "M/d/yyyy", "M-d-yyyy"];

    public static IReadOnlyDictionary<string, ContactFacet> Of(JsonObject document)
    {
        var facets = new Dictionary<string, ContactFacet>(StringComparer.Ordinal);
        foreach (var member in ContactMembers.Core)
        {
            Add(
                facets,
                member,
                null,
                null,
                member == ContactMembers.Anniversary ? Anniversary(document.Text(member)) : document.Text(member)
            );
        }

        AddEmail(facets, document);
        foreach (var entry in document.Entries(ContactMembers.CustomFields))
        {
            AddField(facets, entry);
        }

        AddKinds(facets, document, ContactMembers.PhoneNumbers, [ContactMembers.PhoneNumberId, ContactMembers.Kind]);
        AddKinds(
            facets,
            document,
            ContactMembers.StreetAddresses,
            [ContactMembers.StreetAddressId, ContactMembers.Kind]
        );
        AddSet(facets, document, ContactMembers.ListMemberships);
        AddSet(facets, document, ContactMembers.Taggings);
        foreach (var note in document.Entries(ContactMembers.Notes))
        {
            AddNote(facets, note);
        }

        if (document.Object(ContactMembers.SmsChannel) is { } sms)
        {
            Add(
                facets,
                ContactMembers.SmsChannel,
                null,
                null,
                Canonical(sms, p => p is ContactMembers.UpdatedAt or ContactMembers.UpdateSource)
            );
        }

        foreach (var member in document.Where(m => ContactMembers.IsUnknown(m.Key)))
        {
            Add(facets, member.Key, null, null, Canonical(member.Value, _ => false));
        }

        return facets;
    }

    /// <summary>The value under the path of a change; null if there is none.</summary>
    internal static string? Shown(this IReadOnlyDictionary<string, ContactFacet> facets, ContactChange change) =>
        facets.TryGetValue(change.Path, out var facet) ? facet.Shown : null;

    private static void AddEmail(Dictionary<string, ContactFacet> facets, JsonObject document)
    {
        foreach (var part in document.Object(ContactMembers.EmailAddress) ?? [])
        {
            if (!ContactMembers.IsReadOnly(ContactMembers.EmailAddress, part.Key))
            {
                Add(facets, ContactMembers.EmailAddress, null, part.Key, Plain(part.Value));
            }
        }
    }

    private static void AddField(Dictionary<string, ContactFacet> facets, JsonObject entry)
    {
        var key = (entry.Text(ContactMembers.CustomFieldId) ?? "?").ToLowerInvariant();
        string[] choices = [.. entry.Texts(ContactMembers.ChoiceIds).OrderBy(c => c, StringComparer.Ordinal)];

        // A select entry may have a value (the labels) beside its choices. Only the choices are sent and compared.
        Add(
            facets,
            ContactMembers.CustomFields,
            key,
            null,
            choices.Length > 0 ? string.Join(";", choices) : entry.Text(ContactMembers.Value)
        );
        AddUnknownParts(facets, ContactMembers.CustomFields, key, entry);
    }

    /// <summary>
    /// Adds each part under its kind. If a kind occurs more than once, each part keeps the values of all entries.
    /// </summary>
    private static void AddKinds(
        Dictionary<string, ContactFacet> facets,
        JsonObject document,
        string member,
        string[] notCompared
    )
    {
        foreach (var entry in document.Entries(member))
        {
            var kind = (entry.Text(ContactMembers.Kind) ?? "?").ToLowerInvariant();
            foreach (var part in entry)
            {
                if (
                    !ContactMembers.IsReadOnly(member, part.Key)
                    && !notCompared.Contains(part.Key, StringComparer.Ordinal)
                )
                {
                    Add(facets, member, kind, part.Key, Plain(part.Value));
                }
            }

            Add(facets, member, kind, null, Present);
        }
    }

    private static void AddSet(Dictionary<string, ContactFacet> facets, JsonObject document, string member)
    {
        foreach (var id in document.Texts(member).Select(t => t.ToLowerInvariant()).Distinct(StringComparer.Ordinal))
        {
            Add(facets, member, id, null, Present);
        }
    }

    /// <summary>
    /// A note is identified by its text and its time. Its id belongs to the service. A new note has no time yet, so
    /// times are compared only if both sides have one (see <see cref="ContactVerification"/>).
    /// </summary>
    private static void AddNote(Dictionary<string, ContactFacet> facets, JsonObject note)
    {
        var content = note.Text(ContactMembers.Content) ?? string.Empty;
        Add(
            facets,
            ContactMembers.Notes,
            content,
            null,
            note.Time(ContactMembers.CreatedAt)?.ToUniversalTime().ToString("s", CultureInfo.InvariantCulture)
                ?? NewNote
        );
        AddUnknownParts(facets, ContactMembers.Notes, content, note);
    }

    private static void AddUnknownParts(
        Dictionary<string, ContactFacet> facets,
        string member,
        string key,
        JsonObject entry
    )
    {
        foreach (var part in entry.Where(p => ContactMembers.IsUnknown(member, p.Key)))
        {
            Add(facets, member, key, part.Key, Canonical(part.Value, _ => false));
        }
    }

    private static void Add(
        Dictionary<string, ContactFacet> facets,
        string member,
        string? key,
        string? part,
        string? value
    )
    {
        if (string.IsNullOrEmpty(value))
        {
            return;
        }

        var facet = new ContactFacet(member, key, part, [value!]);
        facets[facet.Path] = facets.TryGetValue(facet.Path, out var present)
            ? facet with
            {
                Values = [.. present.Values.Concat([value!]).OrderBy(v => v, StringComparer.Ordinal)],
            }
            : facet;
    }

    private static string? Plain(JsonNode? value) =>
        value is JsonObject or JsonArray ? Canonical(value, _ => false) : JsonRead.Text(value);

    private static string? Anniversary(string? text) =>
        DateTime.TryParseExact(text, AnniversaryFormats, CultureInfo.InvariantCulture, DateTimeStyles.None, out var day)
            ? day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture)
            : text;

    /// <summary>JSON text with sorted members, so that equal documents produce equal texts.</summary>
    private static string Canonical(JsonNode? node, Func<string, bool> leaveOut) =>
        node switch
        {
            null => string.Empty,
            JsonObject o =>
                $"{{{string.Join(",", o.Where(p => !leaveOut(p.Key)).OrderBy(p => p.Key, StringComparer.Ordinal).Select(p => $"\"{p.Key}\":{Canonical(p.Value, leaveOut)}"))}}}",
            JsonArray a => $"[{string.Join(",", a.Select(e => Canonical(e, leaveOut)))}]",
            _ => CcJson.ToText(node),
        };
}
