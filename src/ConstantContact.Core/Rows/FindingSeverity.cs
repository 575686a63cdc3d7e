namespace ConstantContact.Core.Rows;

/// <remarks>Words and no enum, of which <c>ConvertTo-Json</c> would write the number.</remarks>
public static class FindingSeverity
{
    /// <summary>The row is sent all the same.</summary>
    public const string Warning = nameof(Warning);

    /// <summary>The row is not sent.</summary>
    public const string Error = nameof(Error);

    /// <summary>Nothing is wrong.</summary>
    public const string Information = nameof(Information);
}
