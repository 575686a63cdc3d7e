using ConstantContact.Core.Base;

namespace ConstantContact.Core.Resilience;

/// <summary>The pace and the daily budget of one client id, shared by all who use it, also from other processes.</summary>
public interface ISharedAllowance
{
    /// <summary>
    /// Waits for the next turn in the pace, and counts the one request that is sent in it. Not where it came later than
    /// <paramref name="sendBefore"/>: then it is <see cref="PaceTurn.Missed"/>.
    /// </summary>
    /// <exception cref="Errors.QuotaExceededException">Today's budget is used up. Known at once where it is so already.</exception>
    Task<PaceTurn> TakeTurnAsync(PaceLane lane, DateTimeOffset? sendBefore, CancellationToken cancellationToken);

    /// <summary>
    /// A turn is over: its request is answered, or never will be. This tells how late it may have arrived.
    /// </summary>
    void Answered(PaceTurn turn);

    /// <summary>Nobody gets a turn before <paramref name="moment"/>: one 429 is meant for all sharers.</summary>
    void PauseUntil(DateTimeOffset moment);

    /// <summary>The service said that the day's quota is used up, whatever was counted here.</summary>
    void MarkUsedUp();

    /// <summary>As far as it was known at this process's last request; costs nothing.</summary>
    Allowance Snapshot();

    /// <summary>As it is now, and who used it.</summary>
    Task<Allowance> ReadAsync(CancellationToken cancellationToken);

    /// <summary>What the user should know about how the allowance is shared, once; null otherwise.</summary>
    string? TakeWarning();
}
