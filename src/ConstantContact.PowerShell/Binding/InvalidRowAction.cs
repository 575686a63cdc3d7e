namespace ConstantContact.PowerShell.Binding;

/// <summary>The effect of invalid rows on the valid ones.</summary>
public enum InvalidRowAction
{
    /// <summary>Nothing is sent.</summary>
    Stop,

    /// <summary>Invalid rows are reported, and the others are sent.</summary>
    Skip,
}
