using ConstantContact.Core.Updates;

namespace ConstantContact.Core.Plans.Applying;

/// <summary>Applies a plan without questions, because the plan was agreed to.</summary>
internal sealed class PlanGuide(Action<long> progress, Action<string>? note) : IUpdateGuide
{
    private long _count;

    public Task<Approval> ApproveAsync(UpdatePreview preview, CancellationToken cancellationToken) =>
        Task.FromResult(Approval.Send);

    public Task ReportAsync(UpdateResult result, CancellationToken cancellationToken)
    {
        progress(Interlocked.Increment(ref _count));
        return Task.CompletedTask;
    }

    public void Note(string text) => note?.Invoke(text);

    public void Warn(string text) => note?.Invoke(text);
}
