namespace ConstantContact.PowerShell.Hosting;

/// <summary>A message whose sender waits for the answer, even if the answer is only "received downstream".</summary>
internal sealed class PipelineQuestion<T> : PipelineMessage
{
    private readonly Func<T> _ask;
    private readonly CancellationToken _run;

    // Without this option, the worker would continue inside SetResult, on the pipeline thread.
    private readonly TaskCompletionSource<T> _answer = new(TaskCreationOptions.RunContinuationsAsynchronously);

    internal PipelineQuestion(Func<T> ask, CancellationToken run)
        : base(static () => { })
    {
        _ask = ask;
        _run = run;
    }

    internal Task<T> Answer => _answer.Task;

    internal override void Deliver() => _answer.TrySetResult(_ask());

    internal override void Abandon() => _answer.TrySetCanceled(_run);
}
