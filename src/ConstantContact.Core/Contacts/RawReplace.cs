using System.Text.Json.Nodes;
using ConstantContact.Core.Json;

namespace ConstantContact.Core.Contacts;

/// <summary>
/// The raw PUT behind <c>-Replace</c>: only what the patch names is sent, beside the address and permission that say who the
/// contact is. Core members that it leaves out become null; sub-resources that it leaves out are kept by the specification's word.
/// </summary>
public static class RawReplace
{
    /// <summary>What is sent.</summary>
    public static JsonObject Document(JsonObject current, ContactPatch patch)
    {
        JsonObject bare = [];
        if (current.Object(ContactMembers.EmailAddress) is { } email)
        {
            bare[ContactMembers.EmailAddress] = email.DeepClone();
        }

        return ContactMerge.Apply(bare, patch);
    }

    /// <summary>The contact that should come of it.</summary>
    public static JsonObject Outcome(JsonObject current, ContactPatch patch)
    {
        JsonObject outcome = Document(current, patch);
        foreach (string member in current.Select(m => m.Key))
        {
            if (!outcome.ContainsKey(member) && !ContactMembers.Core.Contains(member, System.StringComparer.Ordinal))
            {
                outcome[member] = current[member]?.DeepClone();
            }
        }

        return outcome;
    }
}
