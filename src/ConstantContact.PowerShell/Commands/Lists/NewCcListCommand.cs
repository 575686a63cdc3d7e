using System.Management.Automation;
using ConstantContact.Core.Api;
using ConstantContact.Core.Names;
using ConstantContact.PowerShell.Bases;
using ConstantContact.PowerShell.Hosting;

namespace ConstantContact.PowerShell.Commands.Lists;

/// <summary><c>New-CcList</c>: creates lists and returns them.</summary>
[Cmdlet(VerbsCommon.New, "CcList", SupportsShouldProcess = true, ConfirmImpact = ConfirmImpact.Medium)]
[OutputType(typeof(ContactList))]
public sealed class NewCcListCommand() : CreationCmdlet("list")
{
    /// <summary>At most 255 characters. No other list may have this name.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [ValidateLength(1, 255)]
    public string Name { get; set; } = null!;

    [Parameter(Position = 1, ValueFromPipelineByPropertyName = true)]
    [AllowEmptyString]
    public string? Description { get; set; }

    /// <summary>Shows the list first in the web interface.</summary>
    [Parameter]
    public SwitchParameter Favorite { get; set; }

    private protected override string Wanted => Name;

    private protected override Task<object?> CreateAsync(CmdletOutput output, CancellationToken cancellationToken) =>
        SendAsync(
            output,
            ListsApi.Create(Name.Trim(), string.IsNullOrWhiteSpace(Description) ? null : Description, Favorite),
            cancellationToken
        );

    private protected override void Forget(NameDirectory names) => names.ForgetLists();
}
