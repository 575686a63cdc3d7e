using ConstantContact.Core.Base;

namespace ConstantContact.Core.Contacts;

/// <summary>One entry of <c>custom_fields</c>. Select types have choice ids, all other types have a value.</summary>
public sealed record ContactFieldValue(string? CustomFieldId, string? Value, IReadOnlyList<string> ChoiceIds)
{
    public override string ToString() => ShownText.Line(Value ?? string.Join(";", ChoiceIds));
}
