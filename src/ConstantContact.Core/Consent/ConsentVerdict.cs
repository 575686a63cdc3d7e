namespace ConstantContact.Core.Consent;

public enum ConsentVerdict
{
    Go,

    /// <summary>Go, but onto no list.</summary>
    WithoutLists,

    /// <summary>Nothing is wrong and nothing is sent: the contact's own wish stands against it.</summary>
    HeldBack,

    /// <summary>Nothing is wrong and nothing is sent: there is nothing to do.</summary>
    Unneeded,

    /// <summary>An error, because whoever asked did not know or did not say something that has to be said.</summary>
    Refused,
}
