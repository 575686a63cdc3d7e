using System.Text.Json;
using System.Text.Json.Nodes;
using ConstantContact.Core.Base;
using ConstantContact.Core.Json;

namespace ConstantContact.Core.Contacts;

/// <summary>The definition of a custom field.</summary>
public sealed class CustomField
{
    /// <summary>A UUID.</summary>
    public required string Id { get; init; }

    /// <summary>The same id under the name that other cmdlets bind by.</summary>
    public string CustomFieldId => Id;

    /// <summary>The name that users see and may change.</summary>
    public string? Label { get; init; }

    /// <summary>
    /// The name in imports (<c>cf:name</c>). The service derives it from the first label. It is always read and never
    /// computed, because sources disagree about its case.
    /// </summary>
    public string? Name { get; init; }

    /// <summary>string, date, datetime, single_select, multi_select, currency, text_area, number or boolean.</summary>
    public required string Type { get; init; }

    /// <summary>For date fields: 1 stores text, 2 stores real dates.</summary>
    public long? Version { get; init; }

    /// <summary>The choices of a select field.</summary>
    public IReadOnlyList<CustomFieldChoice> Choices
    {
        get;
        init => field = JoinedList.Of(value);
    } = JoinedList.Of<CustomFieldChoice>([]);

    /// <summary>
    /// Display type, decimal places, currency and similar settings, as JSON text that the service returned.
    /// </summary>
    public string? Metadata => Rules is null ? null : CcJson.ToText(Rules);

    public DateTimeOffset? CreatedAt { get; init; }

    public DateTimeOffset? UpdatedAt { get; init; }

    /// <summary><see cref="Metadata"/>.</summary>
    internal JsonObject? Rules { get; init; }

    /// <summary>For number fields: false if the account does not allow negative numbers.</summary>
    internal bool TakesNegative => Rules is null || Rules.Text("allow_negative") == "true";

    /// <summary>
    /// For number fields: the number of decimal places that the account allows. Null if there is no limit.
    /// </summary>
    internal int? DecimalPlaces => Rules?.Text("integer") == "true" ? 0 : Rules?.Integer("decimal_places");

    public override string ToString() => ShownText.Line(Label ?? Name ?? Id);

    internal static CustomField From(JsonElement json) =>
        new()
        {
            Id = json.RequiredText("custom_field_id"),
            Label = json.Text("label"),
            Name = json.Text("name"),
            Type = json.RequiredText("type"),
            Version = json.Number("version"),
            Choices = json.Items("choices").Select(CustomFieldChoice.From).ToList(),
            Rules = json.Member("metadata") is { ValueKind: JsonValueKind.Object } metadata
                ? CcJson.ToObject(metadata)
                : null,
            CreatedAt = json.Moment("created_at"),
            UpdatedAt = json.Moment("updated_at"),
        };
}
