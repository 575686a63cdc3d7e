using System.Management.Automation;

namespace ConstantContact.PowerShell.Binding;

/// <summary>
/// Lets PowerShell create identities from any value bound to a parameter: text, numbers, outputs of other cmdlets,
/// rows.
/// </summary>
public sealed class NamedIdentityConverter : PSTypeConverter
{
    public override bool CanConvertFrom(object sourceValue, Type destinationType) => sourceValue is not null;

    public override object ConvertFrom(
        object sourceValue,
        Type destinationType,
        IFormatProvider formatProvider,
        bool ignoreCase
    ) =>
        destinationType == typeof(ListIdentity) ? new ListIdentity(sourceValue)
        : destinationType == typeof(TagIdentity) ? new TagIdentity(sourceValue)
        : destinationType == typeof(CustomFieldIdentity) ? new CustomFieldIdentity(sourceValue)
        : destinationType == typeof(SegmentIdentity) ? new SegmentIdentity(sourceValue)
        : throw new PSInvalidCastException($"{destinationType} is not an identity.");

    public override bool CanConvertTo(object sourceValue, Type destinationType) => false;

    public override object ConvertTo(
        object sourceValue,
        Type destinationType,
        IFormatProvider formatProvider,
        bool ignoreCase
    ) => throw new PSInvalidCastException();
}
