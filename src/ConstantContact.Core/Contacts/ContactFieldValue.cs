using ConstantContact.Core.Base;

namespace ConstantContact.Core.Contacts;

/// <summary>One entry of <c>custom_fields</c>.</summary>
/// <param name="CustomFieldId">A UUID.</param>
/// <param name="Name">What imports call the field; null where it is not known.</param>
/// <param name="Label">What people see; null where it is not known.</param>
/// <param name="Value">The value; of select fields the labels of the choices, with commas between them, for people.</param>
/// <param name="Choices">Of select fields: the labels of the choices. A choice that is not known stands there by its id.</param>
/// <param name="ChoiceIds">Of select fields: what the service sent.</param>
public sealed record ContactFieldValue(
    string? CustomFieldId, string? Name, string? Label, string? Value, IReadOnlyList<string> Choices, IReadOnlyList<string> ChoiceIds)
{
    /// <summary>Such as <c>Shirt size: M</c>.</summary>
    public override string ToString() => ShownText.Line($"{Label ?? Name ?? CustomFieldId}: {Value}");

    internal static ContactFieldValue Of(string? id, string? value, IReadOnlyList<string> choiceIds, CustomField? field)
    {
        IReadOnlyList<string> choices = choiceIds.Count == 0
            ? choiceIds
            : JoinedList.Of(choiceIds.Select(choice => field?.Choices.FirstOrDefault(c => c.Id == choice)?.Label ?? choice));
        return new ContactFieldValue(id, field?.Name, field?.Label, choices.Count > 0 ? string.Join(", ", choices) : value, choices, choiceIds);
    }
}
