using System.Text;
using System.Text.Json.Nodes;
using ConstantContact.Core.Base;
using ConstantContact.Core.Json;

namespace ConstantContact.Core.Api;

/// <summary>
/// The body of a PUT that resets omitted members: the service's item, without its read-only members and with the
/// changes. Members that this module does not know are sent back unchanged.
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

    /// <summary>The item as the service returned it.</summary>
    public JsonObject Current { get; }

    public JsonObject Body { get; }

    /// <summary>False if the resource already has the requested values.</summary>
    public bool IsChange => Members().Any(name => !Same(_before[name], Body[name]));

    /// <param name="current">The item as the service returned it a moment ago.</param>
    /// <param name="readOnly">Members that only the service writes.</param>
    /// <param name="changes">
    /// Members to set. Null omits the member, which resets it; the API's contract accepts no null.
    /// </param>
    public static Overwrite Of(
        JsonObject current,
        IReadOnlyCollection<string> readOnly,
        IReadOnlyDictionary<string, JsonNode?> changes
    )
    {
        var before = new JsonObject();
        foreach (var member in current.Where(m => !readOnly.Contains(m.Key, StringComparer.Ordinal)))
        {
            before[member.Key] = member.Value?.DeepClone();
        }

        var body = (JsonObject)before.DeepClone();
        foreach (var change in changes)
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

    /// <summary>One line for each changed member: its name, its old value and its new value.</summary>
    public string Describe()
    {
        var text = new StringBuilder();
        foreach (var name in Members().Where(name => !Same(_before[name], Body[name])))
        {
            text.Append("  ")
                .Append(name.PadRight(18))
                .Append(' ')
                .Append(Text(_before[name]))
                .Append(' ')
                .Append(Marks.Arrow)
                .Append(' ')
                .Append(Text(Body[name]))
                .Append('\n');
        }

        return text.ToString();
    }

    /// <summary>
    /// Top-level values that the answer shows differently from what was sent; empty if there are none.
    /// </summary>
    public IReadOnlyList<string> Differences(JsonObject answer) =>
        [
            .. from member in Body
            where member.Value is JsonValue && answer[member.Key] is { } now && !Same(member.Value, now)
            select $"{member.Key} was sent as {Text(member.Value)} and came back as {Text(answer[member.Key])}",
        ];

    private IEnumerable<string> Members() =>
        _before.Select(static m => m.Key).Union(Body.Select(static m => m.Key), StringComparer.Ordinal);

    private static bool Same(JsonNode? one, JsonNode? other) => JsonNode.DeepEquals(one, other);

    private static string Text(JsonNode? value) => value is null ? "(none)" : CcJson.ToText(value);
}
