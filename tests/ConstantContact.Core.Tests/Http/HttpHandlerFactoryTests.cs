using System.IO;
using System.IO.Compression;
using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Text.Json.Nodes;
using ConstantContact.Core.Auth;
using ConstantContact.Core.Errors;
using ConstantContact.Core.Http;
using ConstantContact.Core.Resilience;
using ConstantContact.Core.Tests.Support;
using ConstantContact.Tests.Shared;

namespace ConstantContact.Core.Tests.Http;

/// <summary>The real stack, against a server on loopback.</summary>
public sealed class HttpHandlerFactoryTests : IDisposable
{
    private readonly HttpListener _server = new();

    private readonly string _root;

    // A server that gave up must not keep the test waiting.
    private readonly CancellationTokenSource _patience = new(TimeSpan.FromSeconds(60));

    public HttpHandlerFactoryTests()
    {
        _root = $"http://127.0.0.1:{FreePort.Next()}/v3";
        _server.Prefixes.Add(_root + "/");
        _server.Start();
    }

    public void Dispose()
    {
        ((IDisposable)_server).Dispose();
        _patience.Dispose();
    }

    [Fact]
    public async Task Redirects_are_not_followed_and_cookies_not_kept()
    {
        using var client = Client();
        var serving = ServeAsync(
            2,
            context =>
            {
                Assert.Null(context.Request.Headers["Cookie"]);
                context.Response.Headers["Set-Cookie"] = "a=b";
                context.Response.Redirect(_root + "/elsewhere");
            }
        );

        for (var i = 0; i < 2; i++)
        {
            await Assert.ThrowsAsync<UnexpectedResponseException>(() =>
                client.SendAsync(ClientFixture.Get(), _patience.Token)
            );
        }

        await serving;
    }

    [Theory]
    [InlineData("gzip")]
#if NET
    [InlineData("deflate")]
    [InlineData("br")]
#endif
    public async Task Compressed_answers_are_read(string encoding)
    {
        using var client = Client();
        var serving = ServeAsync(
            1,
            context =>
            {
                Assert.Contains(encoding, context.Request.Headers["Accept-Encoding"], StringComparison.Ordinal);
                Compress(context, encoding, """{"total":5}"""u8.ToArray());
            }
        );

        Assert.Equal(5, (int)(await client.SendAsync(ClientFixture.Get(), _patience.Token))["total"]!);
        await serving;
    }

    [Theory]
    [InlineData("gzip")]
#if NET
    [InlineData("deflate")]
    [InlineData("br")]
#endif
    public async Task The_limit_of_an_answer_holds_after_decompression(string encoding)
    {
        using var client = Client(maxAnswerBytes: 50_000);
        var serving = ServeAsync(
            1,
            context => Compress(context, encoding, Encoding.ASCII.GetBytes(new string('[', 5_000_000)))
        );

        var error = await Assert.ThrowsAsync<UnexpectedResponseException>(() =>
            client.SendAsync(ClientFixture.Get(), _patience.Token)
        );

        Assert.Contains("50,000", error.Message, StringComparison.Ordinal);
        await serving;
    }

    [Fact]
    public async Task A_request_to_a_closed_port_certainly_did_not_arrive()
    {
        _server.Stop();
        using var client = Client();

        var error = await Assert.ThrowsAsync<ConnectionFailedException>(() =>
            client.SendAsync(ClientFixture.Post(), _patience.Token)
        );

        Assert.False(error.MayHaveArrived);
    }

    [Fact]
    public async Task A_server_that_hangs_up_without_an_answer_may_have_got_it()
    {
        _server.Stop();
        var raw = new TcpListener(IPAddress.Loopback, 0);
        raw.Start();
        using var client = Client(root: $"http://127.0.0.1:{((IPEndPoint)raw.LocalEndpoint).Port}/v3");
        var serving = HangUpAsync(raw);

        var error = await Assert.ThrowsAsync<ConnectionFailedException>(() =>
            client.SendAsync(ClientFixture.Post(), _patience.Token)
        );

        Assert.True(error.MayHaveArrived);
        await serving;
        raw.Stop();
    }

    private static async Task HangUpAsync(TcpListener listener)
    {
        using var connection = await listener.AcceptTcpClientAsync();
        _ = await connection.GetStream().ReadAsync(new byte[100]);
    }

    [Fact]
    public async Task An_answer_that_drips_is_over_when_its_time_is()
    {
        using var client = Client(attemptTimeout: TimeSpan.FromMilliseconds(400));
        var serving = ServeAsync(
            1,
            context =>
            {
                context.Response.ContentType = "application/json";
                context.Response.SendChunked = true;
                try
                {
                    while (!_patience.IsCancellationRequested)
                    {
                        context.Response.OutputStream.Write("[ "u8);
                        context.Response.OutputStream.Flush();
                        _patience.Token.WaitHandle.WaitOne(20);
                    }
                }
                catch (Exception e) when (e is HttpListenerException or IOException)
                {
                    // The client has left.
                }
            }
        );

        var error = await Assert.ThrowsAsync<ApiTimeoutException>(() =>
            client.SendAsync(ClientFixture.Get(), _patience.Token)
        );

        Assert.True(error.MayHaveArrived);
        await serving;
    }

    private static void Compress(HttpListenerContext context, string encoding, byte[] body)
    {
        context.Response.ContentType = "application/json";
        context.Response.Headers["Content-Encoding"] = encoding;
        using Stream stream = encoding switch
        {
            "gzip" => new GZipStream(context.Response.OutputStream, CompressionLevel.Fastest),
            "deflate" => new ZLibStream(context.Response.OutputStream, CompressionLevel.Fastest),
#if NET
            "br" => new BrotliStream(context.Response.OutputStream, CompressionLevel.Fastest),
#endif
            _ => throw new ArgumentOutOfRangeException(nameof(encoding), encoding, "The tests have no such encoding."),
        };
        try
        {
            stream.Write(body);
        }
        catch (Exception e) when (e is HttpListenerException or IOException)
        {
            // The client has read enough.
        }
    }

    private async Task ServeAsync(int count, Action<HttpListenerContext> answer)
    {
        for (var i = 0; i < count; i++)
        {
            var context = await _server.GetContextAsync();
            try
            {
                answer(context);
            }
            finally
            {
                context.Response.Close();
            }
        }
    }

    private ApiClient Client(long maxAnswerBytes = 1_000_000, string? root = null, TimeSpan? attemptTimeout = null) =>
        new(
            new ApiClientOptions
            {
                BaseUri = new Uri(root ?? _root),
                MaxAnswerBytes = maxAnswerBytes,
                AttemptTimeout = attemptTimeout ?? TimeSpan.FromSeconds(100),
                RequestsPerSecond = 1000,
                Retry = new RetryBounds { Failed = 0 },
                Allowances = new ProcessAllowances(),
            },
            new StaticTokenSource("token"),
            TimeProvider.System
        );
}
