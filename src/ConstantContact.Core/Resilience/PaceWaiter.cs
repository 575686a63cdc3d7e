using ConstantContact.Core.Errors;

namespace ConstantContact.Core.Resilience;

/// <summary>
/// One request in the queue of <see cref="SharedAllowance"/>. It ends with its turn, with the end of the day's
/// allowance, or when its caller gives up.
/// </summary>
internal sealed class PaceWaiter
{
    private readonly SharedAllowance _allowance;

    private readonly CancellationToken _cancellationToken;

    private readonly TaskCompletionSource<bool> _turn = new(TaskCreationOptions.RunContinuationsAsynchronously);

    private CancellationTokenRegistration _registration;

    public PaceWaiter(SharedAllowance allowance, DateTimeOffset? sendBefore, CancellationToken cancellationToken)
    {
        _allowance = allowance;
        _cancellationToken = cancellationToken;
        SendBefore = sendBefore;
        Node = new LinkedListNode<PaceWaiter>(this);
    }

    public LinkedListNode<PaceWaiter> Node { get; }

    public DateTimeOffset? SendBefore { get; }

    public Task<bool> Task => _turn.Task;

    public void WatchCancellation()
    {
        if (!_cancellationToken.CanBeCanceled)
        {
            return;
        }

        _registration = _cancellationToken.Register(static state => ((PaceWaiter)state!).Cancel(), this);
        if (_turn.Task.IsCompleted)
        {
            _registration.Dispose();
        }
    }

    // A caller that gives up at the last moment has a turn that is counted and never sent.
    public void End(bool inTime)
    {
        _turn.TrySetResult(inTime);
        _registration.Dispose();
    }

    public void Refuse(QuotaExceededException error)
    {
        _turn.TrySetException(error);
        _registration.Dispose();
    }

    private void Cancel()
    {
        _allowance.Remove(this);
        _turn.TrySetCanceled(_cancellationToken);
    }
}
