using System.IO;
using System.Text;

namespace ConstantContact.Core.Rows;

/// <summary>
/// Detects the encoding of a file, and finds text that it cannot decode. The decoders throw on damaged text, because a
/// lost character must not overwrite a correct one.
/// </summary>
internal static class TextEncodings
{
    private const int PrefixLength = 4096;

    /// <summary>
    /// Detects the encoding by the byte order mark, otherwise uses the declared encoding, otherwise UTF-8.
    /// </summary>
    /// <returns>The encoding and the length of the mark.</returns>
    /// <exception cref="InvalidDataException">
    /// There is no mark and no declared encoding, and the text is not UTF-8.
    /// </exception>
    public static (Encoding Encoding, int MarkLength) Detect(Stream stream, Encoding? declared)
    {
        var prefix = new byte[PrefixLength];
        stream.Position = 0;
        var length = 0;
        for (int read; length < prefix.Length && (read = stream.Read(prefix, length, prefix.Length - length)) > 0; )
        {
            length += read;
        }

        if (length >= 3 && prefix[0] == 0xEF && prefix[1] == 0xBB && prefix[2] == 0xBF)
        {
            return (new UTF8Encoding(false, throwOnInvalidBytes: true), 3);
        }

        if (length >= 4 && prefix[0] == 0xFF && prefix[1] == 0xFE && prefix[2] == 0 && prefix[3] == 0)
        {
            return (new UTF32Encoding(bigEndian: false, byteOrderMark: true, throwOnInvalidCharacters: true), 4);
        }

        if (length >= 2 && prefix[0] == 0xFF && prefix[1] == 0xFE)
        {
            return (new UnicodeEncoding(bigEndian: false, byteOrderMark: true, throwOnInvalidBytes: true), 2);
        }

        if (length >= 2 && prefix[0] == 0xFE && prefix[1] == 0xFF)
        {
            return (new UnicodeEncoding(bigEndian: true, byteOrderMark: true, throwOnInvalidBytes: true), 2);
        }

        if (declared is not null)
        {
            return (
                Encoding.GetEncoding(
                    declared.CodePage,
                    EncoderFallback.ExceptionFallback,
                    DecoderFallback.ExceptionFallback
                ),
                0
            );
        }

        return Array.IndexOf(prefix, (byte)0, 0, length) >= 0
            ? throw new InvalidDataException(
                "it has zero bytes, like UTF-16 without a byte order mark or a spreadsheet file"
            )
            : (new UTF8Encoding(false, throwOnInvalidBytes: true), 0);
    }

    /// <summary>
    /// The number of the first line (from 1) that the encoding cannot read. 0 if it can read all lines. Only for
    /// encodings in which a line feed is one byte.
    /// </summary>
    public static long FirstDamagedLine(Stream stream, Encoding encoding, int markLength)
    {
        stream.Position = markLength;
        using var line = new MemoryStream();
        var buffer = new byte[81920];
        long number = 1;
        for (int read; (read = stream.Read(buffer, 0, buffer.Length)) > 0; )
        {
            var start = 0;
            for (
                var i = Array.IndexOf(buffer, (byte)'\n', 0, read);
                i >= 0;
                i = Array.IndexOf(buffer, (byte)'\n', start, read - start)
            )
            {
                line.Write(buffer, start, i + 1 - start);
                if (!CanRead(line, encoding))
                {
                    return number;
                }

                line.SetLength(0);
                number++;
                start = i + 1;
            }

            line.Write(buffer, start, read - start);
        }

        return CanRead(line, encoding) ? 0 : number;
    }

    private static bool CanRead(MemoryStream line, Encoding encoding)
    {
        try
        {
            encoding.GetCharCount(line.GetBuffer(), 0, (int)line.Length);
            return true;
        }
        catch (DecoderFallbackException)
        {
            return false;
        }
    }
}
