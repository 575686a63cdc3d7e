namespace ConstantContact.Core.Resilience;

/// <summary>Where the state of an allowance is kept. One caller at a time, who holds it for moments only.</summary>
internal interface IAllowanceStore
{
    /// <summary>
    /// The state, up to date and the caller's alone until <see cref="Leave"/>; null where another process has it: ask again in
    /// a moment. Never throws for what happens to files.
    /// </summary>
    AllowanceState? TryEnter();

    /// <summary>Keeps what was changed.</summary>
    void Leave();

    /// <summary>What the user should know about the store, once; null otherwise.</summary>
    string? TakeWarning();
}
