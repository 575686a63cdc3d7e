using System.Net.Http;
using System.Runtime.CompilerServices;
using System.Text.Json.Nodes;
using ConstantContact.Core.Errors;
using ConstantContact.Core.Resilience;

namespace ConstantContact.Core.Http;

/// <summary>
/// Sends all requests through one method, which authorizes, paces, counts and repeats them where the request allows it.
/// Every failure becomes one of the exceptions of <c>Errors</c>. Safe for concurrent use.
/// </summary>
public sealed class ApiClient : IDisposable
{
    private readonly RequestPipeline _pipeline;

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
        _pipeline = new RequestPipeline(options, tokens, time, handler);
        _owner = true;
    }

    private ApiClient(RequestPipeline pipeline, IApiObserver observer)
    {
        _pipeline = pipeline;
        _observer = observer;
    }

    /// <summary>
    /// Today's allowance and its use by all sharers of this client id, as of this process's last request.
    /// </summary>
    public Allowance Allowance => _pipeline.Allowance.Snapshot();

    /// <summary>The current allowance with the use by each process. Sends nothing.</summary>
    public Task<Allowance> ReadAllowanceAsync(CancellationToken cancellationToken) =>
        _pipeline.Allowance.ReadAsync(cancellationToken);

    /// <summary>A warning about the shared allowance for the user, returned once; otherwise null.</summary>
    public string? TakeWarning() => _pipeline.Allowance.TakeWarning();

    /// <summary>The API's root, with its version.</summary>
    public Uri BaseUri => _pipeline.Options.BaseUri;

    /// <summary>The clock of this client.</summary>
    public TimeProvider Time => _pipeline.Time;

    /// <summary>
    /// A view that shares everything with this client and reports its requests to the observer. Do not dispose it.
    /// </summary>
    public ApiClient Observed(IApiObserver observer) => new(_pipeline, observer);

    /// <summary>Sends one request and reads its answer.</summary>
    /// <exception cref="CcException">One of the exceptions of <c>Errors</c>.</exception>
    /// <exception cref="StaleRequestException">
    /// The request became too old while it waited. Nothing was sent.
    /// </exception>
    public async Task<T> SendAsync<T>(ApiRequest<T> request, CancellationToken cancellationToken)
    {
        var run = new RequestRun<T>(request, _observer);
        try
        {
            await _pipeline.SendAsync(run, cancellationToken).ConfigureAwait(false);
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
            throw await _pipeline
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
        _pipeline.Options.PrivilegesRequest is { } request
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
            _pipeline.Dispose();
        }
    }
}
