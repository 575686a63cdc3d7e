namespace ConstantContact.PowerShell.Binding;

/// <summary>Which import endpoint takes the rows. Here and not Core's, because users name it.</summary>
public enum BulkFormat
{
    /// <summary>JSON, in which a blank cell is simply not there.</summary>
    Auto,
    Csv,
    Json,
}
