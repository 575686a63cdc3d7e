namespace ConstantContact.Core.Import;

/// <summary>The treatment of several rows that name one contact. The service would silently keep one of them.</summary>
public enum ImportDuplicates
{
    /// <summary>Every row after the first is invalid.</summary>
    Error,
    First,
    Last,
}
