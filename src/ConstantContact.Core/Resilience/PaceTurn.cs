using ConstantContact.Core.Base;

namespace ConstantContact.Core.Resilience;

/// <summary>One request's turn in the pace, or that it came too late.</summary>
/// <param name="SentBy">When the request was taken to be on its way, by <see cref="Monotonic"/>; 0 where there was no turn.</param>
public readonly record struct PaceTurn(long SentBy)
{
    /// <summary>It came later than the request may be sent, and nothing was counted.</summary>
    public static PaceTurn Missed { get; }

    public bool IsMissed => SentBy == 0;
}
