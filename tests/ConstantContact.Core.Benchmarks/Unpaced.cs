using System;
using System.Threading;
using System.Threading.Tasks;
using ConstantContact.Core.Resilience;

namespace ConstantContact.Core.Benchmarks;

/// <summary>The rules of an allowance without the waiting, which is no overhead but what the pace is for.</summary>
internal sealed class Unpaced : IAllowanceRegistry, ISharedAllowance
{
    private static readonly Task<bool> Turn = Task.FromResult(true);

    private static readonly Allowance Picture = new()
    {
        PerSecond = 4,
        PerDay = 10_000,
        UsedToday = 0,
        Left = 10_000,
        ResetsAt = DateTimeOffset.UnixEpoch,
    };

    public ISharedAllowance Share(AllowanceKey key, AllowanceLimits limits, TimeProvider time) => this;

    public Task<bool> TakeTurnAsync(PaceLane lane, DateTimeOffset? sendBefore, CancellationToken cancellationToken) =>
        Turn;

    public void PauseUntil(DateTimeOffset moment) { }

    public void MarkUsedUp() { }

    public Allowance Snapshot() => Picture;

    public Task<Allowance> ReadAsync(CancellationToken cancellationToken) => Task.FromResult(Picture);

    public string? TakeWarning() => null;
}
