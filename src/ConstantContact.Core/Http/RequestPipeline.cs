using System.Net.Http;
using System.Runtime.CompilerServices;
using ConstantContact.Core.Resilience;
using Polly;
using Polly.Timeout;

namespace ConstantContact.Core.Http;

/// <summary>
/// The way of each request, shared by all views of one client: token, turn, exchange within the time limit, report to the
/// observer, and repeats.
/// </summary>
internal sealed class RequestPipeline : IDisposable
{
    private readonly ITokenSource _tokens;

    private readonly RequestRepeats _repeats;

    private readonly ResiliencePipeline _timeout;

    private readonly Exchange _exchange;

    public RequestPipeline(
        ApiClientOptions options,
        ITokenSource tokens,
        TimeProvider time,
        HttpMessageHandler? handler
    )
    {
        options.Check();
        Options = options;
        Time = time;
        _tokens = tokens;
        Allowance = options.Allowances.Share(
            new AllowanceKey(options.BaseUri, tokens.ClientId),
            new AllowanceLimits(options.RequestsPerSecond, options.RequestsPerDay),
            time
        );
        _repeats = new RequestRepeats(options, tokens, Allowance, time);
        _timeout = new ResiliencePipelineBuilder { TimeProvider = time }
            .AddTimeout(new TimeoutStrategyOptions { Timeout = options.AttemptTimeout })
            .Build();
        _exchange = new Exchange(options, Allowance, time, handler);
    }

    public ApiClientOptions Options { get; }

    public TimeProvider Time { get; }

    public ISharedAllowance Allowance { get; }

    public AccessAdvice Access { get; } = new();

    /// <summary>Sends the request and stores its answer in the run.</summary>
    public Task SendAsync<T>(RequestRun<T> run, CancellationToken cancellationToken) =>
        _repeats.RunAsync(run, AttemptAsync, cancellationToken);

    public void Dispose()
    {
        _exchange.Dispose();
        Access.Dispose();
    }

    /// <summary>
    /// One attempt, from waiting for its turn to the end of its answer. Every request passes through here.
    /// </summary>
    /// <remarks>
    /// The result is stored in the run. The outcome tells Polly only whether there is a result, in the one type that
    /// avoids a conversion.
    /// </remarks>
#if NET
    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
#endif
    private async ValueTask<Outcome<object>> AttemptAsync<T>(RequestRun<T> run, CancellationToken cancellationToken)
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
                        static (context, state) => state.Exchange.RunAsync(state.Run, context.CancellationToken),
                        context,
                        (Exchange: _exchange, Run: run)
                    )
                    .ConfigureAwait(false);
            outcome.ThrowIfException();
        }
        catch (TimeoutRejectedException e)
        {
            var why = request.IsDownload
                ? e.Message
                : FormattableString.Invariant(
                    $"no complete answer within {Options.AttemptTimeout.TotalSeconds:0.#} seconds"
                );
            throw run.Fail(ExchangeFailures.TimedOut(request, why, e));
        }
        catch (OperationCanceledException e) when (!cancellationToken.IsCancellationRequested)
        {
            throw run.Fail(NetworkFailure.ConnectTimeout(e, request, Options.BaseUri.Host));
        }
        catch (Exception e) when (NetworkFailure.Is(e) && !cancellationToken.IsCancellationRequested)
        {
            throw run.Fail(
                run.Status is null
                    ? NetworkFailure.Of(e, request, Options.BaseUri.Host)
                    : ExchangeFailures.Broken(request, run.Status, e)
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

    private async ValueTask<Outcome<object>> DownloadAsync<T>(RequestRun<T> run, CancellationToken cancellationToken)
    {
        using var patience = new Patience(Time, Options.AttemptTimeout, cancellationToken);
        run.Came = patience.Renew;
        var outcome = await _exchange.RunAsync(run, patience.Token).ConfigureAwait(false);
        return
            patience.Over is { } why
            && outcome.Exception is OperationCanceledException e
            && !cancellationToken.IsCancellationRequested
            ? Outcome.FromException<object>(new TimeoutRejectedException(why, e))
            : outcome;
    }
}
