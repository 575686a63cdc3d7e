namespace ConstantContact.PowerShell.Session;

/// <summary>What came out of a check.</summary>
public enum CheckStatus
{
    Passed,

    /// <summary>Works now, and will not for long.</summary>
    Warning,

    Failed,

    /// <summary>Nothing could be said: what it builds on failed, or does not say.</summary>
    Skipped,
}
