using System.Net;
using ConstantContact.Core.Resilience;

namespace ConstantContact.Core.Http;

/// <summary>The progress of one request, from its first attempt to its end.</summary>
internal class RequestRun
{
    // Null for most requests, which succeed at once.
    private Dictionary<FailureKind, int>? _repeats;

    protected RequestRun(RepeatRule repeat, DateTimeOffset? sendBefore, IApiObserver? observer)
    {
        Repeat = repeat;
        SendBefore = sendBefore;
        Observer = observer;
    }

    public RepeatRule Repeat { get; }

    public DateTimeOffset? SendBefore { get; }

    public IApiObserver? Observer { get; }

    /// <summary>The number of attempts begun.</summary>
    public int Attempts { get; private set; }

    /// <summary>The token of the last attempt, which a renewal must replace.</summary>
    public string Token { get; set; } = string.Empty;

    /// <summary>The status of the last attempt.</summary>
    public HttpStatusCode? Status { get; set; }

    /// <summary>For a download: called whenever data of the answer arrives.</summary>
    public Action? Came { get; set; }

    public AttemptFailure? Failure { get; private set; }

    /// <summary>True once an attempt may have been carried out.</summary>
    public bool MayHaveArrived { get; private set; }

    public bool Renewed { get; set; }

    /// <summary>The next attempt would be too late, so the request ends instead of waiting in vain.</summary>
    public bool Stale { get; set; }

    /// <summary>The total of the waits between attempts.</summary>
    public TimeSpan Waited { get; private set; }

    /// <summary>The wait before the next attempt.</summary>
    public TimeSpan NextWait { get; private set; }

    public void Begin()
    {
        Attempts++;
        Status = null;
        Failure = null;
    }

    /// <summary>Records the failure and returns the exception to throw.</summary>
    public Exception Fail(AttemptFailure failure)
    {
        Failure = failure;
        MayHaveArrived |= failure.Exception.MayHaveArrived;
        return failure.Exception;
    }

    public int Repeats(FailureKind kind) =>
        _repeats is not null && _repeats.TryGetValue(kind, out var count) ? count : 0;

    public void WaitNext(FailureKind kind, TimeSpan wait)
    {
        _repeats ??= [];
        _repeats[kind] = Repeats(kind) + 1;
        NextWait = wait;
        Waited += wait;
    }
}

/// <summary>The same, with the request and its answer.</summary>
internal sealed class RequestRun<T> : RequestRun
{
    public RequestRun(ApiRequest<T> request, IApiObserver? observer)
        : base(request.Repeat, request.SendBefore, observer)
    {
        Request = request;
    }

    public ApiRequest<T> Request { get; }

    /// <summary>Set by the successful attempt.</summary>
    public T Answer { get; set; } = default!;
}
