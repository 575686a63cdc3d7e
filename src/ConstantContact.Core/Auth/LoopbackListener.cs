using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;
using ConstantContact.Core.Base;
using ConstantContact.Core.Errors;

namespace ConstantContact.Core.Auth;

/// <summary>
/// Waits on this machine for the browser to return with the code. Uses a socket, because the system's web server would
/// need rights on Windows that a normal user does not have.
/// </summary>
internal sealed class LoopbackListener : IDisposable
{
    private const int MaxHead = 16 * 1024;

    private static readonly TimeSpan HeadPatience = TimeSpan.FromSeconds(10);

    private readonly List<TcpListener> _listeners = [];

    private readonly Uri _redirectUri;

    private readonly TimeProvider _time;

    /// <exception cref="InvalidInputException">The address is not on this machine, or its port is in use.</exception>
    public LoopbackListener(Uri redirectUri, TimeProvider time)
    {
        _redirectUri = redirectUri;
        _time = time;
        if (
            !redirectUri.IsAbsoluteUri
            || redirectUri.Scheme != Uri.UriSchemeHttp
            || !redirectUri.IsLoopback
            || redirectUri.Port == 0
        )
        {
            throw InvalidInputException.Value(
                "Redirect URI",
                redirectUri.OriginalString,
                "the address must be on this machine.",
                "Register an address such as http://localhost:8413/callback for the application, and specify it "
                    + "with -RedirectUri."
            );
        }

        // localhost may mean either address family, and a browser tries both.
        var addresses = redirectUri.HostNameType switch
        {
            UriHostNameType.IPv4 => new[] { IPAddress.Loopback },
            UriHostNameType.IPv6 => [IPAddress.IPv6Loopback],
            _ => [IPAddress.Loopback, IPAddress.IPv6Loopback],
        };
        SocketException? last = null;
        foreach (var address in addresses)
        {
            var listener = new TcpListener(address, redirectUri.Port);
            try
            {
                listener.Start();
                _listeners.Add(listener);
            }
            catch (SocketException e)
            {
                listener.Stop();
                last = e;

                // A machine without IPv6 has no second address. That is fine, but a port in use by another program is
                // an error.
                if (e.SocketErrorCode is SocketError.AddressAlreadyInUse or SocketError.AccessDenied)
                {
                    Dispose();
                    throw Taken(redirectUri, e);
                }
            }
        }

        if (_listeners.Count == 0)
        {
            throw Taken(redirectUri, last);
        }
    }

    /// <summary>
    /// Returns the first request for the redirect address. Other requests, such as for an icon, get a 404.
    /// </summary>
    public async Task<LoopbackAnswer> WaitAsync(CancellationToken cancellationToken)
    {
        // The first response wins: TrySet fails for all later ones, even after the end.
        var first = new TaskCompletionSource<LoopbackAnswer>(TaskCreationOptions.RunContinuationsAsynchronously);
        using var end = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        using var giveUp = end.Token.Register(
            static state => ((TaskCompletionSource<LoopbackAnswer>)state!).TrySetCanceled(),
            first
        );
        foreach (var listener in _listeners)
        {
            _ = AcceptAsync(listener, first, end.Token);
        }

        try
        {
            return await first.Task.ConfigureAwait(false);
        }
        finally
        {
            end.Cancel();
        }
    }

    public void Dispose()
    {
        foreach (var listener in _listeners)
        {
            listener.Stop();
        }
    }

    private static InvalidInputException Taken(Uri redirectUri, Exception? inner) =>
        new(
            "CcInvalidValue",
            $"Redirect URI '{redirectUri}': its port {redirectUri.Port.ToString(CultureInfo.InvariantCulture)} is in "
                + "use by another program or another sign-in.",
            "End the other sign-in, or register another redirect address for the application and specify it with "
                + "-RedirectUri.",
            inner
        );

    private async Task AcceptAsync(
        TcpListener listener,
        TaskCompletionSource<LoopbackAnswer> first,
        CancellationToken cancellationToken
    )
    {
        while (!cancellationToken.IsCancellationRequested)
        {
            TcpClient browser;
            try
            {
                browser = await listener.AcceptTcpClientAsync().ConfigureAwait(false);
            }
            catch (Exception e) when (e is SocketException or ObjectDisposedException or InvalidOperationException)
            {
                return;
            }

            // Each connection is served separately, because browsers open connections in advance and send nothing on
            // them.
            _ = ServeAsync(browser, first, cancellationToken);
        }
    }

    private async Task ServeAsync(
        TcpClient browser,
        TaskCompletionSource<LoopbackAnswer> first,
        CancellationToken cancellationToken
    )
    {
        try
        {
            var target = await ReadTargetAsync(browser, cancellationToken).ConfigureAwait(false);
            if (target is not null && target.AbsolutePath == _redirectUri.AbsolutePath)
            {
                var answer = new LoopbackAnswer(browser, Parameters(target.Query));
                if (first.TrySetResult(answer))
                {
                    return;
                }
            }

            await LoopbackAnswer
                .ReplyAsync(browser, "404 Not Found", "Not found", "There is nothing here.")
                .ConfigureAwait(false);
            browser.Dispose();
        }
        catch (Exception e)
            when (Http.NetworkFailure.Is(e) || e is OperationCanceledException or InvalidOperationException)
        {
            browser.Dispose();
        }
    }

    // Only the request line matters.
    private async Task<Uri?> ReadTargetAsync(TcpClient browser, CancellationToken cancellationToken)
    {
        using var limit = _time.Timeout(HeadPatience);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellationToken);

        // On the .NET Framework, reading from a socket ignores the token.
        using var closing = either.Token.Register(static state => ((TcpClient)state!).Dispose(), browser);
        var stream = browser.GetStream();
        var head = new byte[MaxHead];
        var length = 0;
        int read;
        while (
            length < MaxHead
            && (read = await stream.ReadAsync(head, length, MaxHead - length, either.Token).ConfigureAwait(false)) > 0
        )
        {
            length += read;
            var text = Encoding.ASCII.GetString(head, 0, length);
            if (text.IndexOf("\r\n\r\n", StringComparison.Ordinal) >= 0)
            {
                var parts = text.Substring(0, text.IndexOf("\r\n", StringComparison.Ordinal)).Split(' ');
                return
                    parts.Length == 3
                    && parts[0] == "GET"
                    && parts[1].StartsWith("/", StringComparison.Ordinal)
                    && Uri.TryCreate("http://localhost" + parts[1], UriKind.Absolute, out var target)
                    ? target
                    : null;
            }
        }

        return null;
    }

    private static Dictionary<string, string> Parameters(string query)
    {
        var parameters = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var pair in query.TrimStart('?').Split('&'))
        {
            var parts = pair.Split(['='], 2);
            if (parts.Length == 2)
            {
                parameters[WebUtility.UrlDecode(parts[0])] = WebUtility.UrlDecode(parts[1]);
            }
        }

        return parameters;
    }
}
