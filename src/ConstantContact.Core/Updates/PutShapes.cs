using System.Text.Json.Nodes;
using ConstantContact.Core.Contacts;
using ConstantContact.Core.Json;

namespace ConstantContact.Core.Updates;

/// <summary>
/// What about a PUT the sources disagree on, as names. The first PUT of a run that has a shape is read back and compared in
/// full before a second one with that shape is sent.
/// </summary>
/// <remarks>
/// Unknown are: whether a sent array replaces or is appended to the stored one, whether removals take, whether echoed notes
/// are recognised, whether what is left out (<c>sms_channel</c>) is kept, whether an echoed opt-out is stamped anew, and what
/// becomes of members that we do not know.
/// </remarks>
public static class PutShapes
{
    /// <summary>The shape of every PUT: no run sends a second one before its first has been read back.</summary>
    public const string AnyPut = "any PUT";

    public static IReadOnlyCollection<string> Of(UpdatePlan plan)
    {
        JsonObject current = plan.Current;
        JsonObject merged = plan.Wished;
        var shapes = new HashSet<string>(StringComparer.Ordinal) { AnyPut };
        foreach (string member in ContactMembers.SubResources)
        {
            if (merged.Array(member) is { Count: > 0 })
            {
                shapes.Add(member);
            }

            if (ReplacesEntries(current, merged, member))
            {
                shapes.Add($"{member}: entry replaced or removed");
            }
        }

        if (merged.ContainsKey(ContactMembers.SmsChannel))
        {
            shapes.Add(ContactMembers.SmsChannel);
        }

        if (!merged.ContainsKey(ContactMembers.EmailAddress))
        {
            shapes.Add("no e-mail address");
        }

        if (plan.KeepsOptOut)
        {
            shapes.Add("unsubscribed");
        }

        shapes.UnionWith(PutBody.UnknownMembers(merged).Select(m => $"unknown member {m}"));
        return shapes;
    }

    /// <summary>True where a stored entry is not sent back as it was: what is only added to would keep it.</summary>
    private static bool ReplacesEntries(JsonObject current, JsonObject merged, string member)
    {
        HashSet<string> sent = new((merged.Array(member) ?? []).Select(Text), StringComparer.Ordinal);
        return (current.Array(member) ?? []).Any(e => !sent.Contains(Text(e)));
    }

    private static string Text(JsonNode? entry) => entry is null ? string.Empty : CcJson.ToText(entry);
}
