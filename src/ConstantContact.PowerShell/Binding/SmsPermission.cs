namespace ConstantContact.PowerShell.Binding;

/// <summary>The permission that an import gives SMS numbers.</summary>
public enum SmsPermission
{
    /// <summary>Requires the date of each consent.</summary>
    Explicit,
    NotSet,
}
