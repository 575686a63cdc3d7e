namespace ConstantContact.Core.Updates;

/// <summary>What became of one sign-up: the record of who was given explicit permission, and on what proof.</summary>
public sealed class SignUpResult
{
    public required string Email { get; init; }

    public string? ContactId { get; init; }

    /// <summary><c>created</c>, <c>updated</c>, <c>suppressed</c>.</summary>
    public required string Action { get; init; }

    public string? Reason { get; init; }

    /// <summary>As given; the service is not told.</summary>
    public string? ConsentReference { get; init; }

    public DateTimeOffset At { get; init; }

    public override string ToString() => $"{Email}: {Action}";
}
