namespace ConstantContact.PowerShell.Binding;

/// <summary>What invalid rows mean for the valid ones.</summary>
public enum InvalidRowAction
{
    /// <summary>Nothing is sent.</summary>
    Stop,

    /// <summary>They are reported, and the others are sent.</summary>
    Skip,
}
