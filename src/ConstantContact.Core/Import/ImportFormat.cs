namespace ConstantContact.Core.Import;

/// <summary>Which of the two import endpoints takes the rows.</summary>
public enum ImportFormat
{
    /// <summary>JSON, in which a blank cell is simply not there.</summary>
    Auto,
    Csv,
    Json,
}
