using System.Management.Automation;
using System.Threading;
using System.Threading.Tasks;
using ConstantContact.PowerShell.Hosting;
using ConstantContact.PowerShell.Session;

namespace ConstantContact.PowerShell.Commands.Connection;

/// <summary>This runspace's default connection; nothing where there is none.</summary>
[Cmdlet(VerbsCommon.Get, "CcConnection")]
[OutputType(typeof(CcConnection))]
public sealed class GetCcConnectionCommand : AsyncCmdlet
{
    private protected override async Task ProcessRecordAsync(CmdletOutput output, CancellationToken cancellationToken)
    {
        if (await output.OnPipelineThreadAsync(static () => ConnectionStore.Current).ConfigureAwait(false) is { } connection)
        {
            await output.WriteObjectAsync(connection).ConfigureAwait(false);
        }
    }
}
