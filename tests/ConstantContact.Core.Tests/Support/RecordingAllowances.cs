using ConstantContact.Core.Http;
using ConstantContact.Core.Resilience;

namespace ConstantContact.Core.Tests.Support;

/// <summary>The process's way of sharing, with a note of every pause.</summary>
public sealed class RecordingAllowances : IAllowanceRegistry
{
    private readonly ProcessAllowances _inner = new();

    public List<DateTimeOffset> Pauses { get; } = [];

    public ISharedAllowance Share(AllowanceKey key, AllowanceLimits limits, TimeProvider time) => new Shared(_inner.Share(key, limits, time), this);

    private sealed class Shared(ISharedAllowance inner, RecordingAllowances owner) : ISharedAllowance
    {
        public ValueTask CheckBudgetAsync(CancellationToken cancellationToken) => inner.CheckBudgetAsync(cancellationToken);

        public Task WaitForTurnAsync(PaceLane lane, CancellationToken cancellationToken) => inner.WaitForTurnAsync(lane, cancellationToken);

        public ValueTask CountAsync(CancellationToken cancellationToken) => inner.CountAsync(cancellationToken);

        public void PauseUntil(DateTimeOffset moment)
        {
            owner.Pauses.Add(moment);
            inner.PauseUntil(moment);
        }

        public DateTimeOffset MarkUsedUp() => inner.MarkUsedUp();

        public Allowance Snapshot() => inner.Snapshot();
    }
}
