using System.Text.Json.Nodes;
using ConstantContact.Core.Errors;
using ConstantContact.Core.Json;

namespace ConstantContact.Core.Contacts;

/// <summary>
/// The choices of a select field as a PUT wants them: all of them, those that exist with their ids, since a choice that is left
/// out is deleted, and with it what contacts had chosen.
/// </summary>
public static class FieldChoices
{
    /// <summary>For a new field, in this order.</summary>
    public static JsonArray New(IEnumerable<string> labels) =>
        new([.. labels.Select(static (label, at) => (JsonNode)new JsonObject { ["choice_label"] = label, ["display_order"] = at + 1 })]);

    /// <param name="current">The field as the service gave it.</param>
    /// <param name="add">Labels of new choices, put at the end. Those that exist already are left as they are.</param>
    /// <param name="remove">Labels, in any case.</param>
    /// <param name="rename">From old labels, in any case, to new ones.</param>
    /// <exception cref="InvalidInputException">A label that no choice has, or that one has already.</exception>
    public static JsonArray Changed(JsonObject current, IReadOnlyCollection<string> add, IReadOnlyCollection<string> remove, IReadOnlyDictionary<string, string> rename)
    {
        List<JsonObject> choices = [.. current.Entries("choices").Where(static c => c.Text("deleted_at") is null).Select(Sendable)];
        foreach (string label in remove)
        {
            choices.Remove(Find(choices, label));
        }

        foreach (KeyValuePair<string, string> pair in rename)
        {
            JsonObject choice = Find(choices, pair.Key);
            if (choices.Any(other => other != choice && Is(other, pair.Value)))
            {
                throw InvalidInputException.Value("-RenameChoice", pair.Value, "another choice is called so already.", "Give a name that is free, or remove the other choice.");
            }

            choice["choice_label"] = pair.Value;
        }

        foreach (string label in add.Where(label => !choices.Any(c => Is(c, label))))
        {
            choices.Add(new JsonObject { ["choice_label"] = label, ["display_order"] = choices.Select(static c => c.Integer("display_order") ?? 0).DefaultIfEmpty(0).Max() + 1 });
        }

        return new JsonArray([.. choices]);
    }

    // What the PUT takes of a choice; the rest is the service's.
    private static JsonObject Sendable(JsonObject choice)
    {
        JsonObject copy = choice.Copy();
        foreach (string name in new[] { "created_at", "updated_at", "deleted_at", "custom_field_id" })
        {
            copy.Remove(name);
        }

        return copy;
    }

    private static JsonObject Find(List<JsonObject> choices, string label) =>
        choices.Find(c => Is(c, label))
        ?? throw new InvalidInputException(
            "CcUnknownName",
            $"The field has no choice '{label}'. It has: {string.Join(", ", choices.Select(static c => $"'{c.Text("choice_label")}'"))}.",
            "Give one of them.");

    private static bool Is(JsonObject choice, string label) => string.Equals(choice.Text("choice_label")?.Trim(), label.Trim(), StringComparison.OrdinalIgnoreCase);
}
