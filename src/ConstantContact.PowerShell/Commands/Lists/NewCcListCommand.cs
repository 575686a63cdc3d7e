using System.Management.Automation;
using ConstantContact.Core.Api;
using ConstantContact.Core.Http;
using ConstantContact.PowerShell.Bases;
using ConstantContact.PowerShell.Driving;
using ConstantContact.PowerShell.Hosting;

namespace ConstantContact.PowerShell.Commands.Lists;

/// <summary><c>New-CcList</c>: makes lists and returns them.</summary>
[Cmdlet(VerbsCommon.New, "CcList", SupportsShouldProcess = true, ConfirmImpact = ConfirmImpact.Medium)]
[OutputType(typeof(ContactList))]
public sealed class NewCcListCommand : ConnectedCmdlet
{
    /// <summary>At most 255 characters, and no other list's.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [ValidateLength(1, 255)]
    public string Name { get; set; } = null!;

    [Parameter(Position = 1, ValueFromPipelineByPropertyName = true)]
    public string? Description { get; set; }

    /// <summary>Shown first in the web interface.</summary>
    [Parameter]
    public SwitchParameter Favorite { get; set; }

    private protected override object? ErrorTarget => Name;

    private protected override async Task ProcessRecordAsync(CmdletOutput output, CancellationToken cancellationToken)
    {
        ApiClient client = Account.Client.Observed(new RequestTrace(output));
        ApiRequest<ContactList> request = ListsApi.Create(Name.Trim(), string.IsNullOrWhiteSpace(Description) ? null : Description, Favorite);
        if (await output.AllowsAsync($"Create list '{Name.Trim()}'", "Create list", request, Account.BaseUri).ConfigureAwait(false))
        {
            ContactList list = await client.SendAsync(request, cancellationToken).ConfigureAwait(false);
            Account.Names.ForgetLists();
            await output.WriteObjectAsync(list).ConfigureAwait(false);
        }
    }
}
