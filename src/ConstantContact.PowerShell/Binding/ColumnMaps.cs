using System.Collections;
using ConstantContact.Core.Errors;

namespace ConstantContact.PowerShell.Binding;

/// <summary>Reads hashtables of text to text, as <c>-ColumnMap</c> accepts them.</summary>
internal static class ColumnMaps
{
    public static IReadOnlyDictionary<string, string> Read(IDictionary map, string parameter)
    {
        var read = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        foreach (DictionaryEntry entry in map)
        {
            var heading = entry.Key?.ToString();
            read[
                string.IsNullOrWhiteSpace(heading)
                    ? throw InvalidInputException.Value(
                        $"-{parameter}",
                        null,
                        "a key is blank.",
                        "Write it as @{ 'heading in the file' = 'column' }."
                    )
                    : heading!
            ] = entry.Value?.ToString() ?? string.Empty;
        }

        return read;
    }
}
