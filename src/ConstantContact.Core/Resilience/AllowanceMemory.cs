using ConstantContact.Core.Base;

namespace ConstantContact.Core.Resilience;

/// <summary>The state of an allowance in memory, known only to this process.</summary>
internal sealed class AllowanceMemory : IAllowanceStore
{
    private readonly AllowanceState _state = new();

    private readonly TimeProvider _time;

    public AllowanceMemory(TimeProvider time) => _time = time;

    public AllowanceState? TryEnter()
    {
        _state.BringUpToDate(_time.MonotonicTicks(), _time.Today());
        return _state;
    }

    public void Leave() { }

    public string? TakeWarning() => null;
}
