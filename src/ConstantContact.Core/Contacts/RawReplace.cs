using System.Text.Json.Nodes;
using ConstantContact.Core.Json;

namespace ConstantContact.Core.Contacts;

/// <summary>
/// The raw PUT of <c>-Replace</c>. It sends only the members that the patch names, with the address and permission that
/// identify the contact. Omitted core members become null. Omitted sub-resources are kept according to the
/// specification.
/// </summary>
public static class RawReplace
{
    /// <summary>The document to send.</summary>
    public static JsonObject Document(JsonObject current, ContactPatch patch)
    {
        JsonObject bare = [];
        if (current.Object(ContactMembers.EmailAddress) is { } email)
        {
            bare[ContactMembers.EmailAddress] = email.DeepClone();
        }

        return ContactMerge.Apply(bare, patch);
    }

    /// <summary>The contact that should result.</summary>
    public static JsonObject Outcome(JsonObject current, ContactPatch patch)
    {
        var outcome = Document(current, patch);
        foreach (var member in current.Select(m => m.Key))
        {
            if (!outcome.ContainsKey(member) && !ContactMembers.Core.Contains(member, System.StringComparer.Ordinal))
            {
                outcome[member] = current[member]?.DeepClone();
            }
        }

        return outcome;
    }
}
