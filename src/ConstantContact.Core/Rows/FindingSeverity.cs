namespace ConstantContact.Core.Rows;

/// <remarks>Text and not an enum, because <c>ConvertTo-Json</c> would write an enum as a number.</remarks>
public static class FindingSeverity
{
    /// <summary>The row is sent nevertheless.</summary>
    public const string Warning = nameof(Warning);

    /// <summary>The row is not sent.</summary>
    public const string Error = nameof(Error);

    /// <summary>Not a problem.</summary>
    public const string Information = nameof(Information);
}
