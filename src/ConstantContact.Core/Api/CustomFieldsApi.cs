using System.Text.Json.Nodes;
using ConstantContact.Core.Contacts;
using ConstantContact.Core.Errors;
using ConstantContact.Core.Http;
using ConstantContact.Core.Resilience;

namespace ConstantContact.Core.Api;

/// <summary><c>/contact_custom_fields</c>.</summary>
public static class CustomFieldsApi
{
    private static readonly string[] ReadOnlyMembers =
    [
        "custom_field_id",
        "name",
        "created_at",
        "updated_at",
        "_links",
    ];

    private static readonly NamedResource<CustomField> Fields = new(
        "contact_custom_fields",
        "contact_custom_fields/{custom_field_id}",
        "custom_field_id",
        CustomField.From
    )
    {
        ReadPrivilege = Need.ContactsRead,
        WritePrivilege = Need.ContactsWrite,
    };

    /// <summary>
    /// All definitions. An account has at most 100, so one page holds them. Read items with <see cref="Read"/>.
    /// </summary>
    public static PagedRequest All() => Fields.All("custom_fields", [new("limit", "100")]);

    /// <summary>The original JSON of one definition. Read it with <see cref="Read"/>.</summary>
    public static ApiRequest<JsonObject> ById(string customFieldId) => Fields.ById(customFieldId);

    /// <summary>Creates a field. An existing label causes a <see cref="ConflictException"/>.</summary>
    /// <exception cref="InvalidInputException">The parts of the definition contradict each other.</exception>
    public static ApiRequest<CustomField> Create(NewCustomField field) => Fields.Create(field.ToBody());

    /// <summary>
    /// The PUT body for changing a field. Members that the body omits become null, including choices. The type cannot
    /// be changed.
    /// </summary>
    /// <param name="current">The field as <see cref="ById"/> returned it.</param>
    /// <param name="label">Null keeps the label.</param>
    /// <param name="addChoices">Labels of new choices, which are added at the end. Existing labels are ignored.</param>
    /// <param name="removeChoices">Labels to remove, in any case. Contacts lose these choices.</param>
    /// <param name="renameChoices">Old labels, in any case, and their new labels.</param>
    /// <exception cref="InvalidInputException">No choice has the label, or the field has no choices.</exception>
    public static Overwrite Change(
        JsonObject current,
        string? label,
        IReadOnlyCollection<string>? addChoices,
        IReadOnlyCollection<string>? removeChoices,
        IReadOnlyDictionary<string, string>? renameChoices
    )
    {
        var changes = new Dictionary<string, JsonNode?>(StringComparer.Ordinal);
        if (label is not null)
        {
            changes["label"] = label;
        }

        var field = Read(current);
        if (field.Type.EndsWith("_select", StringComparison.Ordinal))
        {
            // Always set, because the service requires the choices without its read-only members.
            changes["choices"] = FieldChoices.Changed(
                current,
                addChoices ?? [],
                removeChoices ?? [],
                renameChoices ?? NoNames
            );
        }
        else if (addChoices is not null || removeChoices is not null || renameChoices is not null)
        {
            throw InvalidInputException.Value(
                "-AddChoice",
                null,
                $"'{field}' is of the type {field.Type}, which has no choices.",
                "Name a field of the type single_select or multi_select."
            );
        }

        return Overwrite.Of(WithSendableChoices(current), ReadOnlyMembers, changes);
    }

    /// <summary>
    /// Overwrites a definition with the result of <see cref="Change"/>. Not repeated once it may have arrived, because
    /// new choices would be created twice.
    /// </summary>
    public static ApiRequest<JsonObject> Put(string customFieldId, Overwrite change) =>
        Fields.Put(customFieldId, change.Body, RepeatRule.OnlyIfNotArrived);

    /// <summary>Deletes one field at once, including its values in all contacts.</summary>
    public static ApiRequest<bool> Delete(string customFieldId) => Fields.Delete(customFieldId);

    public static CustomField Read(JsonObject item) => Fields.Read(item);

    private static Dictionary<string, string> NoNames => new(StringComparer.Ordinal);

    // So that unchanged choices do not count as a change.
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
