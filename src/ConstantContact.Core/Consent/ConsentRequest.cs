namespace ConstantContact.Core.Consent;

/// <summary>One question to the <see cref="ConsentGuard"/>: the operation and the given switches.</summary>
public sealed record ConsentRequest(ConsentOperation Operation, ConsentSwitches Switches)
{
    /// <summary>The names of the lists to which the contact is to be added.</summary>
    public IReadOnlyList<string> Lists { get; init; } = [];

    /// <summary>The permission that the user requests by name. Null to keep it.</summary>
    public string? Permission { get; init; }

    /// <summary>True if SMS numbers are to get explicit permission.</summary>
    public bool ExplicitSms { get; init; }
}
