using ConstantContact.Core.Base;

namespace ConstantContact.Core.Contacts;

/// <summary>One entry of <c>custom_fields</c>.</summary>
/// <param name="CustomFieldId">A UUID.</param>
/// <param name="Name">The name in imports. Null if it is not known.</param>
/// <param name="Label">The name that users see. Null if it is not known.</param>
/// <param name="Value">
/// The value. For select fields, the labels of the choices, separated by commas, for display.
/// </param>
/// <param name="Choices">For select fields: the labels of the choices. An unknown choice is shown by its id.</param>
/// <param name="ChoiceIds">For select fields: the ids that the service sent.</param>
public sealed record ContactFieldValue(
    string? CustomFieldId,
    string? Name,
    string? Label,
    string? Value,
    IReadOnlyList<string> Choices,
    IReadOnlyList<string> ChoiceIds
)
{
    /// <summary>Such as <c>Shirt size: M</c>.</summary>
    public override string ToString() => ShownText.Line($"{Label ?? Name ?? CustomFieldId}: {Value}");

    internal static ContactFieldValue Of(string? id, string? value, IReadOnlyList<string> choiceIds, CustomField? field)
    {
        var choices = JoinedList.Of(
            choiceIds.Select(choice => field?.Choices.FirstOrDefault(c => c.Id == choice)?.Label ?? choice)
        );
        return new ContactFieldValue(
            id,
            field?.Name,
            field?.Label,
            choices.Count > 0 ? string.Join(", ", choices) : value,
            choices,
            choiceIds
        );
    }
}
