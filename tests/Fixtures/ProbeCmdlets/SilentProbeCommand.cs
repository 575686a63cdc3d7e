using System;
using System.Management.Automation;
using System.Net.Http;
using System.Threading;
using System.Threading.Tasks;
using ConstantContact.PowerShell.Hosting;

namespace ConstantContact.ProbeCmdlets;

/// <summary>Asks a server that never answers.</summary>
[Cmdlet("Wait", "Silence")]
public sealed class SilentProbeCommand : AsyncCmdlet
{
    [Parameter(Mandatory = true)]
    public string Name { get; set; } = "";

    [Parameter(Mandatory = true)]
    public Uri Uri { get; set; } = null!;

    [Parameter]
    public SwitchParameter Progress { get; set; }

    private protected override async Task ProcessRecordAsync(CmdletOutput output, CancellationToken cancellationToken)
    {
        using HttpClient client = new();
        using CmdletProgress progress = output.StartProgress("Waiting", TimeSpan.FromMinutes(1));
        if (Progress)
        {
            progress.Report("for ever");
        }

        try
        {
            ProbeLog.Add(Name, "asked");
            await client.GetStringAsync(Uri, cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            ProbeLog.Add(Name, "ended");
        }
    }
}
