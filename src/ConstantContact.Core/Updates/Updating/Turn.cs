namespace ConstantContact.Core.Updates.Updating;

/// <summary>
/// The turn of a row in the order of decisions. It waits for the previous row and releases the next one.
/// </summary>
internal sealed class Turn
{
    private readonly Task _before;
    private readonly TaskCompletionSource<bool> _passed = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public Turn(Task before)
    {
        _before = before;
    }

    public Task Passed => _passed.Task;

    /// <summary>Never fails and cannot be cancelled: every earlier row releases its turn in any case.</summary>
    public Task WaitAsync() => _before;

    public void Pass() => _passed.TrySetResult(default);
}
