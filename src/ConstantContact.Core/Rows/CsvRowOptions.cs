using System.Text;

namespace ConstantContact.Core.Rows;

/// <summary>Options for reading a CSV file. A null option is detected from the file.</summary>
public sealed class CsvRowOptions
{
    /// <summary>The encoding of a file without a byte order mark. Null: UTF-8, strictly.</summary>
    public Encoding? Encoding { get; init; }

    /// <summary>Null: the comma, semicolon, tab or bar that yields the most known columns in the first line.</summary>
    public char? Delimiter { get; init; }
}
