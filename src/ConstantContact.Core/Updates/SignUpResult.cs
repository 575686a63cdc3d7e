namespace ConstantContact.Core.Updates;

/// <summary>The result of one sign-up. It records who got explicit permission, and on which proof.</summary>
public sealed class SignUpResult
{
    public required string Email { get; init; }

    public string? ContactId { get; init; }

    /// <summary><c>created</c>, <c>updated</c>, <c>suppressed</c>.</summary>
    public required string Action { get; init; }

    public string? Reason { get; init; }

    /// <summary>As given. It is not sent to the service.</summary>
    public string? ConsentReference { get; init; }

    public DateTimeOffset At { get; init; }

    public override string ToString() => $"{Email}: {Action}";
}
