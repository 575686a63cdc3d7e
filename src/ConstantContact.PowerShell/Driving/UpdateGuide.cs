using System.Management.Automation;
using ConstantContact.Core.Updates;
using ConstantContact.PowerShell.Hosting;
using ConstantContact.PowerShell.Session;

namespace ConstantContact.PowerShell.Driving;

/// <summary>Between a run of updates and the person at the prompt: shows, asks, and reports row by row.</summary>
internal sealed class UpdateGuide : IUpdateGuide
{
    /// <summary>A preview costs its look-ups; past this many rows that is worth a word.</summary>
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
        (bool go, ShouldProcessReason reason) = await _output.ShouldProcessAsync(

            // The same text serves the verbose stream, which must not hold whole contacts.
            _whatIf ? preview.ToString() : $"{preview.Method} contact {preview.Contact} ({preview.Mode}), {preview.Changes.Count} changes",
            $"{preview}\n\nSend this?",
            preview.Mode == "create" ? "Create contact" : "Update contact").ConfigureAwait(false);
        if (!go)
        {
            return reason == ShouldProcessReason.WhatIf ? PreviewOnly() : Approval.Declined;
        }

        return !_asksFirst || await _output.ShouldContinueAsync(Question(preview), "Are you sure?", _memory).ConfigureAwait(false)
            ? Approval.Send
            : Approval.Declined;
    }

    public async Task ReportAsync(UpdateResult result, CancellationToken cancellationToken)
    {
        _sawRows |= result.Row is not null;
        foreach (string warning in result.Warnings)
        {
            _output.WriteWarning(warning);
        }

        if (result.Outcome is UpdateOutcome.Suppressed)
        {
            _output.WriteWarning($"{Named(result)} was left alone: {result.Reason}.");
        }
        else
        {
            _output.WriteVerbose($"{Named(result)}: {result.Outcome}{(result.Reason is null ? string.Empty : $" ({result.Reason})")}");
        }

        // An error that ends the run is thrown at its end, when the rest of the input has been accounted for.
        if (result.ToException() is { EndsTheRun: false } error)
        {
            await _output.WriteErrorAsync(error, result.Input, result.Row).ConfigureAwait(false);
        }

        if (_passThru)
        {
            await _output.WriteObjectAsync(result.Outcome == UpdateOutcome.Previewed ? result.Preview : result).ConfigureAwait(false);
        }
    }

    public void Note(string text) => _output.WriteVerbose(text);

    public void Warn(string text) => _output.WriteWarning(text);

    /// <summary>The run's account, as its last word.</summary>
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
                $"{ManyPreviews} contacts have been previewed, one request each; {_connection.Client.Allowance.Left} of today's requests are left. Stop with Ctrl+C if that is enough.");
        }

        return Approval.PreviewOnly;
    }

    private static string Named(UpdateResult result) => result.Row is { } row ? $"Row {row}, {result.Email ?? result.ContactId}" : result.Email ?? result.ContactId ?? "The contact";

    private static string Question(UpdatePreview preview) => preview.Mode switch
    {
        "replace" => $"Everything of {preview.Contact} that is not named in this call is overwritten. Go on?",
        "restore" => $"{preview.Contact} was deleted and is brought back. Go on?",
        _ => $"The permission or whole parts of {preview.Contact} are changed. Go on?",
    };
}
