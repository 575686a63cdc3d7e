using ConstantContact.Core.Base;

namespace ConstantContact.Core.Resilience;

/// <summary>The turn of one request in the pace, or the fact that it came too late.</summary>
/// <param name="SentBy">The assumed time of sending, by <see cref="Monotonic"/>; 0 if there was no turn.</param>
public readonly record struct PaceTurn(long SentBy)
{
    /// <summary>The turn came after the request's latest time of sending. Nothing was counted.</summary>
    public static PaceTurn Missed { get; }

    public bool IsMissed => SentBy == 0;
}
