using ConstantContact.Core.Errors;

namespace ConstantContact.Core.Resilience;

/// <summary>
/// One request in the queue of <see cref="SharedAllowance"/>. It ends with its turn, with the end of the day's
/// allowance, or when its caller gives up.
/// </summary>
internal sealed class PaceWaiter
{
    private readonly SharedAllowance _queue;

    private readonly CancellationToken _cancellationToken;

    private readonly TaskCompletionSource<PaceTurn> _turn = new(TaskCreationOptions.RunContinuationsAsynchronously);

    private CancellationTokenRegistration _registration;

    public PaceWaiter(SharedAllowance queue, DateTimeOffset? sendBefore, CancellationToken cancellationToken)
    {
        _queue = queue;
        _cancellationToken = cancellationToken;
        SendBefore = sendBefore;
        Node = new LinkedListNode<PaceWaiter>(this);
    }

    public LinkedListNode<PaceWaiter> Node { get; }

    public DateTimeOffset? SendBefore { get; }

    public Task<PaceTurn> Task => _turn.Task;

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

    public void End(PaceTurn turn)
    {
        if (!_turn.TrySetResult(turn) && !turn.IsMissed)
        {
            // Cancelled at the last moment: counted but never sent.
            _queue.Answered(turn);
        }

        _registration.Dispose();
    }

    public void Refuse(QuotaExceededException error)
    {
        _turn.TrySetException(error);
        _registration.Dispose();
    }

    private void Cancel()
    {
        _queue.Remove(this);
        _turn.TrySetCanceled(_cancellationToken);
    }
}
