namespace ConstantContact.Core.Resilience;

/// <summary>The requests that one process has used of today's allowance.</summary>
public sealed class AllowanceShare
{
    /// <summary>
    /// The system's process id; the process may have ended since. Null for earlier processes, which are counted
    /// together.
    /// </summary>
    public int? ProcessId { get; init; }

    public required long Requests { get; init; }

    public DateTimeOffset? LastRequestAt { get; init; }

    public bool IsThisProcess { get; init; }

    public override string ToString() =>
        FormattableString.Invariant($"{(ProcessId is { } id ? $"process {id}" : "earlier processes")}: {Requests}");
}
