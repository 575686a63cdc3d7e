using ConstantContact.Core.Errors;
using ConstantContact.Core.Rows;

namespace ConstantContact.PowerShell.Binding;

/// <summary>Opens a CSV file as the parameters -Path, -Encoding and -Delimiter describe it.</summary>
internal static class InputFile
{
    /// <exception cref="InvalidInputException">
    /// <c>CcInvalidValue</c>, <c>CcInvalidFile</c>, <c>CcEmptyInput</c>.
    /// </exception>
    internal static CsvRowSource Open(string path, string? encoding, char? delimiter) =>
        CsvRowSource.Open(path, new CsvRowOptions { Encoding = EncodingNames.Read(encoding), Delimiter = delimiter });
}
