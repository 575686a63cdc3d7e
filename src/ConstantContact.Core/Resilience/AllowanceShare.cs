namespace ConstantContact.Core.Resilience;

/// <summary>What one process has used of today's allowance.</summary>
public sealed class AllowanceShare
{
    /// <summary>The system's number of the process, which may have ended since; null for earlier ones, counted together.</summary>
    public int? ProcessId { get; init; }

    public required long Requests { get; init; }

    public DateTimeOffset? LastRequestAt { get; init; }

    public bool IsThisProcess { get; init; }

    public override string ToString() => FormattableString.Invariant($"{(ProcessId is { } id ? $"process {id}" : "earlier processes")}: {Requests}");
}
