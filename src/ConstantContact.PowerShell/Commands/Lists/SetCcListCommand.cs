using System.Management.Automation;
using ConstantContact.Core.Api;
using ConstantContact.Core.Http;
using ConstantContact.Core.Names;
using ConstantContact.PowerShell.Bases;
using ConstantContact.PowerShell.Binding;
using ConstantContact.PowerShell.Completion;
using ConstantContact.PowerShell.Driving;
using ConstantContact.PowerShell.Hosting;

namespace ConstantContact.PowerShell.Commands.Lists;

/// <summary>
/// <c>Set-CcList</c>: changes a list. The service resets members that a PUT omits, so the list is read, merged, and
/// sent as a whole.
/// </summary>
[Cmdlet(VerbsCommon.Set, "CcList", SupportsShouldProcess = true, ConfirmImpact = ConfirmImpact.Medium)]
[OutputType(typeof(ContactList))]
public sealed class SetCcListCommand : ChangeCmdlet
{
    /// <summary>The list, by name or id, or as an object.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [Alias("ListId", "list_id")]
    [ArgumentCompleter(typeof(ListNameCompleter))]
    public ListIdentity List { get; set; } = null!;

    /// <summary>The new name.</summary>
    [Parameter]
    [ValidateLength(1, 255)]
    public string? Name { get; set; }

    /// <summary>The new description. An empty text removes it.</summary>
    [Parameter]
    [AllowEmptyString]
    public string? Description { get; set; }

    /// <summary>Shows the list first in the web interface. <c>-Favorite:$false</c> reverses this.</summary>
    [Parameter]
    public SwitchParameter Favorite { get; set; }

    private protected override NamedIdentity Given => List;

    private protected override async Task<object?> ChangeAsync(
        CmdletOutput output,
        ApiClient client,
        NameDirectory names,
        CancellationToken cancellationToken
    )
    {
        var list = await List.FindAsync(names, cancellationToken).ConfigureAwait(false);
        bool? favorite = MyInvocation.BoundParameters.ContainsKey(nameof(Favorite)) ? Favorite.ToBool() : null;
        return await output
            .OverwriteAsync(
                client,
                "list",
                async () =>
                    ListsApi.Change(
                        await client.SendAsync(ListsApi.ById(list.Id), cancellationToken).ConfigureAwait(false),
                        Name?.Trim(),
                        Description,
                        favorite
                    ),
                change => ListsApi.Put(list.Id, change),
                ListsApi.Read,
                cancellationToken
            )
            .ConfigureAwait(false);
    }

    private protected override void Forget(NameDirectory names) => names.ForgetLists();
}
