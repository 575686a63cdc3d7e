using System.Management.Automation;
using System.Threading;
using System.Threading.Tasks;
using ConstantContact.PowerShell.Hosting;
using ConstantContact.PowerShell.Session;

namespace ConstantContact.PowerShell.Commands.Connection;

/// <summary>Forgets this runspace's default connection. No token is revoked, and objects from <c>-PassThru</c> go on working.</summary>
[Cmdlet(VerbsCommunications.Disconnect, "CcAccount")]
public sealed class DisconnectCcAccountCommand : AsyncCmdlet
{
    private protected override async Task ProcessRecordAsync(CmdletOutput output, CancellationToken cancellationToken)
    {
        bool was = await output.OnPipelineThreadAsync(ConnectionStore.Remove).ConfigureAwait(false);
        output.WriteVerbose(was ? "Disconnected." : "There was no connection.");
    }
}
