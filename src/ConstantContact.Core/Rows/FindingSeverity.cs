namespace ConstantContact.Core.Rows;

public enum FindingSeverity
{
    /// <summary>The row is sent all the same.</summary>
    Warning,

    /// <summary>The row is not sent.</summary>
    Error,

    /// <summary>Nothing is wrong.</summary>
    Information,
}
