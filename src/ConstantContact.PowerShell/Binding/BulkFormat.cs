namespace ConstantContact.PowerShell.Binding;

/// <summary>The import endpoint that receives the rows. Defined here and not in Core, because users name it.</summary>
public enum BulkFormat
{
    /// <summary>JSON, which simply omits blank cells.</summary>
    Auto,
    Csv,
    Json,
}
