namespace ConstantContact.Core.Resilience;

/// <summary>Finds the allowance that a connection shares with all others of its client id.</summary>
public interface IAllowanceRegistry
{
    /// <summary>The one allowance of this key; the limits given last are the ones that hold.</summary>
    ISharedAllowance Share(AllowanceKey key, AllowanceLimits limits, TimeProvider time);
}
