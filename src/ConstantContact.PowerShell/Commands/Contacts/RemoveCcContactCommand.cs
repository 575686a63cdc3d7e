using System.Management.Automation;
using ConstantContact.Core.Base;
using ConstantContact.Core.Errors;
using ConstantContact.Core.Runs;
using ConstantContact.Core.Updates;
using ConstantContact.Core.Updates.Updating;
using ConstantContact.PowerShell.Bases;
using ConstantContact.PowerShell.Binding;
using ConstantContact.PowerShell.Completion;
using ConstantContact.PowerShell.Driving;
using ConstantContact.PowerShell.Hosting;

namespace ConstantContact.PowerShell.Commands.Contacts;

/// <summary>
/// <c>Remove-CcContact</c>: deletes contacts, a few by single requests, more by bulk activities of 500. All input is
/// read before the first request.
/// </summary>
[Cmdlet(VerbsCommon.Remove, "CcContact", SupportsShouldProcess = true, ConfirmImpact = ConfirmImpact.High)]
[OutputType(typeof(ContactRemoval))]
public sealed class RemoveCcContactCommand : RunCmdlet
{
    private readonly List<ContactIdentity> _given = [];
    private bool _hasRows;

    /// <summary>Addresses, ids, contacts, or rows that have one of them.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true)]
    [Alias("InputObject", "ContactId", "contact_id", "Email", "EmailAddress", "email_address")]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(NothingCompleter))]
    public ContactIdentity[] Contact { get; set; } = null!;

    /// <summary>How long to wait for bulk activities. The default is 60.</summary>
    [Parameter]
    [ValidateRange(1, 10_080)]
    public int TimeoutMinutes { get; set; } = 60;

    /// <summary>
    /// Reads the contacts before they are deleted, so that Undo-CcRun -Restore can bring them back. Costs requests for
    /// contacts that are given by id.
    /// </summary>
    [Parameter]
    public SwitchParameter Undoable { get; set; }

    /// <summary>Returns the outcome of each contact.</summary>
    [Parameter]
    public SwitchParameter PassThru { get; set; }

    // One contact's failure is reported singly; what comes here concerns all.
    private protected override bool EveryErrorEndsTheRun => true;

    private protected override void Prepare()
    {
        base.Prepare();
        _hasRows = MyInvocation.ExpectingInput;
        if (Undoable)
        {
            RunRetention.RequireKept("-Undoable");
        }

        StartRun();
    }

    private protected override void ProcessOne() => _given.AddRange(Contact);

    private protected override async Task EndProcessingAsync(CmdletOutput output, CancellationToken cancellationToken)
    {
        using var progress = output.StartProgress("Deleting contacts");
        var run = new RemovalRun(
            Account.Client,
            new RequestTrace(output),
            TimeSpan.FromMinutes(TimeoutMinutes),
            progress.ReportJobs,
            Run
        )
        {
            Undoable = Undoable,
        };
        List<ContactRemoval> removals = [.. _given.Select((given, at) => RemovalOf(given, _hasRows ? at + 1 : null))];
        await Closing(output)
            .RunAsync(
                () => SendAsync(output, run, removals, cancellationToken),
                () =>
                {
                    run.RecordOutcomes();
                    return new RunTally(run.Requests, 0, default, default);
                },
                cancellationToken
            )
            .ConfigureAwait(false);
    }

    private static ContactRemoval RemovalOf(ContactIdentity given, long? row)
    {
        try
        {
            var who = given.Checked();
            return new ContactRemoval(who.Email, who.ContactId, who.Input) { Row = row };
        }
        catch (InvalidInputException e)
        {
            return ContactRemoval.Invalid(given.Given, given.Input, e);
        }
    }

    private async Task<CcException?> SendAsync(
        CmdletOutput output,
        RemovalRun run,
        List<ContactRemoval> removals,
        CancellationToken cancellationToken
    )
    {
        await run.ResolveAsync(removals, cancellationToken).ConfigureAwait(false);
        List<ContactRemoval> open =
        [
            .. removals.Where(r => r.ContactId is not null && r.Outcome == RemovalOutcome.NotAttempted),
        ];
        foreach (var removal in removals.Where(static r => r.Outcome == RemovalOutcome.Unchanged))
        {
            await output
                .NothingToDoAsync($"Contact {removal}: no request is needed ({removal.Reason}).")
                .ConfigureAwait(false);
        }

        List<ContactRemoval> agreed = [];
        var previews = new ManyPreviews(output);
        foreach (var removal in open)
        {
            var (go, reason) = await output
                .ShouldProcessAsync(
                    previews.Text(
                        $"Delete contact {removal}",
                        () => $"Delete contact {removal}\n{run.RequestLine(removal, open.Count)}"
                    ),
                    $"Delete contact {removal}? It loses its lists, which "
                        + (Undoable ? "Undo-CcRun -Restore brings back." : "restoring does not bring back."),
                    "Delete contact"
                )
                .ConfigureAwait(false);
            if (go)
            {
                agreed.Add(removal);
            }
            else if (reason == ShouldProcessReason.WhatIf)
            {
                removal.Preview();
            }
        }

        var endedBy = agreed.Count == 0 ? null : await run.SendAsync(agreed, cancellationToken).ConfigureAwait(false);
        await ReportAsync(output, removals, run.Requests).ConfigureAwait(false);
        return endedBy;
    }

    private async Task ReportAsync(CmdletOutput output, List<ContactRemoval> removals, long requests)
    {
        foreach (var removal in removals)
        {
            if (removal.ToException() is { EndsTheRun: false } error && removal.Outcome is RemovalOutcome.Failed)
            {
                await output.WriteErrorAsync(error, removal.ToInput()).ConfigureAwait(false);
            }

            if (PassThru)
            {
                await output.WriteObjectAsync(removal).ConfigureAwait(false);
            }
        }

        long Count(string outcome) => removals.LongCount(r => r.Outcome == outcome);
        foreach (
            var unknown in removals
                .Where(r => r.Outcome == RemovalOutcome.Unknown)
                .GroupBy(r => r.Reason, StringComparer.Ordinal)
        )
        {
            output.WriteWarning(
                $"It is not known whether {Quantity.Of(unknown.LongCount(), "contact was", "contacts were")} "
                    + $"deleted: {unknown.Key}"
            );
        }

        output.WriteVerbose(
            $"{Quantity.Of(removals.Count, "contact")}: {Quantity.Number(Count(RemovalOutcome.Removed))} removed, "
                + $"{Quantity.Number(Count(RemovalOutcome.Unchanged))} unchanged, "
                + $"{Quantity.Number(Count(RemovalOutcome.Failed))} failed, "
                + $"{Quantity.Number(Count(RemovalOutcome.Unknown))} unknown, "
                + $"{Quantity.Number(Count(RemovalOutcome.NotAttempted))} not "
                + $"attempted. {Quantity.Of(requests, "request")}."
        );
    }
}
