using System;
using System.Management.Automation;
using System.Threading;
using System.Threading.Tasks;
using ConstantContact.PowerShell.Hosting;

namespace ConstantContact.ProbeCmdlets;

/// <summary>Work that fails in a chosen way.</summary>
[Cmdlet("Test", "Failure")]
public sealed class FailureProbeCommand : AsyncCmdlet
{
    [Parameter(Mandatory = true)]
    [ValidateSet(
        "AtOnce",
        "AfterOutput",
        "ForeignCancellation",
        "PerRecord",
        "EndsTheRun",
        "ReportedEndsTheRun",
        "Tried",
        "WhileCleaningUp"
    )]
    public string Kind { get; set; } = "";

    [Parameter(ValueFromPipeline = true)]
    public string? InputObject { get; set; }

    private protected override object? ErrorTarget => InputObject;

    private protected override Task ProcessRecordAsync(CmdletOutput output, CancellationToken cancellationToken) =>
        Kind switch
        {
            "AtOnce" => throw new InvalidOperationException("at once"),
            "ForeignCancellation" => throw new OperationCanceledException(
                "not our token",
                new CancellationToken(canceled: true)
            ),
            "PerRecord" => throw new ProbeException($"no {InputObject}", endsTheRun: false),
            "EndsTheRun" => throw new ProbeException($"no {InputObject}", endsTheRun: true),
            _ => ProcessLaterAsync(output, cancellationToken),
        };

    private async Task ProcessLaterAsync(CmdletOutput output, CancellationToken cancellationToken)
    {
        await output.WriteObjectAsync($"saw {InputObject}").ConfigureAwait(false);
        switch (Kind)
        {
            case "ReportedEndsTheRun":
                await output
                    .WriteErrorAsync(new ProbeException($"no {InputObject}", endsTheRun: true), InputObject)
                    .ConfigureAwait(false);
                break;
            case "Tried":
                bool went = await output
                    .TryAsync(InputObject, () => throw new ProbeException($"no {InputObject}", endsTheRun: false))
                    .ConfigureAwait(false);
                await output.WriteObjectAsync(went).ConfigureAwait(false);
                break;
            case "WhileCleaningUp":
                try
                {
                    await Task.Delay(Timeout.Infinite, cancellationToken).ConfigureAwait(false);
                }
                catch (OperationCanceledException e)
                {
                    throw new InvalidOperationException("the second exception", e);
                }

                break;
            default:
                throw new InvalidOperationException("after output");
        }
    }
}
