using System.Text.Json.Nodes;
using ConstantContact.Core.Contacts;
using ConstantContact.Core.Errors;
using ConstantContact.Core.Http;
using ConstantContact.Core.Resilience;

namespace ConstantContact.Core.Api;

/// <summary><c>/contact_custom_fields</c>.</summary>
public static class CustomFieldsApi
{
    private static readonly string[] ReadOnlyMembers = ["custom_field_id", "name", "created_at", "updated_at", "_links"];

    private static readonly NamedResource<CustomField> Fields = new(
        "contact_custom_fields", "contact_custom_fields/{custom_field_id}", "custom_field_id", CustomField.From)
    {
        ReadPrivilege = Need.ContactsRead,
        WritePrivilege = Need.ContactsWrite,
    };

    /// <summary>All definitions, of which an account has at most 100, so that one page holds them; items are read with <see cref="Read"/>.</summary>
    public static PagedRequest All() => Fields.All("custom_fields", [new("limit", "100")]);

    /// <summary>One definition as it came; read with <see cref="Read"/>.</summary>
    public static ApiRequest<JsonObject> ById(string customFieldId) => Fields.ById(customFieldId);

    /// <summary>Makes a field. A label that exists is a <see cref="ConflictException"/>.</summary>
    /// <exception cref="InvalidInputException">The parts of the definition do not go together.</exception>
    public static ApiRequest<CustomField> Create(NewCustomField field) => Fields.Create(field.ToBody());

    /// <summary>
    /// What a PUT has to send to change a field, since what is left out becomes null, choices included. The type cannot be changed.
    /// </summary>
    /// <param name="current">The field as <see cref="ById"/> gave it.</param>
    /// <param name="label">Null keeps the label.</param>
    /// <param name="addChoices">Labels of new choices, put at the end. Those that exist already are left as they are.</param>
    /// <param name="removeChoices">Labels, in any case. Contacts lose what they had chosen of them.</param>
    /// <param name="renameChoices">From old labels, in any case, to new ones.</param>
    /// <exception cref="InvalidInputException">A label that no choice has, or a field that has no choices.</exception>
    public static Overwrite Change(
        JsonObject current,
        string? label,
        IReadOnlyCollection<string>? addChoices,
        IReadOnlyCollection<string>? removeChoices,
        IReadOnlyDictionary<string, string>? renameChoices)
    {
        var changes = new Dictionary<string, JsonNode?>(StringComparer.Ordinal);
        if (label is not null)
        {
            changes["label"] = label;
        }

        var field = Read(current);
        if (field.Type.EndsWith("_select", StringComparison.Ordinal))
        {
            // Always, for the service wants them without what it alone writes.
            changes["choices"] = FieldChoices.Changed(current, addChoices ?? [], removeChoices ?? [], renameChoices ?? NoNames);
        }
        else if (addChoices is not null || removeChoices is not null || renameChoices is not null)
        {
            throw InvalidInputException.Value(
                "-AddChoice",
                null,
                $"'{field}' is of the type {field.Type}, which has no choices.",
                "Only single_select and multi_select fields have choices.");
        }

        return Overwrite.Of(WithSendableChoices(current), ReadOnlyMembers, changes);
    }

    /// <summary>
    /// Overwrites a definition with what <see cref="Change"/> made. Not repeated once it may have arrived, since new choices would be
    /// made twice.
    /// </summary>
    public static ApiRequest<JsonObject> Put(string customFieldId, Overwrite change) =>
        Fields.Put(customFieldId, change.Body, RepeatRule.OnlyIfNotArrived);

    /// <summary>Deletes one field at once, with its values in all contacts.</summary>
    public static ApiRequest<bool> Delete(string customFieldId) => Fields.Delete(customFieldId);

    public static CustomField Read(JsonObject item) => Fields.Read(item);

    private static Dictionary<string, string> NoNames => new(StringComparer.Ordinal);

    // So that unchanged choices are no change.
    private static JsonObject WithSendableChoices(JsonObject current)
    {
        var copy = (JsonObject)current.DeepClone();
        if (copy["choices"] is JsonArray)
        {
            copy["choices"] = FieldChoices.Changed(current, [], [], NoNames);
        }

        return copy;
    }
}
