namespace ConstantContact.Core.Import;

/// <summary>What invalid rows mean for the valid ones.</summary>
public enum ImportInvalid
{
    /// <summary>Nothing is sent.</summary>
    Stop,

    /// <summary>They are reported, and the others are sent.</summary>
    Skip,
}
