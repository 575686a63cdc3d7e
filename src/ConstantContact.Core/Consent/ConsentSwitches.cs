namespace ConstantContact.Core.Consent;

/// <summary>
/// The switches that a user gave by name. Without them, no contact is restored and no permission rises.
/// </summary>
public sealed record ConsentSwitches
{
    public static ConsentSwitches None { get; } = new();

    /// <summary><c>-Restore</c>: includes deleted contacts.</summary>
    public bool Restore { get; init; }

    /// <summary>
    /// <c>-IncludeUnsubscribed</c>: also updates the details of contacts that opted out. Their opt-out stays.
    /// </summary>
    public bool IncludeUnsubscribed { get; init; }

    /// <summary><c>-UndoOptOut</c>: the contact that opted out has asked for mail again.</summary>
    public bool UndoOptOut { get; init; }

    /// <summary><c>-ConsentReference</c>: the location of the proof of consent. Recorded, never sent.</summary>
    public string? ConsentReference { get; init; }

    /// <summary><c>-SkipConsentCheck</c>: no contact is looked up, so that none can be held back.</summary>
    public bool SkipCheck { get; init; }

    internal bool HasProof => !string.IsNullOrWhiteSpace(ConsentReference);
}
