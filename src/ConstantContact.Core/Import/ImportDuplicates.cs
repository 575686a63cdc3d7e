namespace ConstantContact.Core.Import;

/// <summary>What to do when several rows name one contact; the service would silently keep one of them.</summary>
public enum ImportDuplicates
{
    /// <summary>Every row after the first is invalid.</summary>
    Error,
    First,
    Last,
}
