namespace ConstantContact.Core.Updates;

/// <summary>A row's place in the order of decisions: it waits for the row before, and lets the row after go.</summary>
internal sealed class Turn
{
    private readonly Task _before;
    private readonly TaskCompletionSource<bool> _passed = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public Turn(Task before)
    {
        _before = before;
    }

    public Task Passed => _passed.Task;

    /// <summary>Never fails and is not cancelled: every row before passes its turn in any case.</summary>
    public Task WaitAsync() => _before;

    public void Pass() => _passed.TrySetResult(true);
}
