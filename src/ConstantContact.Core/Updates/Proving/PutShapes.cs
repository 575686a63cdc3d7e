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
/// whether entries sent back, such as notes, are recognised, whether omitted members (<c>sms_channel</c>) are kept,
/// whether an opt-out sent back gets a new timestamp, and how the service treats members that this module does not
/// know.
/// </remarks>
public static class PutShapes
{
    /// <summary>The shape of every PUT: no run sends a second one before the first was read back.</summary>
    public const string AnyPut = "any PUT";

    public static IReadOnlyCollection<string> Of(UpdatePlan plan)
    {
        var merged = plan.Expected;
        var shapes = new HashSet<string>(StringComparer.Ordinal) { AnyPut };
        foreach (var member in ContactMembers.SubResources)
        {
            var stored = Entries(plan.Current, member);
            var sent = Entries(merged, member);
            if (sent.Count > 0)
            {
                shapes.Add(member);
            }

            // A service that does not recognise the entry stores it twice. An added entry does not show that.
            if (sent.Overlaps(stored))
            {
                shapes.Add($"{member}: entry sent back");
            }

            // A service that only appends would keep the stored entry.
            if (!stored.IsSubsetOf(sent))
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

    private static HashSet<string> Entries(JsonObject contact, string member) =>
        new((contact.Array(member) ?? []).Select(CcJson.ToText), StringComparer.Ordinal);
}
