using System.Text;

namespace ConstantContact.Core.Rows;

/// <summary>How a CSV file is to be read; what is null is found out.</summary>
public sealed class CsvRowOptions
{
    /// <summary>For files without byte order mark. Null: UTF-8, strictly.</summary>
    public Encoding? Encoding { get; init; }

    /// <summary>Null: the one of comma, semicolon, tab and bar that makes most sense of the first line.</summary>
    public char? Delimiter { get; init; }
}
