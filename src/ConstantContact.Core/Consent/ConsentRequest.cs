namespace ConstantContact.Core.Consent;

/// <summary>One question to the <see cref="ConsentGuard"/>: what is to be done, and which switches were given.</summary>
public sealed record ConsentRequest(ConsentOperation Operation, ConsentSwitches Switches)
{
    /// <summary>Lists that the contact is to be put on, as a person would call them.</summary>
    public IReadOnlyList<string> Lists { get; init; } = [];

    /// <summary>The permission that is asked for by name; null where it is to stay.</summary>
    public string? Permission { get; init; }

    /// <summary>True where SMS numbers are to get explicit permission.</summary>
    public bool ExplicitSms { get; init; }
}
