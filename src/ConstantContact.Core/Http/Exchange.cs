using System.IO;
using System.Net.Http;
using System.Net.Http.Headers;
using System.Runtime.CompilerServices;
using System.Text.Json;
using ConstantContact.Core.Errors;
using ConstantContact.Core.Resilience;
using Polly;

namespace ConstantContact.Core.Http;

/// <summary>One message to the service and its answer. The only code that touches <see cref="HttpClient"/>.</summary>
internal sealed class Exchange : IDisposable
{
    private readonly ApiClientOptions _options;

    private readonly ISharedAllowance _allowance;

    private readonly TimeProvider _time;

    private readonly ApiRoot _root;

    private readonly HttpClient _http;

    public Exchange(
        ApiClientOptions options,
        ISharedAllowance allowance,
        TimeProvider time,
        HttpMessageHandler? handler
    )
    {
        _options = options;
        _allowance = allowance;
        _time = time;
        _root = new ApiRoot(options.BaseUri);

        // Our own code enforces the time limit, so that a timeout and the caller's cancellation are distinguishable.
        _http = handler is null
            ? new HttpClient(HttpHandlerFactory.Create(options), disposeHandler: true)
            : new HttpClient(handler, disposeHandler: false);
        _http.Timeout = Timeout.InfiniteTimeSpan;
        _http.DefaultRequestHeaders.UserAgent.ParseAdd(options.UserAgent);
        _http.DefaultRequestHeaders.ExpectContinue = false;
    }

    public void Dispose() => _http.Dispose();

    /// <summary>Stores the answer in the run; the outcome tells only whether there is one.</summary>
#if NET
    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
#endif
    public async ValueTask<Outcome<object>> RunAsync<T>(RequestRun<T> run, CancellationToken cancellationToken)
    {
        try
        {
            using var message = MessageOf(run.Request, run.Token);
            using var response = await _http
                .SendAsync(message, HttpCompletionOption.ResponseHeadersRead, cancellationToken)
                .ConfigureAwait(false);
            run.Status = response.StatusCode;
#if !NET
            // On the .NET Framework, reading an answer does not react to a cancellation by itself.
            using var abort = cancellationToken.Register(
                static state => ((HttpResponseMessage)state!).Dispose(),
                response
            );
#endif
            run.Answer = await ReadAsync(response, run, cancellationToken).ConfigureAwait(false);
            return default;
        }
        catch (Exception e) when (cancellationToken.IsCancellationRequested && NetworkFailure.Is(e))
        {
            // Some network stacks report a requested abort as a broken connection.
            return Outcome.FromException<object>(new OperationCanceledException(e.Message, e, cancellationToken));
        }
        catch (Exception e)
        {
            return Outcome.FromException<object>(e);
        }
    }

    private HttpRequestMessage MessageOf<T>(ApiRequest<T> request, string token)
    {
        var body = request.Body?.Invoke();
        var message = new HttpRequestMessage(
            request.Method,
            _root.Address(request.PathTemplate, request.PathValues, request.Query)
        )
        {
            Content = body is null || request.Repeat == RepeatRule.Safe ? body : new OnceContent(body),
        };
        message.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
        message.Headers.TryAddWithoutValidation("Accept", request.Accept);
        return message;
    }

#if NET
    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
#endif
    private async ValueTask<T> ReadAsync<T>(
        HttpResponseMessage response,
        RequestRun<T> run,
        CancellationToken cancellationToken
    )
    {
        var request = run.Request;
        var status = response.StatusCode;
        if (status == request.NotReady)
        {
            throw run.Fail(ExchangeFailures.NotReady(request, status));
        }

        if (!request.Expected.Contains(status))
        {
            var failure = await AnswerErrors
                .ReadAsync(response, request, _time.GetUtcNow(), cancellationToken)
                .ConfigureAwait(false);
            if (failure.Exception is QuotaExceededException)
            {
                _allowance.MarkUsedUp();
            }

            throw run.Fail(failure);
        }

        request.Answered?.Invoke(response);
        var content = response.Content ?? new ByteArrayContent([]);
        var most = request.MaxAnswerBytes ?? _options.MaxAnswerBytes;
        if (content.Headers.ContentLength > most)
        {
            throw run.Fail(ExchangeFailures.TooLarge(request, status, most));
        }

        using var answer = new BoundedStream(
            await AnswerText.OpenAsync(content, cancellationToken).ConfigureAwait(false),
            most,
            limit => run.Fail(ExchangeFailures.TooLarge(request, status, limit)),
            run.Came
        );
        try
        {
            if (AnswerText.IsHtml(content) && request.Accept.IndexOf("json", StringComparison.Ordinal) >= 0)
            {
                _ = await answer.ReadAsync(new byte[512], 0, 512, cancellationToken).ConfigureAwait(false);
                throw run.Fail(ExchangeFailures.WebPage(request, status, Excerpt()));
            }

            if (AnswerText.ForeignEncoding(content) is { } encoding)
            {
                using var utf8 = await AnswerText.ToUtf8Async(answer, encoding).ConfigureAwait(false);
                return await request.Read(utf8, cancellationToken).ConfigureAwait(false);
            }

            return await request.Read(answer, cancellationToken).ConfigureAwait(false);
        }
        catch (JsonException e)
        {
            throw run.Fail(ExchangeFailures.NotUnderstood(request, status, Excerpt(), e));
        }
        catch (InvalidDataException e)
        {
            throw run.Fail(ExchangeFailures.NotDecompressed(request, status, Excerpt(), e));
        }

        string Excerpt() => Redaction.Excerpt(answer.Head, run.Token);
    }
}
