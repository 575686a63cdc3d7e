using System.Management.Automation;
using ConstantContact.Core.Base;
using ConstantContact.Core.Contacts;
using ConstantContact.Core.Updates;
using ConstantContact.PowerShell.Hosting;
using ConstantContact.PowerShell.Session;

namespace ConstantContact.PowerShell.Driving;

/// <summary>Connects a run of updates with the user at the prompt: previews, asks, and reports row by row.</summary>
internal sealed class UpdateGuide : IUpdateGuide
{
    /// <summary>Each preview costs a look-up. Warns after this many rows.</summary>
    private const int CostlyPreviews = 500;

    private readonly CmdletOutput _output;
    private readonly CcConnection _connection;
    private readonly bool _passThru;
    private readonly bool _asksFirst;
    private readonly PromptMemory _memory = new();
    private int _previews;
    private readonly ManyPreviews _texts;

    public UpdateGuide(CmdletOutput output, CcConnection connection, bool passThru, bool asksFirst)
    {
        _texts = new ManyPreviews(output);
        _output = output;
        _connection = connection;
        _passThru = passThru;
        _asksFirst = asksFirst;
    }

    public async Task<Approval> ApproveAsync(UpdatePreview preview, CancellationToken cancellationToken)
    {
        var (go, reason) = await _output
            .ShouldProcessAsync(
                _texts.Text(preview),
                $"{PreviewText.Render(preview)}\n\nSend this?",
                preview.Mode == "create" ? "Create contact" : "Update contact"
            )
            .ConfigureAwait(false);
        if (!go)
        {
            return reason == ShouldProcessReason.WhatIf ? PreviewOnly() : Approval.Declined;
        }

        return
            !_asksFirst
            || await _output.ShouldContinueAsync(Question(preview), "Are you sure?", _memory).ConfigureAwait(false)
            ? Approval.Send
            : Approval.Declined;
    }

    public async Task ReportAsync(UpdateResult result, CancellationToken cancellationToken)
    {
        foreach (var warning in result.Warnings)
        {
            _output.WriteWarning(warning);
        }

        if (result.Outcome is UpdateOutcome.Suppressed)
        {
            _output.WriteWarning($"{Named(result)} was not changed: {result.Reason}.");
        }
        else if (result.Outcome is UpdateOutcome.Unchanged)
        {
            await _output
                .NothingToDoAsync(
                    $"{Named(result)} already has these values. No request is needed"
                        + (result.Reason is null ? "." : $" ({result.Reason}).")
                )
                .ConfigureAwait(false);
        }
        else
        {
            _output.WriteVerbose(
                $"{Named(result)}: {result.Outcome}{(result.Reason is null ? string.Empty : $" ({result.Reason})")}."
            );
        }

        // An error that ends the run is thrown at its end, after the rest of the input was counted.
        if (result.ToException() is { EndsTheRun: false } error)
        {
            await _output.WriteErrorAsync(error, result.ToInput(), result.Row).ConfigureAwait(false);
        }

        if (_passThru)
        {
            await _output.WriteObjectAsync(result).ConfigureAwait(false);
        }
    }

    public void Note(string text) => _output.WriteVerbose(text);

    public void Warn(string text) => _output.WriteWarning(text);

    /// <summary>Writes the summary of the run at its end. Get-CcRun returns it too.</summary>
    public void Close(UpdateSummary summary) => _output.WriteVerbose(summary.ToString());

    private Approval PreviewOnly()
    {
        if (++_previews == CostlyPreviews)
        {
            _output.WriteWarning(
                $"{Quantity.Of(CostlyPreviews, "contact was", "contacts were")} previewed, with one request each. "
                    + $"{Quantity.Of(_connection.Client.Allowance.Left, "request is", "requests are")} left today. "
                    + "Press Ctrl+C to stop."
            );
        }

        return Approval.PreviewOnly;
    }

    private static string Named(UpdateResult result) =>
        result.Row is { } row
            ? $"Row {row}, {result.Email ?? result.ContactId}"
            : result.Email ?? result.ContactId ?? "The contact";

    private static string Question(UpdatePreview preview) =>
        preview.Mode switch
        {
            "replace" => $"This overwrites all data of {preview.Contact} that this command does not name. Continue?",
            "restore" => $"{preview.Contact} was deleted. This restores the contact. Continue?",
            _ => $"This changes the permission or whole parts of {preview.Contact}. Continue?",
        };
}
