namespace ConstantContact.Core.Contacts;

/// <summary>
/// The requested change to one custom field: a value, choices (select types), or neither, which clears the field.
/// </summary>
public sealed record FieldPatch(NamedId Field, string? Value, IReadOnlyList<string>? ChoiceIds, string? Shown)
{
    public bool Clears => Value is null && ChoiceIds is null;

    public static FieldPatch Set(NamedId field, string value) => new(field, value, null, value);

    public static FieldPatch Choose(NamedId field, IReadOnlyList<string> choiceIds, string labels) =>
        new(field, null, choiceIds, labels);

    public static FieldPatch Clear(NamedId field) => new(field, null, null, null);
}
