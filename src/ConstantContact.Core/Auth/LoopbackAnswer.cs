using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace ConstantContact.Core.Auth;

/// <summary>The browser's response, and the browser itself, which waits for a page.</summary>
internal sealed class LoopbackAnswer : IDisposable
{
    private readonly TcpClient _browser;

    public LoopbackAnswer(TcpClient browser, IReadOnlyDictionary<string, string> parameters)
    {
        _browser = browser;
        Parameters = parameters;
    }

    public IReadOnlyDictionary<string, string> Parameters { get; }

    public Task SucceedAsync() =>
        ReplyAsync(
            _browser,
            "200 OK",
            "Signed in",
            "You are signed in. You can close this page and return to PowerShell."
        );

    public Task FailAsync(string text) =>
        ReplyAsync(
            _browser,
            "400 Bad Request",
            "Not signed in",
            text + " You can close this page. PowerShell shows the details."
        );

    public void Dispose() => _browser.Dispose();

    /// <summary>
    /// Sends a page and closes the connection. It is no failure of the sign-in if the browser has disconnected.
    /// </summary>
    public static async Task ReplyAsync(TcpClient browser, string status, string title, string text)
    {
        var page = Encoding.UTF8.GetBytes(
            "<!DOCTYPE html><html lang=\"en\"><head><meta charset=\"utf-8\"><meta name=\"viewport\" "
                + "content=\"width=device-width, initial-scale=1\">"
                + $"<title>{title}</title></head><body "
                + $"style=\"font-family:sans-serif;margin:3em\"><h1>{title}</h1><p>{WebUtility.HtmlEncode(text)}</p></body></html>"
        );
        var head = Encoding.ASCII.GetBytes(
            string.Format(
                CultureInfo.InvariantCulture,
                "HTTP/1.1 {0}\r\nContent-Type: text/html; charset=utf-8\r\nContent-Length: {1}\r\nCache-Control: "
                    + "no-store\r\nReferrer-Policy: no-referrer\r\nConnection: close\r\n\r\n",
                status,
                page.Length
            )
        );
        try
        {
            var stream = browser.GetStream();
            await stream.WriteAsync(head, 0, head.Length, CancellationToken.None).ConfigureAwait(false);
            await stream.WriteAsync(page, 0, page.Length, CancellationToken.None).ConfigureAwait(false);
            await stream.FlushAsync(CancellationToken.None).ConfigureAwait(false);
            browser.Client.Shutdown(SocketShutdown.Send);
        }
        catch (Exception e) when (Http.NetworkFailure.Is(e) || e is InvalidOperationException) { }
    }
}
