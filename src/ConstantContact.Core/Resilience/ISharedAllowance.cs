using ConstantContact.Core.Base;

namespace ConstantContact.Core.Resilience;

/// <summary>
/// The pace and the daily budget of one client id, shared by all its users, including other processes.
/// </summary>
public interface ISharedAllowance
{
    /// <summary>
    /// Waits for the next turn in the pace and counts the one request that is sent in it.
    /// </summary>
    /// <returns>
    /// True if it is the request's turn; false if the turn came after <paramref name="sendBefore"/>, and nothing was
    /// counted.
    /// </returns>
    /// <exception cref="Errors.QuotaExceededException">
    /// Today's budget is used up. Thrown at once if this is already known.
    /// </exception>
    Task<bool> TakeTurnAsync(PaceLane lane, DateTimeOffset? sendBefore, CancellationToken cancellationToken);

    /// <summary>Grants no turn before <paramref name="moment"/>. One 429 applies to all sharers.</summary>
    void PauseUntil(DateTimeOffset moment);

    /// <summary>The service reported that the day's quota is used up, whatever the local count says.</summary>
    void MarkUsedUp();

    /// <summary>The state as of this process's last request. Costs nothing.</summary>
    Allowance Snapshot();

    /// <summary>The current state, with the use by each process.</summary>
    Task<Allowance> ReadAsync(CancellationToken cancellationToken);

    /// <summary>A warning about the shared allowance for the user, returned once; otherwise null.</summary>
    string? TakeWarning();
}
