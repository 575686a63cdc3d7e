using System.Management.Automation;
using ConstantContact.Core.Auth;
using ConstantContact.PowerShell.Hosting;
using ConstantContact.PowerShell.Session;

namespace ConstantContact.PowerShell.Commands.Connection;

/// <summary>Returns this runspace's default connection, or nothing if there is none.</summary>
[Cmdlet(VerbsCommon.Get, "CcConnection")]
[OutputType(typeof(CcConnection))]
public sealed class GetCcConnectionCommand : AsyncCmdlet
{
    /// <summary>Returns the saved connections instead, whether connected or not.</summary>
    [Parameter]
    public SwitchParameter Saved { get; set; }

    private protected override async Task ProcessRecordAsync(CmdletOutput output, CancellationToken cancellationToken)
    {
        if (Saved)
        {
            foreach (var name in ConnectionProfile.Names())
            {
                await output
                    .TryAsync(
                        name,
                        async () => await output.WriteObjectAsync(ConnectionProfile.Load(name)).ConfigureAwait(false)
                    )
                    .ConfigureAwait(false);
            }
        }
        else if (
            await output.OnPipelineThreadAsync(static () => ConnectionStore.Current).ConfigureAwait(false) is
            { } connection
        )
        {
            await output.WriteObjectAsync(connection).ConfigureAwait(false);
        }
    }
}
