using System.Management.Automation;
using ConstantContact.Core.Updates;
using ConstantContact.PowerShell.Hosting;

namespace ConstantContact.PowerShell.Driving;

/// <summary>
/// Connects a run that creates contacts or signs them up with the user: previews, asks, and reports each row.
/// </summary>
/// <param name="output">The output of the cmdlet.</param>
/// <param name="caption">The heading of the question.</param>
/// <param name="question">The end of the question, after the preview.</param>
/// <param name="show">Writes the object for a row, if there is one.</param>
internal sealed class ContactRowGuide(
    CmdletOutput output,
    string caption,
    string question,
    Func<UpdateResult, Task> show
) : IUpdateGuide
{
    private readonly ManyPreviews _texts = new(output);

    public async Task<Approval> ApproveAsync(UpdatePreview preview, CancellationToken cancellationToken)
    {
        var (go, reason) = await output
            .ShouldProcessAsync(_texts.Text(preview), $"{PreviewText.Render(preview)}\n\n{question}", caption)
            .ConfigureAwait(false);
        return go ? Approval.Send
            : reason == ShouldProcessReason.WhatIf ? Approval.PreviewOnly
            : Approval.Declined;
    }

    public async Task ReportAsync(UpdateResult result, CancellationToken cancellationToken)
    {
        if (result.Outcome == UpdateOutcome.Suppressed)
        {
            output.WriteWarning($"{result.Email} was left alone: {result.Reason}.");
        }

        // An error that ends the run is thrown at its end, after the rest of the input was counted.
        if (result.ToException() is { EndsTheRun: false } error)
        {
            await output.WriteErrorAsync(error, result.ToInput(), result.Row).ConfigureAwait(false);
        }
        else
        {
            await show(result).ConfigureAwait(false);
        }
    }

    public void Note(string text) => output.WriteVerbose(text);

    public void Warn(string text) => output.WriteWarning(text);
}
