using System;
using System.Threading;
using System.Threading.Tasks;
using ConstantContact.Core.Http;

namespace ConstantContact.Core.Resilience;

/// <summary>Pace and budget of one client id, kept in this process's memory.</summary>
internal sealed class ProcessAllowance : ISharedAllowance
{
    private readonly Pacer _pacer;

    private readonly DailyBudget _budget;

    public ProcessAllowance(AllowanceLimits limits, TimeProvider time)
    {
        _pacer = new Pacer(limits.PerSecond, time);
        _budget = new DailyBudget(limits.PerDay, time);
    }

    public void SetLimits(AllowanceLimits limits)
    {
        _pacer.PerSecond = limits.PerSecond;
        _budget.PerDay = limits.PerDay;
    }

    public ValueTask CheckBudgetAsync(CancellationToken cancellationToken)
    {
        _budget.Check();
        return default;
    }

    public Task WaitForTurnAsync(PaceLane lane, CancellationToken cancellationToken) => _pacer.WaitAsync(lane, cancellationToken);

    public ValueTask CountAsync(CancellationToken cancellationToken)
    {
        _budget.Count();
        return default;
    }

    public void PauseUntil(DateTimeOffset moment) => _pacer.PauseUntil(moment);

    public DateTimeOffset MarkUsedUp() => _budget.MarkUsedUp();

    public Allowance Snapshot() => _budget.Snapshot(_pacer.PerSecond);
}
