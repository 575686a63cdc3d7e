using System.Management.Automation;
using ConstantContact.Core.Api;
using ConstantContact.Core.Http;
using ConstantContact.PowerShell.Bases;
using ConstantContact.PowerShell.Driving;
using ConstantContact.PowerShell.Hosting;

namespace ConstantContact.PowerShell.Commands.Connection;

/// <summary>
/// Returns the account behind the connection: its data, its own addresses, and the user's privileges. Sends three
/// requests.
/// </summary>
[Cmdlet(VerbsCommon.Get, "CcAccount")]
[OutputType(typeof(AccountInfo))]
public sealed class GetCcAccountCommand : ConnectedCmdlet
{
    // There is one answer or none, so there is no other record to continue with.
    private protected override bool EveryErrorEndsTheRun => true;

    private protected override async Task ProcessRecordAsync(CmdletOutput output, CancellationToken cancellationToken)
    {
        var client = Account.Client.Observed(new RequestTrace(output));
        var account = AccountInfo.From(
            await client.SendAsync(AccountApi.Summary(), cancellationToken).ConfigureAwait(false),
            await client.SendAsync(AccountApi.Emails(), cancellationToken).ConfigureAwait(false),
            await client.SendAsync(AccountApi.UserPrivileges(), cancellationToken).ConfigureAwait(false)
        );
        Account.Account = account.OrganizationName;
        await output.WriteObjectAsync(account).ConfigureAwait(false);
    }
}
