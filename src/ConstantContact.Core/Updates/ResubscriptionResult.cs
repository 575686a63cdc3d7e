namespace ConstantContact.Core.Updates;

/// <summary>What became of one request to come back.</summary>
public sealed class ResubscriptionResult
{
    public string? Email { get; init; }

    public string? ContactId { get; init; }

    /// <summary>True where the service sent the mail. The contact returns only by answering it.</summary>
    public required bool Asked { get; init; }

    /// <summary>Why nobody was asked.</summary>
    public string? Reason { get; init; }

    public override string ToString() => $"{Email ?? ContactId}: {(Asked ? "asked" : Reason)}";
}
