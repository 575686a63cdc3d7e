using ConstantContact.Core.Base;

namespace ConstantContact.Core.Contacts;

/// <summary>A list, tag or custom field: the id that is sent and the name that is shown.</summary>
public sealed record NamedId(string Id, string Name)
{
    public override string ToString() => ShownText.Line(Name);
}
