using ConstantContact.Core.Updates;

namespace ConstantContact.Core.Tests.Updates;

/// <summary>Answers every question as the test says, and keeps what it was shown and told.</summary>
internal sealed class RecordingGuide : IUpdateGuide
{
    public List<UpdatePreview> Previews { get; } = [];

    public List<UpdateResult> Results { get; } = [];

    public Approval Answer { get; set; } = Approval.Send;

    /// <summary>Instead of <see cref="Answer"/>.</summary>
    public Func<UpdatePreview, Approval>? Decide { get; set; }

    /// <summary>Called while the question is open.</summary>
    public Action? Asked { get; set; }

    /// <summary>Completes when the question is answered.</summary>
    public Func<UpdatePreview, Task>? Answering { get; set; }

    /// <summary>Called with each result.</summary>
    public Action<UpdateResult>? Reported { get; set; }

    public int FailAt { get; set; }

    public async Task<Approval> ApproveAsync(UpdatePreview preview, CancellationToken cancellationToken)
    {
        lock (Previews)
        {
            Previews.Add(preview);
        }

        Asked?.Invoke();
        if (Answering is not null)
        {
            await Answering(preview);
        }

        return Decide?.Invoke(preview) ?? Answer;
    }

    public Task ReportAsync(UpdateResult result, CancellationToken cancellationToken)
    {
        Results.Add(result);
        Reported?.Invoke(result);
        return Results.Count == FailAt ? throw new InvalidOperationException("enough") : Task.CompletedTask;
    }

    public List<string> Notes { get; } = [];

    public void Note(string text)
    {
        lock (Notes)
        {
            Notes.Add(text);
        }
    }

    public List<string> Warnings { get; } = [];

    public void Warn(string text) => Warnings.Add(text);
}
