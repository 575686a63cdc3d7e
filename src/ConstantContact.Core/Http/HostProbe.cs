using System.Net;
using System.Net.Http;
using ConstantContact.Core.Base;

namespace ConstantContact.Core.Http;

/// <summary>
/// Checks whether a host answers at all, with one request without a token. It does not count against any client id's
/// allowance.
/// </summary>
public sealed class HostProbe
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    private HostProbe(string? failure, HttpStatusCode? status, TimeSpan? clockDifference)
    {
        Failure = failure;
        Status = status;
        ClockDifference = clockDifference;
    }

    /// <summary>Why no answer arrived; null if one arrived.</summary>
    public string? Failure { get; }

    public HttpStatusCode? Status { get; }

    /// <summary>
    /// This machine's clock minus the host's clock, taken from the Date header; null if there is none.
    /// </summary>
    public TimeSpan? ClockDifference { get; }

    /// <param name="address">Any address of the host.</param>
    /// <param name="options">Supplies proxy and user agent.</param>
    /// <param name="time">This machine's clock.</param>
    /// <param name="cancellationToken">Cancels the check.</param>
    public static async Task<HostProbe> AskAsync(
        Uri address,
        ApiClientOptions options,
        TimeProvider time,
        CancellationToken cancellationToken
    )
    {
        using var limit = time.Timeout(Patience);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellationToken);
        using var http = new HttpClient(HttpHandlerFactory.Create(options), disposeHandler: true)
        {
            Timeout = Timeout.InfiniteTimeSpan,
        };
        http.DefaultRequestHeaders.UserAgent.ParseAdd(options.UserAgent);
        try
        {
            using var answer = await http.GetAsync(address, HttpCompletionOption.ResponseHeadersRead, either.Token)
                .ConfigureAwait(false);
            return answer.StatusCode == HttpStatusCode.ProxyAuthenticationRequired
                ? new HostProbe("the proxy requires credentials (407)", answer.StatusCode, clockDifference: null)
                : new HostProbe(failure: null, answer.StatusCode, time.GetUtcNow() - answer.Headers.Date);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return new HostProbe("no answer arrived within 20 seconds", status: null, clockDifference: null);
        }
        catch (Exception e) when (NetworkFailure.Is(e) && !cancellationToken.IsCancellationRequested)
        {
            return new HostProbe(NetworkFailure.Describe(e), status: null, clockDifference: null);
        }
    }
}
