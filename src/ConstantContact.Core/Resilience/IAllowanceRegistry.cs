namespace ConstantContact.Core.Resilience;

/// <summary>Finds the allowance that a connection shares with all other connections of its client id.</summary>
public interface IAllowanceRegistry
{
    /// <summary>Returns the one allowance of this key. The limits of the latest call apply.</summary>
    ISharedAllowance Share(AllowanceKey key, AllowanceLimits limits, TimeProvider time);
}
