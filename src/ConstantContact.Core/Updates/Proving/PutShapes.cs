using System.Text.Json.Nodes;
using ConstantContact.Core.Contacts;
using ConstantContact.Core.Json;
using ConstantContact.Core.Updates.Planning;

namespace ConstantContact.Core.Updates.Proving;

/// <summary>
/// The properties of a PUT about whose effect the sources disagree, as names. The first PUT of a run with a shape is
/// read back and compared in full before a second one with that shape is sent.
/// </summary>
/// <remarks>
/// It is unknown whether a sent array replaces the stored one or is appended to it, whether removals take effect,
/// whether notes sent back are recognised, whether omitted members (<c>sms_channel</c>) are kept, whether an opt-out
/// sent back gets a new timestamp, and how the service treats members that this module does not know.
/// </remarks>
public static class PutShapes
{
    /// <summary>The shape of every PUT: no run sends a second one before the first was read back.</summary>
    public const string AnyPut = "any PUT";

    public static IReadOnlyCollection<string> Of(UpdatePlan plan)
    {
        var current = plan.Current;
        var merged = plan.Expected;
        var shapes = new HashSet<string>(StringComparer.Ordinal) { AnyPut };
        foreach (var member in ContactMembers.SubResources)
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

    /// <summary>True if a stored entry is not sent back unchanged. A service that only appends would keep it.</summary>
    private static bool ReplacesEntries(JsonObject current, JsonObject merged, string member)
    {
        var sent = new HashSet<string>((merged.Array(member) ?? []).Select(CcJson.ToText), StringComparer.Ordinal);
        return (current.Array(member) ?? []).Any(e => !sent.Contains(CcJson.ToText(e)));
    }
}
