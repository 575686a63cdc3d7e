using System.IO;
using System.Net.Http;
using System.Text;

namespace ConstantContact.Core.Http;

/// <summary>Opens an answer's content, cancellable on both frameworks, and as UTF-8 whatever it was written in.</summary>
internal static class AnswerText
{
    public static Task<Stream> OpenAsync(HttpContent content, CancellationToken cancellationToken) =>
#if NET
        content.ReadAsStreamAsync(cancellationToken);
#else
        content.ReadAsStreamAsync();
#endif

    /// <summary>True for a web page, which proxies and gateways like to answer with.</summary>
    public static bool IsHtml(HttpContent content) =>
        content.Headers.ContentType?.MediaType is { } type && type.IndexOf("html", StringComparison.OrdinalIgnoreCase) >= 0;

    /// <summary>The charset that the answer names, where it is another than UTF-8 and known here.</summary>
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

    /// <summary>The whole answer as UTF-8, read through its bounds.</summary>
    public static async Task<Stream> ToUtf8Async(Stream answer, Encoding encoding)
    {
        using var reader = new StreamReader(answer, encoding, detectEncodingFromByteOrderMarks: true);
        return new MemoryStream(Encoding.UTF8.GetBytes(await reader.ReadToEndAsync().ConfigureAwait(false)));
    }
}
