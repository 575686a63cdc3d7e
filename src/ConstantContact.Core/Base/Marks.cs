using System.Text;

namespace ConstantContact.Core.Base;

/// <summary>
/// Signs in texts for people. A console or a redirected log that is not Unicode, as Windows PowerShell's are, would show a question mark
/// for anything but ASCII; so what has no ASCII form of its own is asked for here.
/// </summary>
public static class Marks
{
    /// <summary>Between an old value and the new one.</summary>
    public static string Arrow => ArrowFor(Console.OutputEncoding);

    internal static string ArrowFor(Encoding output) => IsUnicode(output) ? "\u2192" : "->";

    // UTF-8, UTF-16 of either order, UTF-32 of either order.
    private static bool IsUnicode(Encoding output) => output.CodePage is 65001 or 1200 or 1201 or 12000 or 12001;
}
