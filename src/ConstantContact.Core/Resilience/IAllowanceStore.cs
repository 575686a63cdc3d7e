namespace ConstantContact.Core.Resilience;

/// <summary>Keeps the state of an allowance. Only one caller at a time may enter, and only for a moment.</summary>
internal interface IAllowanceStore
{
    /// <summary>
    /// Returns the current state, for the caller's exclusive use until <see cref="Leave"/>. Null if another process has
    /// it; try again in a moment. Never throws because of file problems.
    /// </summary>
    AllowanceState? TryEnter();

    /// <summary>Saves the changes.</summary>
    void Leave();

    /// <summary>A warning about the store for the user, returned once; otherwise null.</summary>
    string? TakeWarning();
}
