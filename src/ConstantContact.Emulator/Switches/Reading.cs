namespace ConstantContact.Emulator.Switches;

/// <summary>Whose word counts where the sources disagree.</summary>
public enum Reading
{
    /// <summary>The specification and the developer guides.</summary>
    Docs,

    /// <summary>The replies of the vendor's support staff in the community forum.</summary>
    Forum,
}
