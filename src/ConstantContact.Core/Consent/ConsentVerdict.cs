namespace ConstantContact.Core.Consent;

public enum ConsentVerdict
{
    Go,

    /// <summary>Send, but add no list.</summary>
    WithoutLists,

    /// <summary>Not an error, but nothing is sent: the contact's own choice prevents it.</summary>
    HeldBack,

    /// <summary>Not an error, but nothing is sent: there is nothing to do.</summary>
    Unneeded,

    /// <summary>An error: the user must first state something that they did not know or did not say.</summary>
    Refused,
}
