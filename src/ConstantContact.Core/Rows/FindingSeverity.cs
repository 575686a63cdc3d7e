namespace ConstantContact.Core.Rows;

public enum FindingSeverity
{
    /// <summary>The row is sent nevertheless.</summary>
    Warning,

    /// <summary>The row is not sent.</summary>
    Error,

    /// <summary>Not a problem.</summary>
    Information,
}
