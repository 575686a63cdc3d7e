using System.ComponentModel;
using ConstantContact.Core.Contacts;
using ConstantContact.Core.Errors;
using ConstantContact.Core.Names;

namespace ConstantContact.PowerShell.Binding;

/// <summary>Identifies a custom field.</summary>
[TypeConverter(typeof(NamedIdentityConverter))]
public sealed class CustomFieldIdentity : NamedIdentity
{
    /// <param name="value">An id, a name, or an object that has one.</param>
    public CustomFieldIdentity(object value)
        : base(value, "custom field", ["CustomFieldId", "custom_field_id"], ["Label", "Name"]) { }

    /// <exception cref="InvalidInputException">CcUnknownName or CcAmbiguousName, with the candidates.</exception>
    internal Task<CustomField> FindAsync(NameDirectory names, CancellationToken cancellationToken) =>
        names.CustomFieldAsync(Text, cancellationToken);
}
