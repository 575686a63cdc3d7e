namespace ConstantContact.Core.Updates.Updating;

/// <summary>
/// Distinguishes the errors of a question, which end the run unchanged, from those of the row that asks it.
/// </summary>
internal sealed class PassingGuide(IUpdateGuide inner) : IUpdateGuide
{
    public async Task<Approval> ApproveAsync(UpdatePreview preview, CancellationToken cancellationToken)
    {
        try
        {
            return await inner.ApproveAsync(preview, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            throw new GuideException(e);
        }
    }

    public Task ReportAsync(UpdateResult result, CancellationToken cancellationToken) =>
        inner.ReportAsync(result, cancellationToken);

    public void Note(string text) => inner.Note(text);

    public void Warn(string text) => inner.Warn(text);
}
