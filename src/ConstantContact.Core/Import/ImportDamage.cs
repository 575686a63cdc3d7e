namespace ConstantContact.Core.Import;

/// <summary>The treatment of values that look damaged, such as a postal code without its zero.</summary>
public enum ImportDamage
{
    /// <summary>They are sent, with one warning for each rule.</summary>
    Warn,

    /// <summary>Nothing is sent.</summary>
    Stop,

    /// <summary>They are sent, and nothing is said.</summary>
    Ignore,
}
