using System.Text;
using System.Text.Json.Nodes;
using ConstantContact.Core.Base;
using ConstantContact.Core.Json;

namespace ConstantContact.Core.Api;

/// <summary>
/// The body of a PUT that resets what it leaves out: what the service gave, without the members that it alone writes, and with
/// the changes. Members that this module does not know go back as they came.
/// </summary>
public sealed class Overwrite
{
    private readonly JsonObject _before;

    private Overwrite(JsonObject current, JsonObject before, JsonObject body)
    {
        Current = current;
        _before = before;
        Body = body;
    }

    /// <summary>As the service gave it.</summary>
    public JsonObject Current { get; }

    public JsonObject Body { get; }

    /// <summary>False where the resource is as wished already.</summary>
    public bool IsChange => Members().Any(name => !Same(_before[name], Body[name]));

    /// <param name="current">As the service gave it a moment ago.</param>
    /// <param name="readOnly">Members that it alone writes.</param>
    /// <param name="changes">Members to set. Null leaves the member out, which resets it: the API's contract takes no null.</param>
    public static Overwrite Of(JsonObject current, IReadOnlyCollection<string> readOnly, IReadOnlyDictionary<string, JsonNode?> changes)
    {
        var before = new JsonObject();
        foreach (KeyValuePair<string, JsonNode?> member in current.Where(m => !readOnly.Contains(m.Key, StringComparer.Ordinal)))
        {
            before[member.Key] = member.Value?.DeepClone();
        }

        var body = (JsonObject)before.DeepClone();
        foreach (KeyValuePair<string, JsonNode?> change in changes)
        {
            if (change.Value is null)
            {
                body.Remove(change.Key);
            }
            else
            {
                body[change.Key] = change.Value.DeepClone();
            }
        }

        return new Overwrite(current, before, body);
    }

    /// <summary>A line for each member that changes: its name, old and new.</summary>
    public string Describe()
    {
        var text = new StringBuilder();
        foreach (string name in Members().Where(name => !Same(_before[name], Body[name])))
        {
            text.Append("  ").Append(name.PadRight(18)).Append(' ').Append(Text(_before[name])).Append(' ').Append(Marks.Arrow).Append(' ').Append(Text(Body[name])).Append('\n');
        }

        return text.ToString();
    }

    /// <summary>Top-level values that were sent and that the answer shows otherwise; empty where all is well.</summary>
    public IReadOnlyList<string> Differences(JsonObject answer) =>
    [
        .. from member in Body
           where member.Value is JsonValue && answer[member.Key] is { } now && !Same(member.Value, now)
           select $"{member.Key} was sent as {Text(member.Value)} and came back as {Text(answer[member.Key])}",
    ];

    private IEnumerable<string> Members() => _before.Select(static m => m.Key).Union(Body.Select(static m => m.Key), StringComparer.Ordinal);

    private static bool Same(JsonNode? one, JsonNode? other) => JsonNode.DeepEquals(one, other);

    private static string Text(JsonNode? value) => value is null ? "(none)" : CcJson.ToText(value);
}
