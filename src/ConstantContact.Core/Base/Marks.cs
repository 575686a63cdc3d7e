using System.Text;

namespace ConstantContact.Core.Base;

/// <summary>
/// Symbols in texts for people. A console or redirected log that is not Unicode, such as those of Windows PowerShell,
/// shows a question mark for every character outside ASCII. This class supplies an ASCII form for such outputs.
/// </summary>
public static class Marks
{
    /// <summary>Between an old value and the new one.</summary>
    public static string Arrow => ArrowFor(Console.OutputEncoding);

    internal static string ArrowFor(Encoding output) => IsUnicode(output) ? "\u2192" : "->";

    // UTF-8, and UTF-16 and UTF-32 in either byte order.
    private static bool IsUnicode(Encoding output) => output.CodePage is 65001 or 1200 or 1201 or 12000 or 12001;
}
