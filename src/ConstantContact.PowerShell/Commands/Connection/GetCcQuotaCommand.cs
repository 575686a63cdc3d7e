using System.Management.Automation;
using ConstantContact.Core.Resilience;
using ConstantContact.PowerShell.Bases;
using ConstantContact.PowerShell.Hosting;

namespace ConstantContact.PowerShell.Commands.Connection;

/// <summary>
/// Returns how many of today's requests are left, and which processes used the others. Sends nothing.
/// </summary>
[Cmdlet(VerbsCommon.Get, "CcQuota")]
[OutputType(typeof(Allowance))]
public sealed class GetCcQuotaCommand : ConnectedCmdlet
{
    private protected override async Task ProcessRecordAsync(CmdletOutput output, CancellationToken cancellationToken)
    {
        var allowance = await Account.Client.ReadAllowanceAsync(cancellationToken).ConfigureAwait(false);
        if (Account.Client.TakeWarning() is { } warning)
        {
            output.WriteWarning(warning);
        }

        await output.WriteObjectAsync(allowance).ConfigureAwait(false);
    }
}
