using System.Globalization;
using System.Text;
using ConstantContact.Core.Errors;
using ConstantContact.Core.Rows;

namespace ConstantContact.PowerShell.Binding;

/// <summary>The names of encodings that PowerShell's own cmdlets accept, in both editions, and those of .NET.</summary>
internal static class EncodingNames
{
    internal static Encoding? Read(string? name)
    {
        if (name is null)
        {
            return null;
        }

        var wanted = name.Trim().ToLowerInvariant();
        try
        {
            return wanted switch
            {
                "utf8" or "utf8bom" or "utf8nobom" => Encoding.UTF8,
                "unicode" or "utf16" or "utf-16" => Encoding.Unicode,
                "bigendianunicode" or "utf16be" => Encoding.BigEndianUnicode,
                "utf32" => Encoding.UTF32,
                "ansi" or "default" => Encoding.GetEncoding(SystemCodePages.Ansi),
                "oem" => Encoding.GetEncoding(SystemCodePages.Oem),
                "latin1" => Encoding.GetEncoding("iso-8859-1"),
                _ => int.TryParse(wanted, NumberStyles.None, CultureInfo.InvariantCulture, out var page)
                    ? Encoding.GetEncoding(page)
                    : Encoding.GetEncoding(wanted),
            };
        }
        catch (Exception e) when (e is ArgumentException or NotSupportedException)
        {
            throw new InvalidInputException(
                "CcInvalidValue",
                $"-Encoding '{name}': there is no such encoding here.",
                "Give utf8, unicode, latin1, ansi, a name such as windows-1252, or a code page.",
                e
            );
        }
    }
}
