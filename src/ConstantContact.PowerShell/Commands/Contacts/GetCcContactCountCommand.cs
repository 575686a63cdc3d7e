using System.Management.Automation;
using System.Threading;
using System.Threading.Tasks;
using ConstantContact.Core.Api;
using ConstantContact.Core.Http;
using ConstantContact.PowerShell.Hosting;
using ConstantContact.PowerShell.Reporting;

namespace ConstantContact.PowerShell.Commands.Contacts;

/// <summary><c>Get-CcContactCount</c>: how many contacts the account has, by permission, in one request.</summary>
[Cmdlet(VerbsCommon.Get, "CcContactCount")]
[OutputType(typeof(ContactCount))]
public sealed class GetCcContactCountCommand : ConnectedCmdlet
{
    /// <summary>Counts the new ones too.</summary>
    [Parameter]
    [Alias("new_subscriber")]
    public SwitchParameter NewSubscriber { get; set; }

    private protected override async Task ProcessRecordAsync(CmdletOutput output, CancellationToken cancellationToken)
    {
        ApiClient client = Account.Client.Observed(new RequestTrace(output));
        await output.WriteObjectAsync(await client.SendAsync(ContactsApi.Counts(NewSubscriber), cancellationToken).ConfigureAwait(false)).ConfigureAwait(false);
    }
}
