namespace ConstantContact.Core.Columns;

/// <summary>The meaning of a heading. Created only by <see cref="ContactColumns"/>.</summary>
public sealed class ContactColumn
{
    internal ContactColumn(
        ContactColumnKind kind,
        string name,
        string? phoneOrAddressKind = null,
        string? addressPart = null,
        string? fieldName = null
    )
    {
        Kind = kind;
        Name = name;
        PhoneOrAddressKind = phoneOrAddressKind;
        AddressPart = addressPart;
        FieldName = fieldName;
    }

    public ContactColumnKind Kind { get; }

    /// <summary>
    /// The name of the column. It is the name in the import if the import has the column: <c>email</c>,
    /// <c>home_phone</c>, <c>cf:team</c>. The home address and the other phone have the name without a prefix, since
    /// both imports document that one.
    /// </summary>
    public string Name { get; }

    /// <summary>
    /// <c>home</c>, <c>work</c>, <c>mobile</c> (phones only) or <c>other</c>. Null for other columns.
    /// </summary>
    public string? PhoneOrAddressKind { get; }

    /// <summary><c>street street2 city state postal_code country</c>. Null for other columns.</summary>
    public string? AddressPart { get; }

    /// <summary>
    /// The name of the custom field as the heading spells it, without <c>cf:</c>. Null for other columns.
    /// </summary>
    public string? FieldName { get; }

    public override string ToString() => Name;
}
