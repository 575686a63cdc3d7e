using System.Management.Automation;
using ConstantContact.Core.Api;
using ConstantContact.Core.Http;
using ConstantContact.PowerShell.Bases;
using ConstantContact.PowerShell.Driving;
using ConstantContact.PowerShell.Hosting;

namespace ConstantContact.PowerShell.Commands.Contacts;

/// <summary>
/// <c>Get-CcContactCount</c>: returns the number of contacts in the account by permission, with one request.
/// </summary>
[Cmdlet(VerbsCommon.Get, "CcContactCount")]
[OutputType(typeof(ContactCount))]
public sealed class GetCcContactCountCommand : ConnectedCmdlet
{
    /// <summary>Also counts the new contacts.</summary>
    [Parameter]
    [Alias("new_subscriber")]
    public SwitchParameter NewSubscriber { get; set; }

    private protected override async Task ProcessRecordAsync(CmdletOutput output, CancellationToken cancellationToken)
    {
        var client = Account.Client.Observed(new RequestTrace(output));
        await output
            .WriteObjectAsync(
                await client.SendAsync(ContactsApi.Counts(NewSubscriber), cancellationToken).ConfigureAwait(false)
            )
            .ConfigureAwait(false);
    }
}
