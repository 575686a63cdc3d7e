using System.Collections.Concurrent;
using ConstantContact.Core.Storage;

namespace ConstantContact.Core.Resilience;

/// <summary>
/// Allowances that all processes of this user on this machine share through files in the data folder.
/// </summary>
public sealed class MachineAllowances : IAllowanceRegistry
{
    private static readonly ConcurrentDictionary<string, MachineAllowances> ByFolder = new(StringComparer.Ordinal);

    private readonly AllowanceRegistry _registry;

    internal MachineAllowances(DataFolder data, ProcessIdentity? who = null)
    {
        var identity = who ?? ProcessIdentity.Current;
        _registry = new AllowanceRegistry((key, time) => new AllowanceFile(data, key, identity, time), identity);
    }

    /// <summary>
    /// The one instance for this folder in this process, so that all its connections wait in the same queue.
    /// </summary>
    public static MachineAllowances In(DataFolder data) =>
        ByFolder.GetOrAdd(data.Root, _ => new MachineAllowances(data));

    public ISharedAllowance Share(AllowanceKey key, AllowanceLimits limits, TimeProvider time) =>
        _registry.Share(key, limits, time);
}
