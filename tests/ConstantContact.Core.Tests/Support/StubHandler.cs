using System.Collections.Concurrent;
using System.Net;
using System.Text;

namespace ConstantContact.Core.Tests.Support;

/// <summary>A service that answers what the test says, in order, and remembers what it was asked.</summary>
public sealed class StubHandler : HttpMessageHandler
{
    private readonly ConcurrentQueue<Func<SentRequest, CancellationToken, Task<HttpResponseMessage>>> _answers = new();

    private Func<SentRequest, CancellationToken, Task<HttpResponseMessage>>? _otherwise;

    public ConcurrentQueue<SentRequest> Sent { get; } = new();

    public StubHandler Answer(HttpStatusCode status, string body = "{}", string type = "application/json") =>
        Answer(_ => Response(status, body, type));

    public StubHandler Answer(string body) => Answer(HttpStatusCode.OK, body);

    public StubHandler Answer(Func<SentRequest, HttpResponseMessage> answer)
    {
        _answers.Enqueue((request, _) => Task.FromResult(answer(request)));
        return this;
    }

    public StubHandler Fail(Exception exception)
    {
        _answers.Enqueue((_, _) => Task.FromException<HttpResponseMessage>(exception));
        return this;
    }

    /// <summary>Never answers; only the token ends it.</summary>
    public StubHandler Hang(TaskCompletionSource? entered = null)
    {
        _answers.Enqueue(
            async (_, cancellationToken) =>
            {
                entered?.TrySetResult();
                await Task.Delay(Timeout.InfiniteTimeSpan, cancellationToken);
                throw new InvalidOperationException();
            }
        );
        return this;
    }

    public StubHandler Otherwise(Func<SentRequest, HttpResponseMessage> answer)
    {
        _otherwise = (request, _) => Task.FromResult(answer(request));
        return this;
    }

    public static HttpResponseMessage Response(HttpStatusCode status, string body, string type = "application/json") =>
        new(status) { Content = new StringContent(body, Encoding.UTF8, type) };

    protected override async Task<HttpResponseMessage> SendAsync(
        HttpRequestMessage request,
        CancellationToken cancellationToken
    )
    {
        var sent = new SentRequest
        {
            Method = request.Method,
            Uri = request.RequestUri!,
            Token = request.Headers.Authorization?.ToString(),
            UserAgent = request.Headers.UserAgent.ToString(),
            Accept = request.Headers.Accept.ToString(),
            ContentType = request.Content?.Headers.ContentType?.ToString(),
            Body = request.Content is null ? null : await request.Content.ReadAsStringAsync(cancellationToken),
        };
        Sent.Enqueue(sent);
        if (_answers.TryDequeue(out var answer) || (answer = _otherwise) is not null)
        {
            return await answer(sent, cancellationToken);
        }

        throw new InvalidOperationException($"Nothing was prepared for {request.Method} {request.RequestUri}.");
    }
}
