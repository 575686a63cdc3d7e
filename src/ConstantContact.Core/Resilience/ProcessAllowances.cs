using System;
using System.Collections.Generic;

namespace ConstantContact.Core.Resilience;

/// <summary>Allowances shared by all connections of this process, in whichever runspace they are.</summary>
public sealed class ProcessAllowances : IAllowanceRegistry
{
    private readonly object _gate = new();

    private readonly Dictionary<(AllowanceKey Key, TimeProvider Time), ProcessAllowance> _allowances = [];

    /// <summary>The process's own.</summary>
    public static ProcessAllowances Shared { get; } = new();

    public ISharedAllowance Share(AllowanceKey key, AllowanceLimits limits, TimeProvider time)
    {
        lock (_gate)
        {
            if (_allowances.TryGetValue((key, time), out var known))
            {
                known.SetLimits(limits);
                return known;
            }

            return _allowances[(key, time)] = new ProcessAllowance(limits, time);
        }
    }
}
