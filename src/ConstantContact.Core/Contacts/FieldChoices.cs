using System.Text.Json.Nodes;
using ConstantContact.Core.Errors;
using ConstantContact.Core.Json;

namespace ConstantContact.Core.Contacts;

/// <summary>
/// The choices of a select field as a PUT expects them. It needs all of them, existing ones with their ids, because the
/// service deletes an omitted choice together with the values of contacts.
/// </summary>
public static class FieldChoices
{
    /// <summary>The choices of a new field, in this order.</summary>
    public static JsonArray New(IEnumerable<string> labels) =>
        new([
            .. labels.Select(
                static (label, at) => (JsonNode)new JsonObject { ["choice_label"] = label, ["display_order"] = at + 1 }
            ),
        ]);

    /// <param name="current">The field as the service returned it.</param>
    /// <param name="add">
    /// Labels of new choices, which are added at the end. Labels that already exist are ignored.
    /// </param>
    /// <param name="remove">Labels, without regard to case.</param>
    /// <param name="rename">Old label, without regard to case, to new label.</param>
    /// <exception cref="InvalidInputException">
    /// A label to change does not exist, or a new label is already in use.
    /// </exception>
    public static JsonArray Changed(
        JsonObject current,
        IReadOnlyCollection<string> add,
        IReadOnlyCollection<string> remove,
        IReadOnlyDictionary<string, string> rename
    )
    {
        List<JsonObject> choices =
        [
            .. current.Entries("choices").Where(static c => c.Text("deleted_at") is null).Select(Sendable),
        ];
        foreach (var label in remove)
        {
            choices.Remove(Find(choices, label));
        }

        foreach (var pair in rename)
        {
            var choice = Find(choices, pair.Key);
            if (choices.Any(other => other != choice && Is(other, pair.Value)))
            {
                throw InvalidInputException.Value(
                    "-RenameChoice",
                    pair.Value,
                    "another choice is called so already.",
                    "Give a name that is free, or remove the other choice."
                );
            }

            choice["choice_label"] = pair.Value;
        }

        foreach (var label in add.Where(label => !choices.Any(c => Is(c, label))))
        {
            choices.Add(
                new JsonObject
                {
                    ["choice_label"] = label,
                    ["display_order"] =
                        choices.Select(static c => c.Integer("display_order") ?? 0).DefaultIfEmpty(0).Max() + 1,
                }
            );
        }

        return new JsonArray([.. choices]);
    }

    // The members of a choice that a PUT accepts. The service owns the others.
    private static JsonObject Sendable(JsonObject choice)
    {
        var copy = choice.Copy();
        foreach (var name in new[] { "created_at", "updated_at", "deleted_at", "custom_field_id" })
        {
            copy.Remove(name);
        }

        return copy;
    }

    private static JsonObject Find(List<JsonObject> choices, string label) =>
        choices.Find(c => Is(c, label))
        ?? throw new InvalidInputException(
            "CcUnknownName",
            $"The field has no choice '{label}'. It has: "
                + $"{string.Join(", ", choices.Select(static c => $"'{c.Text("choice_label")}'"))}.",
            "Give one of them."
        );

    private static bool Is(JsonObject choice, string label) =>
        string.Equals(choice.Text("choice_label")?.Trim(), label.Trim(), StringComparison.OrdinalIgnoreCase);
}
