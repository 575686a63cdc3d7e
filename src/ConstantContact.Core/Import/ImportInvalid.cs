namespace ConstantContact.Core.Import;

/// <summary>The effect of invalid rows on the valid ones.</summary>
public enum ImportInvalid
{
    /// <summary>Nothing is sent.</summary>
    Stop,

    /// <summary>They are reported, and the others are sent.</summary>
    Skip,
}
