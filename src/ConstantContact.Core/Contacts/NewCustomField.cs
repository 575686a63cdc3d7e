using System.Text.Json.Nodes;
using ConstantContact.Core.Errors;

namespace ConstantContact.Core.Contacts;

/// <summary>A custom field to create.</summary>
public sealed class NewCustomField
{
    private const int MostDropDownChoices = 100;

    private const int MostTickedChoices = 20;

    /// <summary>At most 50 characters. The service derives the field's name from it.</summary>
    public required string Label { get; init; }

    /// <summary>One of the API's nine types, in lower case, such as <c>single_select</c>.</summary>
    public required string Type { get; init; }

    /// <summary>
    /// For select fields: the labels, in this order. At most 100, or 20 for check boxes and radio buttons.
    /// </summary>
    public IReadOnlyList<string>? Choices { get; init; }

    /// <summary>For date fields: 1 stores text, 2 stores real dates. Default: 2.</summary>
    public int? Version { get; init; }

    /// <summary>The display of a select field in forms: <c>dropdown</c>, <c>checkbox</c> or <c>radio</c>.</summary>
    public string? DisplayType { get; init; }

    /// <summary>The display of a date in forms, such as <c>YYYY-MM-DD</c>.</summary>
    public string? DisplayFormat { get; init; }

    /// <summary>For amounts: three letters, such as <c>USD</c>.</summary>
    public string? CurrencyCode { get; init; }

    /// <summary>For numbers and amounts: 1 to 4.</summary>
    public int? DecimalPlaces { get; init; }

    /// <summary>For numbers and amounts.</summary>
    public bool? AllowNegative { get; init; }

    /// <summary>For numbers: true for whole numbers only.</summary>
    public bool? Integer { get; init; }

    private bool IsSelect => Type.EndsWith("_select", StringComparison.Ordinal);

    private bool IsDate => Type.StartsWith("date", StringComparison.Ordinal);

    /// <summary>The body of the POST.</summary>
    /// <exception cref="InvalidInputException">The settings contradict each other.</exception>
    internal JsonObject ToBody()
    {
        Check();
        var body = new JsonObject { ["label"] = Label, ["type"] = Type };
        if (IsDate)
        {
            body["version"] = Version ?? 2;
        }

        var metadata = new JsonObject();
        Add("display_type", DisplayType);
        Add("display_format", DisplayFormat);
        Add("currency_code", CurrencyCode);
        Add("decimal_places", DecimalPlaces);
        Add("allow_negative", AllowNegative);
        Add("integer", Integer);
        if (metadata.Count > 0)
        {
            body["metadata"] = metadata;
        }

        if (Choices is not null)
        {
            body["choices"] = FieldChoices.New(Choices);
        }

        return body;

        void Add(string name, JsonNode? value)
        {
            if (value is not null)
            {
                metadata[name] = value;
            }
        }
    }

    private void Check()
    {
        if (IsSelect != Choices is not null)
        {
            throw InvalidInputException.Value(
                "-Choice",
                null,
                IsSelect ? $"a {Type} field needs choices." : $"a {Type} field has none.",
                "Give -Choice with the types single_select and multi_select."
            );
        }

        var most = DisplayType is "checkbox" or "radio" ? MostTickedChoices : MostDropDownChoices;
        if (Choices?.Count > most)
        {
            throw InvalidInputException.Value(
                "-Choice",
                null,
                $"{Choices.Count} were given, and such a field has at most {most}.",
                "Leave some out, or make it a drop-down."
            );
        }

        if (
            Choices
                ?.GroupBy(static label => label.Trim(), StringComparer.OrdinalIgnoreCase)
                .FirstOrDefault(static group => group.Count() > 1) is
            { } twice
        )
        {
            throw InvalidInputException.Value("-Choice", twice.Key, "it is given twice.", "Give each choice once.");
        }

        if (Version is not null && !IsDate)
        {
            throw InvalidInputException.Value(
                "-Version",
                null,
                $"a {Type} field has none.",
                "Give -Version with the types date and datetime."
            );
        }
    }
}
