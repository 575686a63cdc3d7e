namespace ConstantContact.Core.Columns;

/// <summary>What a heading means. Made by <see cref="ContactColumns"/> only.</summary>
public sealed class ContactColumn
{
    internal ContactColumn(ContactColumnKind kind, string name, string? phoneOrAddressKind = null, string? addressPart = null, string? fieldName = null)
    {
        Kind = kind;
        Name = name;
        PhoneOrAddressKind = phoneOrAddressKind;
        AddressPart = addressPart;
        FieldName = fieldName;
    }

    public ContactColumnKind Kind { get; }

    /// <summary>
    /// The column's own name, which is the import's where the import knows it: <c>email</c>, <c>home_phone</c>, <c>cf:team</c>.
    /// For the home address and the other phone the unprefixed name, since both imports document that one.
    /// </summary>
    public string Name { get; }

    /// <summary><c>home</c>, <c>work</c>, <c>mobile</c> (phones only) or <c>other</c>; null for other columns.</summary>
    public string? PhoneOrAddressKind { get; }

    /// <summary><c>street street2 city state postal_code country</c>; null for other columns.</summary>
    public string? AddressPart { get; }

    /// <summary>The custom field's name as the heading spells it, without <c>cf:</c>; null for other columns.</summary>
    public string? FieldName { get; }

    public override string ToString() => Name;
}
