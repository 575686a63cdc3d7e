namespace ConstantContact.Core.Resilience;

/// <summary>One allowance for each key and clock, created on first use.</summary>
internal sealed class AllowanceRegistry
{
    private readonly object _gate = new();

    private readonly Dictionary<(AllowanceKey Key, TimeProvider Time), SharedAllowance> _allowances = [];

    private readonly Func<AllowanceKey, TimeProvider, IAllowanceStore> _store;

    private readonly ProcessIdentity _who;

    public AllowanceRegistry(Func<AllowanceKey, TimeProvider, IAllowanceStore> store, ProcessIdentity who)
    {
        _store = store;
        _who = who;
    }

    public SharedAllowance Share(AllowanceKey key, AllowanceLimits limits, TimeProvider time)
    {
        lock (_gate)
        {
            if (_allowances.TryGetValue((key, time), out var known))
            {
                known.SetLimits(limits);
                return known;
            }

            return _allowances[(key, time)] = new SharedAllowance(_store(key, time), limits, _who, time);
        }
    }
}
