namespace ConstantContact.Core.Consent;

/// <summary>What a person said by name. Without any of it nobody is brought back and no permission rises.</summary>
public sealed record ConsentSwitches
{
    public static ConsentSwitches None { get; } = new();

    /// <summary><c>-Restore</c>: deleted contacts too.</summary>
    public bool Restore { get; init; }

    /// <summary><c>-IncludeUnsubscribed</c>: details of those who opted out too. Their opt-out stays.</summary>
    public bool IncludeUnsubscribed { get; init; }

    /// <summary><c>-UndoOptOut</c>: the person who opted out has asked for mail again.</summary>
    public bool UndoOptOut { get; init; }

    /// <summary><c>-ConsentReference</c>: where the proof of the person's consent is to be found. Recorded, never sent.</summary>
    public string? ConsentReference { get; init; }

    /// <summary><c>-SkipConsentCheck</c>: nobody is looked up, so that nobody can be held back.</summary>
    public bool SkipCheck { get; init; }

    internal bool HasProof => !string.IsNullOrWhiteSpace(ConsentReference);
}
