using System.Text.Json;
using ConstantContact.Core.Base;
using ConstantContact.Core.Json;

namespace ConstantContact.Core.Contacts;

/// <summary>One choice of a select field.</summary>
public sealed class CustomFieldChoice
{
    /// <summary>A whole number, but written as text in a contact's <c>choice_ids</c>.</summary>
    public required string Id { get; init; }

    public string? Label { get; init; }

    public long? DisplayOrder { get; init; }

    /// <summary>Set on a choice that can no longer be chosen.</summary>
    public DateTimeOffset? DeletedAt { get; init; }

    public override string ToString() => ShownText.Line(Label ?? Id);

    internal static CustomFieldChoice From(JsonElement json) => new()
    {
        Id = json.RequiredText("choice_id"),
        Label = json.Text("choice_label"),
        DisplayOrder = json.Number("display_order"),
        DeletedAt = json.Moment("deleted_at"),
    };
}
