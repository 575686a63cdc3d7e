using System;
using System.Management.Automation;
using System.Threading;
using System.Threading.Tasks;
using ConstantContact.PowerShell.Hosting;

namespace ConstantContact.ProbeCmdlets;

/// <summary>
/// A source of pages with three items each; a page is "fetched" only after the last item before it was taken.
/// </summary>
[Cmdlet("Read", "Page")]
public sealed class PageProbeCommand : AsyncCmdlet
{
    [Parameter(Mandatory = true)]
    public string Name { get; set; } = "";

    [Parameter]
    public int Pages { get; set; } = 50;

    [Parameter]
    public int FailAtPage { get; set; }

    [Parameter]
    public SwitchParameter Errors { get; set; }

    private protected override async Task ProcessRecordAsync(CmdletOutput output, CancellationToken cancellationToken)
    {
        try
        {
            for (int page = 1; page <= Pages; page++)
            {
                ProbeLog.Add(Name, $"page {page}");
                await Task.Delay(5, cancellationToken).ConfigureAwait(false);
                if (page == FailAtPage)
                {
                    throw new InvalidOperationException($"page {page} fails");
                }

                for (int item = 1; item <= 3; item++)
                {
                    if (Errors)
                    {
                        await output
                            .WriteErrorAsync(new ProbeException($"{page}.{item}", endsTheRun: false), $"{page}.{item}")
                            .ConfigureAwait(false);
                    }
                    else
                    {
                        output.WriteVerbose($"before {page}.{item}");
                        await output.WriteObjectAsync($"{page}.{item}").ConfigureAwait(false);
                    }
                }
            }
        }
        catch (OperationCanceledException)
        {
            ProbeLog.Add(Name, cancellationToken.IsCancellationRequested ? "cancelled" : "cancelled by another");
            throw;
        }
        finally
        {
            ProbeLog.Add(Name, "ended");
        }
    }
}
