namespace ConstantContact.Core.Resilience;

/// <summary>Allowances shared by all connections of this process, in any runspace.</summary>
public sealed class ProcessAllowances : IAllowanceRegistry
{
    private readonly AllowanceRegistry _registry = new(
        static (_, time) => new AllowanceMemory(time),
        ProcessIdentity.Current
    );

    /// <summary>The instance of this process.</summary>
    public static ProcessAllowances Shared { get; } = new();

    public ISharedAllowance Share(AllowanceKey key, AllowanceLimits limits, TimeProvider time) =>
        _registry.Share(key, limits, time);
}
