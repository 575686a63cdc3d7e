using System.Globalization;
using System.IO;
using System.Net;
using System.Net.Http;
using System.Net.Http.Headers;
using System.Runtime.CompilerServices;
using System.Text.Json;
using System.Text.Json.Nodes;
using ConstantContact.Core.Base;
using ConstantContact.Core.Errors;
using ConstantContact.Core.Resilience;
using Polly;
using Polly.Retry;
using Polly.Timeout;

namespace ConstantContact.Core.Http;

/// <summary>
/// Sends all requests through one method, which authorizes, paces, counts and repeats them where the request allows it.
/// Every failure becomes one of the exceptions of <c>Errors</c>. Safe for concurrent use.
/// </summary>
public sealed class ApiClient : IDisposable
{
    private static readonly ResiliencePropertyKey<RequestRun> RunKey = new("ConstantContact.Run");

    private readonly Wiring _wiring;

    private readonly IApiObserver? _observer;

    private readonly bool _owner;

    /// <param name="options">
    /// Checked here. An address that would expose the token causes an <see cref="InvalidInputException"/>.
    /// </param>
    /// <param name="tokens">The source of access tokens.</param>
    /// <param name="time">The clock of all waits, timeouts and counts.</param>
    /// <param name="handler">For tests. The caller keeps ownership.</param>
    public ApiClient(
        ApiClientOptions options,
        ITokenSource tokens,
        TimeProvider time,
        HttpMessageHandler? handler = null
    )
    {
        _wiring = new Wiring(options, tokens, time, handler);
        _owner = true;
    }

    private ApiClient(Wiring wiring, IApiObserver observer)
    {
        _wiring = wiring;
        _observer = observer;
    }

    /// <summary>
    /// Today's allowance and its use by all sharers of this client id, as of this process's last request.
    /// </summary>
    public Allowance Allowance => _wiring.Allowance.Snapshot();

    /// <summary>The current allowance with the use by each process. Sends nothing.</summary>
    public Task<Allowance> ReadAllowanceAsync(CancellationToken cancellationToken) =>
        _wiring.Allowance.ReadAsync(cancellationToken);

    /// <summary>A warning about the shared allowance for the user, returned once; otherwise null.</summary>
    public string? TakeWarning() => _wiring.Allowance.TakeWarning();

    /// <summary>The API's root, with its version.</summary>
    public Uri BaseUri => _wiring.Options.BaseUri;

    /// <summary>The clock of this client.</summary>
    public TimeProvider Time => _wiring.Time;

    /// <summary>
    /// A view that shares everything with this client and reports its requests to the observer. Do not dispose it.
    /// </summary>
    public ApiClient Observed(IApiObserver observer) => new(_wiring, observer);

    /// <summary>Sends one request and reads its answer.</summary>
    /// <exception cref="CcException">One of the exceptions of <c>Errors</c>.</exception>
    /// <exception cref="StaleRequestException">
    /// The request became too old while it waited. Nothing was sent.
    /// </exception>
    public async Task<T> SendAsync<T>(ApiRequest<T> request, CancellationToken cancellationToken)
    {
        var run = new RequestRun<T>(request, _observer);
        var context = ResilienceContextPool.Shared.Get(cancellationToken);
        context.Properties.Set(RunKey, run);
        try
        {
            var outcome = await _wiring
                .Retry.ExecuteOutcomeAsync(
                    static (context, state) => state.Wiring.AttemptAsync(state.Run, context.CancellationToken),
                    context,
                    (Wiring: _wiring, Run: run)
                )
                .ConfigureAwait(false);
            outcome.ThrowIfException();
            return run.Answer;
        }
        catch (OperationCanceledException e)
            when (cancellationToken.IsCancellationRequested && e.CancellationToken != cancellationToken)
        {
            // The caller requested the cancellation, so report the caller's own token, whichever inner token noticed
            // first.
            throw new OperationCanceledException(e.Message, e, cancellationToken);
        }
        catch (ForbiddenException e) when (e.RequiredScope is not null || e.RequiredPrivilege is not null)
        {
            throw await _wiring
                .Access.ExplainAsync(e, run.Token, PrivilegesAsync, cancellationToken)
                .ConfigureAwait(false);
        }
        catch (CcException) when (run.Stale && !run.MayHaveArrived)
        {
            throw new StaleRequestException(request.PathTemplate);
        }
        catch (CcException e) when (run.MayHaveArrived && !e.MayHaveArrived)
        {
            e.MayHaveArrived = true;
            throw;
        }
        finally
        {
            ResilienceContextPool.Shared.Return(context);
        }
    }

    /// <summary>
    /// The pages. Each is requested only when the consumer asks for it, so a consumer that stops early pays for no
    /// further page.
    /// </summary>
    public async IAsyncEnumerable<Page> PagesAsync(
        PagedRequest request,
        [EnumeratorCancellation] CancellationToken cancellationToken
    )
    {
        var seen = new HashSet<string>(StringComparer.Ordinal);
        string? cursor = null;
        do
        {
            var page = await SendAsync(request.At(cursor, BaseUri), cancellationToken).ConfigureAwait(false);
            yield return page;
            cursor = page.NextCursor;
            if (cursor is not null && !seen.Add(cursor))
            {
                throw new UnexpectedResponseException(
                    $"GET {request.PathTemplate}: the service repeated the link to a page that was already read."
                );
            }
        } while (cursor is not null);
    }

    /// <summary>The items of all pages; see <see cref="PagesAsync"/>.</summary>
    public async IAsyncEnumerable<JsonObject> ItemsAsync(
        PagedRequest request,
        [EnumeratorCancellation] CancellationToken cancellationToken
    )
    {
        await foreach (var page in PagesAsync(request, cancellationToken).ConfigureAwait(false))
        {
            foreach (var item in page.Items)
            {
                yield return item;
            }
        }
    }

    private Task<IReadOnlyList<string>?> PrivilegesAsync(CancellationToken cancellationToken) =>
        _wiring.Options.PrivilegesRequest is { } request
            ? AskAsync(request, cancellationToken)
            : Task.FromResult<IReadOnlyList<string>?>(null);

    private async Task<IReadOnlyList<string>?> AskAsync(
        ApiRequest<IReadOnlyList<string>> request,
        CancellationToken cancellationToken
    ) => await SendAsync(request, cancellationToken).ConfigureAwait(false);

    public void Dispose()
    {
        if (_owner)
        {
            _wiring.Dispose();
        }
    }

    /// <summary>The state that all views of one client share.</summary>
    private sealed class Wiring : IDisposable
    {
        private readonly ITokenSource _tokens;

        private readonly HttpClient _http;

        private readonly ApiRoot _root;

        private readonly ResiliencePipeline _timeout;

        private readonly Func<double> _jitter;

        public Wiring(ApiClientOptions options, ITokenSource tokens, TimeProvider time, HttpMessageHandler? handler)
        {
            options.Check();
            Options = options;
            _root = new ApiRoot(options.BaseUri);
            Time = time;
            _tokens = tokens;
            Allowance = options.Allowances.Share(
                new AllowanceKey(options.BaseUri, tokens.ClientId),
                new AllowanceLimits(options.RequestsPerSecond, options.RequestsPerDay),
                time
            );

            var retry = new RetryStrategyOptions
            {
                // RetryRules counts the attempts, by kind of failure.
                MaxRetryAttempts = int.MaxValue,
                ShouldHandle = ShouldRetryAsync,
                DelayGenerator = static args => new ValueTask<TimeSpan?>(RunOf(args.Context).NextWait),
                OnRetry = OnRetryAsync,
            };
            _jitter = options.Jitter ?? retry.Randomizer;
            Retry = new ResiliencePipelineBuilder { TimeProvider = time }
                .AddRetry(retry)
                .Build();
            _timeout = new ResiliencePipelineBuilder { TimeProvider = time }
                .AddTimeout(new TimeoutStrategyOptions { Timeout = options.AttemptTimeout })
                .Build();

            // Our own code enforces the time limit, so that a timeout and the caller's cancellation are
            // distinguishable.
            _http = handler is null
                ? new HttpClient(HttpHandlerFactory.Create(options), disposeHandler: true)
                : new HttpClient(handler, disposeHandler: false);
            _http.Timeout = Timeout.InfiniteTimeSpan;
            _http.DefaultRequestHeaders.UserAgent.ParseAdd(options.UserAgent);
            _http.DefaultRequestHeaders.ExpectContinue = false;
        }

        public ApiClientOptions Options { get; }

        public TimeProvider Time { get; }

        public ISharedAllowance Allowance { get; }

        public ResiliencePipeline Retry { get; }

        public AccessAdvice Access { get; } = new();

        public void Dispose()
        {
            _http.Dispose();
            Access.Dispose();
        }

        /// <summary>
        /// One attempt, from waiting for its turn to the end of its answer. Every request passes through here.
        /// </summary>
        /// <remarks>
        /// The result is stored in the run. The outcome tells Polly only whether there is a result, in the one type
        /// that avoids a conversion.
        /// </remarks>
#if NET
        [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
#endif
        public async ValueTask<Outcome<object>> AttemptAsync<T>(RequestRun<T> run, CancellationToken cancellationToken)
        {
            try
            {
                await AnswerAsync(run, cancellationToken).ConfigureAwait(false);
                return default;
            }
            catch (Exception e)
            {
                return Outcome.FromException<object>(e);
            }
        }

#if NET
        [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder))]
#endif
        private async ValueTask AnswerAsync<T>(RequestRun<T> run, CancellationToken cancellationToken)
        {
            var request = run.Request;
            run.Begin();

            // First of all, so that renewing a token does not take time from the request's turn.
            run.Token = await _tokens.GetAccessTokenAsync(cancellationToken).ConfigureAwait(false);
            var queued = Time.GetTimestamp();
            var inTime = await Allowance
                .TakeTurnAsync(request.Lane, request.SendBefore, cancellationToken)
                .ConfigureAwait(false);
            if (!inTime)
            {
                throw new StaleRequestException(request.PathTemplate);
            }

            var body =
                request.Body is { } make && run.Observer is { WantsBodies: true }
                    ? await RequestText.BodyAsync(make).ConfigureAwait(false)
                    : null;
            var paced = Time.GetElapsedTime(queued);
            var sent = Time.GetTimestamp();
            var context = ResilienceContextPool.Shared.Get(cancellationToken);
            try
            {
                var outcome = request.IsDownload
                    ? await DownloadAsync(run, cancellationToken).ConfigureAwait(false)
                    : await _timeout
                        .ExecuteOutcomeAsync(
                            static (context, state) => state.Wiring.ExchangeAsync(state.Run, context.CancellationToken),
                            context,
                            (Wiring: this, Run: run)
                        )
                        .ConfigureAwait(false);
                outcome.ThrowIfException();
            }
            catch (TimeoutRejectedException e)
            {
                throw run.Fail(
                    new AttemptFailure(
                        FailureKind.Ambiguous,
                        new ApiTimeoutException(
                            string.Format(
                                CultureInfo.InvariantCulture,
                                request.IsDownload
                                    ? "{0} {1}: {3}."
                                    : "{0} {1}: no complete answer within {2:0.#} seconds.",
                                request.Method,
                                request.PathTemplate,
                                Options.AttemptTimeout.TotalSeconds,
                                e.Message
                            ),
                            innerException: e
                        )
                        {
                            MayHaveArrived = true,
                        }
                    )
                );
            }
            catch (OperationCanceledException e) when (!cancellationToken.IsCancellationRequested)
            {
                throw run.Fail(NetworkFailure.ConnectTimeout(e, request, Options.BaseUri.Host));
            }
            catch (Exception e) when (NetworkFailure.Is(e) && !cancellationToken.IsCancellationRequested)
            {
                throw run.Fail(
                    run.Status is null ? NetworkFailure.Of(e, request, Options.BaseUri.Host) : Broken(request, run, e)
                );
            }
            finally
            {
                ResilienceContextPool.Shared.Return(context);
                run.Observer?.OnAttempt(
                    new ApiAttempt
                    {
                        Method = request.Method,
                        PathTemplate = request.PathTemplate,
                        Body = body,
                        Status = run.Status,
                        Elapsed = Time.GetElapsedTime(sent),
                        Paced = paced,
                        Number = run.Attempts,
                        Allowance = Allowance.Snapshot(),
                        Warning = Allowance.TakeWarning(),
                    }
                );
            }
        }

        private async ValueTask<Outcome<object>> DownloadAsync<T>(
            RequestRun<T> run,
            CancellationToken cancellationToken
        )
        {
            using var patience = new Patience(Time, Options.AttemptTimeout, cancellationToken);
            run.Came = patience.Renew;
            var outcome = await ExchangeAsync(run, patience.Token).ConfigureAwait(false);
            return
                patience.Over is { } why
                && outcome.Exception is OperationCanceledException e
                && !cancellationToken.IsCancellationRequested
                ? Outcome.FromException<object>(new TimeoutRejectedException(why, e))
                : outcome;
        }

        private static RequestRun RunOf(ResilienceContext context) => context.Properties.GetValue(RunKey, null!);

        // An answer had begun, so the request has already taken effect.
        private static AttemptFailure Broken(IRequestFacts request, RequestRun run, Exception exception) =>
            new(
                FailureKind.Ambiguous,
                new ConnectionFailedException(
                    $"{request.Method} {request.PathTemplate}: the connection broke while the answer was being read.",
                    innerException: exception
                )
                {
                    MayHaveArrived = true,
                    StatusCode = run.Status,
                }
            );

        private static UnexpectedResponseException TooLarge(IRequestFacts request, HttpStatusCode status, long limit) =>
            new(
                string.Format(
                    CultureInfo.InvariantCulture,
                    "{0} {1}: the answer is larger than the limit of {2}.",
                    request.Method,
                    request.PathTemplate,
                    Quantity.Of(limit, "byte")
                )
            )
            {
                StatusCode = status,
                MayHaveArrived = true,
            };

        private static UnexpectedResponseException Unreadable(
            IRequestFacts request,
            RequestRun run,
            HttpStatusCode status,
            string why,
            ReadOnlySpan<byte> head,
            Exception? inner = null
        )
        {
            var excerpt = ShownText.Line(Redaction.Excerpt(head, run.Token));
            return new UnexpectedResponseException(
                $"{request.Method} {request.PathTemplate}: "
                    + $"{ShownText.Line(why)}{(excerpt.Length == 0 ? " It is empty." : $" It begins: {excerpt}")}",
                innerException: inner
            )
            {
                StatusCode = status,
                MayHaveArrived = true,
            };
        }

        private async ValueTask<bool> ShouldRetryAsync(RetryPredicateArguments<object> args)
        {
            var run = RunOf(args.Context);
            if (run.Failure is not { } failure || !ReferenceEquals(failure.Exception, args.Outcome.Exception))
            {
                return false;
            }

            if (failure.Kind == FailureKind.Unauthorized)
            {
                if (
                    run.Renewed
                    || !await _tokens.TryRenewAsync(run.Token, args.Context.CancellationToken).ConfigureAwait(false)
                )
                {
                    return false;
                }

                run.Renewed = true;
                run.WaitNext(failure.Kind, TimeSpan.Zero);
                return true;
            }

            var wait = RetryRules.NextWait(
                Options.Retry,
                failure,
                run.Repeat,
                run.Repeats(failure.Kind),
                run.Waited,
                _jitter()
            );
            if (failure.Kind == FailureKind.Throttled)
            {
                // Pause even if this request gives up, because the other requests exceed the limit as well.
                Allowance.PauseUntil(Time.GetUtcNow() + (wait ?? Options.Retry.FirstWait));
            }

            if (wait is not { } duration)
            {
                return false;
            }

            if (run.SendBefore is { } last && Time.GetUtcNow() + duration > last)
            {
                run.Stale = true;
                return false;
            }

            run.WaitNext(failure.Kind, duration);
            return true;
        }

        private static ValueTask OnRetryAsync(OnRetryArguments<object> args)
        {
            var run = RunOf(args.Context);
            if (run.NextWait > TimeSpan.Zero)
            {
                run.Observer?.OnWait(
                    new ApiWait
                    {
                        Duration = run.NextWait,
                        Reason = ReasonOf(run),
                        Attempt = run.Attempts,
                    }
                );
            }

            return default;
        }

        private static string ReasonOf(RequestRun run) =>
            run.Failure switch
            {
                { Kind: FailureKind.Throttled } => "the service asked for fewer requests (429)",
                { Kind: FailureKind.NotReady } => "the service is still preparing the answer (202)",
                { Exception: ApiTimeoutException } => "no answer arrived in time",
                { Exception: ServiceUnavailableException { StatusCode: { } status } } => string.Format(
                    CultureInfo.InvariantCulture,
                    "the service failed ({0})",
                    (int)status
                ),
                { Kind: FailureKind.NotArrived } => "the service could not be reached",
                _ => "the connection to the service broke",
            };

#if NET
        [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
#endif
        private async ValueTask<Outcome<object>> ExchangeAsync<T>(
            RequestRun<T> run,
            CancellationToken cancellationToken
        )
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
                throw run.Fail(
                    new AttemptFailure(
                        FailureKind.NotReady,
                        new ApiTimeoutException(
                            $"{request.Method} {request.PathTemplate}: the service did not prepare the answer in time."
                        )
                        {
                            StatusCode = status,
                        }
                    )
                );
            }

            if (!request.Expected.Contains(status))
            {
                var failure = await AnswerErrors
                    .ReadAsync(response, request, Time.GetUtcNow(), cancellationToken)
                    .ConfigureAwait(false);
                if (failure.Exception is QuotaExceededException)
                {
                    Allowance.MarkUsedUp();
                }

                throw run.Fail(failure);
            }

            request.Answered?.Invoke(response);
            var content = response.Content ?? new ByteArrayContent([]);
            var most = request.MaxAnswerBytes ?? Options.MaxAnswerBytes;
            if (content.Headers.ContentLength > most)
            {
                throw run.Fail(new AttemptFailure(FailureKind.Final, TooLarge(request, status, most)));
            }

            using var answer = new BoundedStream(
                await AnswerText.OpenAsync(content, cancellationToken).ConfigureAwait(false),
                most,
                limit => run.Fail(new AttemptFailure(FailureKind.Final, TooLarge(request, status, limit))),
                run.Came
            );
            try
            {
                if (AnswerText.IsHtml(content) && request.Accept.IndexOf("json", StringComparison.Ordinal) >= 0)
                {
                    _ = await answer.ReadAsync(new byte[512], 0, 512, cancellationToken).ConfigureAwait(false);
                    throw run.Fail(
                        new AttemptFailure(
                            FailureKind.Final,
                            Unreadable(request, run, status, "the answer is a web page, not JSON.", answer.Head)
                        )
                    );
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
                throw run.Fail(
                    new AttemptFailure(
                        FailureKind.Final,
                        Unreadable(request, run, status, $"the answer cannot be understood. {Plain(e)}", answer.Head, e)
                    )
                );
            }
            catch (InvalidDataException e)
            {
                throw run.Fail(
                    new AttemptFailure(
                        FailureKind.Final,
                        Unreadable(request, run, status, "the answer cannot be decompressed.", answer.Head, e)
                    )
                );
            }
        }

        // The parser's own messages may quote the text that caused the error.
        private static string Plain(JsonException exception) => Redaction.Trace(exception.Message);
    }
}
