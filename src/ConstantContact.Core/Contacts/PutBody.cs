using System.Text.Json.Nodes;
using ConstantContact.Core.Json;

namespace ConstantContact.Core.Contacts;

/// <summary>
/// Builds the body of a PUT from a contact document: every member that the service accepts, complete and in a fixed
/// order, so that the preview and the request are the same bytes.
/// </summary>
public static class PutBody
{
    public static byte[] Of(JsonObject document, string updateSource)
    {
        JsonObject body = [];
        CopyPart(document, body, ContactMembers.EmailAddress);
        foreach (var member in ContactMembers.Core)
        {
            // The service sets an omitted member to null, which equals an absent one.
            if (document.TryGetPropertyValue(member, out var value) && value is not null)
            {
                body[member] = value.DeepClone();
            }
        }

        body[ContactMembers.UpdateSource] = updateSource;
        foreach (var member in ContactMembers.SubResources)
        {
            CopyPart(document, body, member);
        }

        foreach (var member in document.Where(m => ContactMembers.IsUnknown(m.Key)))
        {
            body[member.Key] = member.Value?.DeepClone();
        }

        return CcJson.ToUtf8(body);
    }

    /// <summary>Paths of members that this module does not know, at every level that a PUT sends.</summary>
    public static IReadOnlyList<string> UnknownMembers(JsonObject document)
    {
        var top = document.Where(m => ContactMembers.IsUnknown(m.Key)).Select(m => m.Key);
        var email =
            document
                .Object(ContactMembers.EmailAddress)
                ?.Where(p => ContactMembers.IsUnknown(ContactMembers.EmailAddress, p.Key))
                .Select(p => $"{ContactMembers.EmailAddress}.{p.Key}")
            ?? [];
        var entries = ContactMembers.SubResources.SelectMany(member =>
            document
                .Entries(member)
                .SelectMany(e => e)
                .Where(p => ContactMembers.IsUnknown(member, p.Key))
                .Select(p => $"{member}.{p.Key}")
        );
        return [.. top.Concat(email).Concat(entries).Distinct(System.StringComparer.Ordinal)];
    }

    private static void CopyPart(JsonObject document, JsonObject body, string member)
    {
        if (!document.TryGetPropertyValue(member, out var value) || value is null)
        {
            return;
        }

        body[member] = value switch
        {
            JsonObject part => Writable(member, part),
            JsonArray entries => new JsonArray([
                .. entries.Select(e => e is JsonObject entry ? Writable(member, entry) : e?.DeepClone()),
            ]),
            _ => value.DeepClone(),
        };
    }

    private static JsonObject Writable(string member, JsonObject part)
    {
        JsonObject kept = [];
        foreach (var p in part.Where(p => !ContactMembers.IsReadOnly(member, p.Key)))
        {
            kept[p.Key] = p.Value?.DeepClone();
        }

        return kept;
    }
}
