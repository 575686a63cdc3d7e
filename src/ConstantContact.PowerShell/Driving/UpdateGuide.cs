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
    private const int ManyPreviews = 500;

    private readonly CmdletOutput _output;
    private readonly CcConnection _connection;
    private readonly bool _passThru;
    private readonly bool _asksFirst;
    private readonly bool _whatIf;
    private readonly PromptMemory _memory = new();
    private int _previews;
    private bool _sawRows;

    public UpdateGuide(CmdletOutput output, CcConnection connection, bool passThru, bool asksFirst, bool whatIf)
    {
        _output = output;
        _connection = connection;
        _passThru = passThru;
        _asksFirst = asksFirst;
        _whatIf = whatIf;
    }

    public async Task<Approval> ApproveAsync(UpdatePreview preview, CancellationToken cancellationToken)
    {
        var (go, reason) = await _output.ShouldProcessAsync(

            // The verbose stream uses the same text, and it must not contain whole contacts.
            _whatIf
                ? preview.ToString()
                : $"{preview.Method} contact {preview.Contact} ({preview.Mode}), "
                    + $"{Quantity.Of(ContactDiff.Shown(preview.Changes).Count(), "change")}",
            $"{preview}\n\nSend this?",
            preview.Mode == "create" ? "Create contact" : "Update contact").ConfigureAwait(false);
        if (!go)
        {
            return reason == ShouldProcessReason.WhatIf ? PreviewOnly() : Approval.Declined;
        }

        return !_asksFirst ||
            await _output.ShouldContinueAsync(Question(preview), "Are you sure?", _memory).ConfigureAwait(false)
            ? Approval.Send
            : Approval.Declined;
    }

    public async Task ReportAsync(UpdateResult result, CancellationToken cancellationToken)
    {
        _sawRows |= result.Row is not null;
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
            await _output.NothingToDoAsync(
                $"{Named(result)} already has these values. No request is needed{(result.Reason is null ? string.Empty : $" ({result.Reason})")}.").ConfigureAwait(false);
        }
        else
        {
            _output.WriteVerbose($"{Named(result)}: {result.Outcome}{(result.Reason is null ? string.Empty : $" ({result.Reason})")}.");
        }

        // An error that ends the run is thrown at its end, after the rest of the input was counted.
        if (result.ToException() is { EndsTheRun: false } error)
        {
            await _output.WriteErrorAsync(error, result.Input, result.Row).ConfigureAwait(false);
        }

        if (_passThru)
        {
            await _output.WriteObjectAsync(
                result.Outcome == UpdateOutcome.Previewed ? result.Preview : result).ConfigureAwait(false);
        }
    }

    public void Note(string text) => _output.WriteVerbose(text);

    public void Warn(string text) => _output.WriteWarning(text);

    /// <summary>Writes the summary of the run at its end.</summary>
    public async Task CloseAsync(UpdateSummary summary)
    {
        _output.WriteVerbose(summary.ToString());
        if (_passThru && _sawRows)
        {
            await _output.WriteObjectAsync(summary).ConfigureAwait(false);
        }
    }

    private Approval PreviewOnly()
    {
        if (++_previews == ManyPreviews)
        {
            _output.WriteWarning(
                $"{Quantity.Of(ManyPreviews, "contact was", "contacts were")} previewed, with one request each. "
                    + $"{Quantity.Of(_connection.Client.Allowance.Left, "request is", "requests are")} left today. "
                    + "Press Ctrl+C to stop.");
        }

        return Approval.PreviewOnly;
    }

    private static string Named(UpdateResult result) =>
        result.Row is { } row
            ? $"Row {row}, {result.Email ?? result.ContactId}"
            : result.Email ?? result.ContactId ?? "The contact";

    private static string Question(UpdatePreview preview) => preview.Mode switch
    {
        "replace" => $"This overwrites all data of {preview.Contact} that this command does not name. Continue?",
        "restore" => $"{preview.Contact} was deleted. This restores the contact. Continue?",
        _ => $"This changes the permission or whole parts of {preview.Contact}. Continue?",
    };
}
