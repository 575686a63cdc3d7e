using System.Net;
using ConstantContact.Core.Resilience;

namespace ConstantContact.Core.Http;

/// <summary>What happened to one request so far, from its first attempt to its end.</summary>
internal class RequestRun
{
    // Most requests go through at once and have none.
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

    /// <summary>Attempts begun.</summary>
    public int Attempts { get; private set; }

    /// <summary>The last attempt's token: what a renewal is to replace.</summary>
    public string Token { get; set; } = string.Empty;

    /// <summary>The last attempt's status.</summary>
    public HttpStatusCode? Status { get; set; }

    /// <summary>Of a download: told whenever something of the answer came.</summary>
    public Action? Came { get; set; }

    public AttemptFailure? Failure { get; private set; }

    /// <summary>True as soon as one attempt may have been carried out.</summary>
    public bool MayHaveArrived { get; private set; }

    public bool Renewed { get; set; }

    /// <summary>The next attempt would come too late: the request is given back instead of waiting for nothing.</summary>
    public bool Stale { get; set; }

    /// <summary>The sum of the waits between attempts.</summary>
    public TimeSpan Waited { get; private set; }

    /// <summary>The wait before the next attempt.</summary>
    public TimeSpan NextWait { get; private set; }

    public void Begin()
    {
        Attempts++;
        Status = null;
        Failure = null;
    }

    /// <summary>Notes the failure and returns the exception to throw.</summary>
    public Exception Fail(AttemptFailure failure)
    {
        Failure = failure;
        MayHaveArrived |= failure.Exception.MayHaveArrived;
        return failure.Exception;
    }

    public int Repeats(FailureKind kind) => _repeats is not null && _repeats.TryGetValue(kind, out var count) ? count : 0;

    public void WaitNext(FailureKind kind, TimeSpan wait)
    {
        _repeats ??= [];
        _repeats[kind] = Repeats(kind) + 1;
        NextWait = wait;
        Waited += wait;
    }
}

/// <summary>The same with what is asked for and what came of it.</summary>
internal sealed class RequestRun<T> : RequestRun
{
    public RequestRun(ApiRequest<T> request, IApiObserver? observer)
        : base(request.Repeat, request.SendBefore, observer)
    {
        Request = request;
    }

    public ApiRequest<T> Request { get; }

    /// <summary>Set by the attempt that succeeded.</summary>
    public T Answer { get; set; } = default!;
}
