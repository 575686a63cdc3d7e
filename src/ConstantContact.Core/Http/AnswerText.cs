using System.IO;
using System.Net.Http;
using System.Text;

namespace ConstantContact.Core.Http;

/// <summary>
/// Opens the content of an answer: cancellable on both frameworks, and as UTF-8 whatever its original encoding.
/// </summary>
internal static class AnswerText
{
    public static Task<Stream> OpenAsync(HttpContent content, CancellationToken cancellationToken) =>
#if NET
        content.ReadAsStreamAsync(cancellationToken);
#else
        content.ReadAsStreamAsync();
#endif

    /// <summary>True for a web page, the usual answer of proxies and gateways.</summary>
    public static bool IsHtml(HttpContent content) =>
        content.Headers.ContentType?.MediaType is { } type
        && type.IndexOf("html", StringComparison.OrdinalIgnoreCase) >= 0;

    /// <summary>The charset that the answer names, if it is known here and not UTF-8.</summary>
    public static Encoding? ForeignEncoding(HttpContent content)
    {
        var name = content.Headers.ContentType?.CharSet?.Trim('"');
        if (string.IsNullOrEmpty(name))
        {
            return null;
        }

        try
        {
            var encoding = Encoding.GetEncoding(name);
            return encoding is UTF8Encoding or ASCIIEncoding ? null : encoding;
        }
        catch (ArgumentException)
        {
            return null;
        }
    }

    /// <summary>The whole answer as UTF-8, read within its limits.</summary>
    public static async Task<Stream> ToUtf8Async(Stream answer, Encoding encoding)
    {
        using var reader = new StreamReader(answer, encoding, detectEncodingFromByteOrderMarks: true);
        return new MemoryStream(Encoding.UTF8.GetBytes(await reader.ReadToEndAsync().ConfigureAwait(false)));
    }
}
