namespace ConstantContact.PowerShell.Session;

/// <summary>The result of a check.</summary>
/// <remarks>Words and no enum, of which <c>ConvertTo-Json</c> would write the number.</remarks>
public static class CheckStatus
{
    public const string Passed = nameof(Passed);

    /// <summary>Works now, but not for long.</summary>
    public const string Warning = nameof(Warning);

    public const string Failed = nameof(Failed);

    /// <summary>No result: an earlier check failed, or the information is missing.</summary>
    public const string Skipped = nameof(Skipped);
}
