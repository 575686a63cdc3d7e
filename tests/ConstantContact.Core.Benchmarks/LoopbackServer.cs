using System;
using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Threading;
using System.Threading.Tasks;

namespace ConstantContact.Core.Benchmarks;

/// <summary>
/// Answers every GET on a kept connection with bytes that were made before: as little as a server can do, so that what
/// is measured in this process is the client's. The answer depends on the last digit of the request line's target.
/// </summary>
internal sealed class LoopbackServer : IDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);

    private readonly CancellationTokenSource _stop = new();

    private readonly byte[][] _answers;

    public LoopbackServer(params string[] bodies)
    {
        _answers = Array.ConvertAll(
            bodies,
            body =>
            {
                var content = Encoding.UTF8.GetBytes(body);
                return (byte[])
                    [
                        .. Encoding.ASCII.GetBytes(
                            FormattableString.Invariant(
                                $"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: {content.Length}\r\n\r\n"
                            )
                        ),
                        .. content,
                    ];
            }
        );
        _listener.Start();
        BaseUri = new Uri(
            FormattableString.Invariant($"http://127.0.0.1:{((IPEndPoint)_listener.LocalEndpoint).Port}/v3")
        );
        _ = AcceptAsync();
    }

    public Uri BaseUri { get; }

    public void Dispose()
    {
        _stop.Cancel();
        _listener.Dispose();
        _stop.Dispose();
    }

    private async Task AcceptAsync()
    {
        while (!_stop.IsCancellationRequested)
        {
            _ = ServeAsync(await _listener.AcceptSocketAsync(_stop.Token).ConfigureAwait(false));
        }
    }

    private async Task ServeAsync(Socket socket)
    {
        using (socket)
        {
            socket.NoDelay = true;
            var buffer = new byte[8192];
            var length = 0;
            int read;
            while ((read = await socket.ReceiveAsync(buffer.AsMemory(length), _stop.Token).ConfigureAwait(false)) > 0)
            {
                length += read;
                if (buffer.AsSpan(0, length).EndsWith("\r\n\r\n"u8))
                {
                    await socket.SendAsync(_answers[Which(buffer)], _stop.Token).ConfigureAwait(false);
                    length = 0;
                }
            }
        }
    }

    private int Which(ReadOnlySpan<byte> request)
    {
        var end = request.IndexOf(" HTTP/"u8);
        var digit = end > 0 ? request[end - 1] - '0' : 0;
        return digit > 0 && digit < _answers.Length ? digit : 0;
    }
}
