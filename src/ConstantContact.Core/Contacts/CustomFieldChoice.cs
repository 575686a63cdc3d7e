using System.Text.Json;
using ConstantContact.Core.Base;
using ConstantContact.Core.Json;

namespace ConstantContact.Core.Contacts;

/// <summary>One choice of a select field.</summary>
public sealed class CustomFieldChoice
{
    /// <summary>A whole number, although <c>choice_ids</c> of a contact has it as text.</summary>
    public required string Id { get; init; }

    public string? Label { get; init; }

    public long? DisplayOrder { get; init; }

    /// <summary>Set if the choice can no longer be selected.</summary>
    public DateTimeOffset? DeletedAt { get; init; }

    public override string ToString() => ShownText.Line(Label ?? Id);

    internal static CustomFieldChoice From(JsonElement json) =>
        new()
        {
            Id = json.RequiredText("choice_id"),
            Label = json.Text("choice_label"),
            DisplayOrder = json.Number("display_order"),
            DeletedAt = json.Moment("deleted_at"),
        };
}
