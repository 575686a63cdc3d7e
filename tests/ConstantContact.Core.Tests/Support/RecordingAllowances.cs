using ConstantContact.Core.Resilience;

namespace ConstantContact.Core.Tests.Support;

/// <summary>Shares the allowance within the process and records every pause.</summary>
public sealed class RecordingAllowances : IAllowanceRegistry
{
    private readonly ProcessAllowances _inner = new();

    public List<DateTimeOffset> Pauses { get; } = [];

    public ISharedAllowance Share(AllowanceKey key, AllowanceLimits limits, TimeProvider time) =>
        new Shared(_inner.Share(key, limits, time), this);

    private sealed class Shared(ISharedAllowance inner, RecordingAllowances owner) : ISharedAllowance
    {
        public Task<bool> TakeTurnAsync(
            PaceLane lane,
            DateTimeOffset? sendBefore,
            CancellationToken cancellationToken
        ) => inner.TakeTurnAsync(lane, sendBefore, cancellationToken);

        public void PauseUntil(DateTimeOffset moment)
        {
            owner.Pauses.Add(moment);
            inner.PauseUntil(moment);
        }

        public void MarkUsedUp() => inner.MarkUsedUp();

        public Allowance Snapshot() => inner.Snapshot();

        public Task<Allowance> ReadAsync(CancellationToken cancellationToken) => inner.ReadAsync(cancellationToken);

        public string? TakeWarning() => inner.TakeWarning();
    }
}
