namespace ConstantContact.PowerShell.Session;

/// <summary>The result of a check.</summary>
public enum CheckStatus
{
    Passed,

    /// <summary>Works now, but not for long.</summary>
    Warning,

    Failed,

    /// <summary>No result: an earlier check failed, or the information is missing.</summary>
    Skipped,
}
