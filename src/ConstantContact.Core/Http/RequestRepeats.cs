using System.Globalization;
using ConstantContact.Core.Errors;
using ConstantContact.Core.Resilience;
using Polly;
using Polly.Retry;

namespace ConstantContact.Core.Http;

/// <summary>
/// Whether a failed attempt is repeated, and when. <see cref="RetryRules"/> decides; a refused token is renewed first; and
/// a pause that the service asks for holds up all requests.
/// </summary>
internal sealed class RequestRepeats
{
    private static readonly ResiliencePropertyKey<RequestRun> RunKey = new("ConstantContact.Run");

    private readonly RetryBounds _bounds;

    private readonly ITokenSource _tokens;

    private readonly ISharedAllowance _allowance;

    private readonly TimeProvider _time;

    private readonly Func<double> _jitter;

    private readonly ResiliencePipeline _pipeline;

    public RequestRepeats(ApiClientOptions options, ITokenSource tokens, ISharedAllowance allowance, TimeProvider time)
    {
        _bounds = options.Retry;
        _tokens = tokens;
        _allowance = allowance;
        _time = time;
        var retry = new RetryStrategyOptions
        {
            // RetryRules counts the attempts, by kind of failure.
            MaxRetryAttempts = int.MaxValue,
            ShouldHandle = ShouldRetryAsync,
            DelayGenerator = static args => new ValueTask<TimeSpan?>(RunOf(args.Context).NextWait),
            OnRetry = OnRetryAsync,
        };
        _jitter = options.Jitter ?? retry.Randomizer;
        _pipeline = new ResiliencePipelineBuilder { TimeProvider = time }
            .AddRetry(retry)
            .Build();
    }

    /// <summary>Attempts until one succeeds or may not be repeated, and throws the failure of the last.</summary>
    public async Task RunAsync<TRun>(
        TRun run,
        Func<TRun, CancellationToken, ValueTask<Outcome<object>>> attempt,
        CancellationToken cancellationToken
    )
        where TRun : RequestRun
    {
        var context = ResilienceContextPool.Shared.Get(cancellationToken);
        context.Properties.Set(RunKey, run);
        try
        {
            var outcome = await _pipeline
                .ExecuteOutcomeAsync(
                    static (context, state) => state.attempt(state.run, context.CancellationToken),
                    context,
                    (attempt, run)
                )
                .ConfigureAwait(false);
            outcome.ThrowIfException();
        }
        finally
        {
            ResilienceContextPool.Shared.Return(context);
        }
    }

    private static RequestRun RunOf(ResilienceContext context) => context.Properties.GetValue(RunKey, null!);

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

        var wait = RetryRules.NextWait(_bounds, failure, run.Repeat, run.Repeats(failure.Kind), run.Waited, _jitter());
        if (failure.Kind == FailureKind.Throttled)
        {
            // Pause even if this request gives up, because the other requests exceed the limit as well.
            _allowance.PauseUntil(_time.GetUtcNow() + (wait ?? _bounds.FirstWait));
        }

        if (wait is not { } duration)
        {
            return false;
        }

        if (run.SendBefore is { } last && _time.GetUtcNow() + duration > last)
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
}
