using System;
using System.Threading;
using System.Threading.Tasks;
using ConstantContact.Core.Http;

namespace ConstantContact.Core.Resilience;

/// <summary>
/// The pace and the daily budget of one client id, shared by all who use it. Asynchronous throughout, since sharers may
/// live in other processes and meet at a file.
/// </summary>
public interface ISharedAllowance
{
    /// <summary>Throws a <see cref="Errors.QuotaExceededException"/> if today's budget is used up; counts nothing.</summary>
    ValueTask CheckBudgetAsync(CancellationToken cancellationToken);

    /// <summary>Waits for the next turn in the pace; a turn is for one request.</summary>
    Task WaitForTurnAsync(PaceLane lane, CancellationToken cancellationToken);

    /// <summary>Counts one request that is about to be sent, or throws a <see cref="Errors.QuotaExceededException"/>.</summary>
    ValueTask CountAsync(CancellationToken cancellationToken);

    /// <summary>Nobody gets a turn before <paramref name="moment"/>: one 429 is meant for all sharers.</summary>
    void PauseUntil(DateTimeOffset moment);

    /// <summary>The service said that the day's quota is used up, whatever was counted here. Returns when it starts anew.</summary>
    DateTimeOffset MarkUsedUp();

    Allowance Snapshot();
}
