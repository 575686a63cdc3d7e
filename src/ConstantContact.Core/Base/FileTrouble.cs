using System.Text.RegularExpressions;

namespace ConstantContact.Core.Base;

/// <summary>The text of an error of the file system, for messages that name the file themselves.</summary>
internal static class FileTrouble
{
    // .NET appends the path in this form to the text of the system.
    private static readonly Regex Path = new(
        @" : '[^']*'$",
        RegexOptions.CultureInvariant | RegexOptions.Singleline,
        TimeSpan.FromSeconds(1)
    );

    /// <summary>One sentence, such as "No space left on device."</summary>
    public static string Text(Exception error)
    {
        var text = Path.Replace(error.Message, "");
        return text.EndsWith(".", StringComparison.Ordinal) ? text : text + ".";
    }
}
