using System.Management.Automation;
using System.Text.Json.Nodes;
using ConstantContact.Core.Api;
using ConstantContact.Core.Http;
using ConstantContact.Core.Updates;
using ConstantContact.PowerShell.Bases;
using ConstantContact.PowerShell.Binding;
using ConstantContact.PowerShell.Completion;
using ConstantContact.PowerShell.Driving;
using ConstantContact.PowerShell.Hosting;

namespace ConstantContact.PowerShell.Commands.Lists;

/// <summary>
/// <c>Set-CcList</c>: changes a list. The service resets what a PUT leaves out, so the list is read, merged, and put back whole.
/// </summary>
[Cmdlet(VerbsCommon.Set, "CcList", SupportsShouldProcess = true, ConfirmImpact = ConfirmImpact.Medium)]
[OutputType(typeof(ContactList))]
public sealed class SetCcListCommand : ConnectedCmdlet
{
    private static readonly string[] ReadOnlyMembers = ["list_id", "created_at", "updated_at", "deleted_at", "membership_count", "sms_membership_count", "_links"];

    /// <summary>By name or id, or a list.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [Alias("ListId", "list_id")]
    [ArgumentCompleter(typeof(ListNameCompleter))]
    public ListIdentity List { get; set; } = null!;

    /// <summary>The new name.</summary>
    [Parameter]
    [ValidateLength(1, 255)]
    public string? Name { get; set; }

    /// <summary>The new description; an empty one takes it away.</summary>
    [Parameter]
    [AllowEmptyString]
    public string? Description { get; set; }

    /// <summary>Shown first in the web interface; <c>-Favorite:$false</c> for the contrary.</summary>
    [Parameter]
    public SwitchParameter Favorite { get; set; }

    /// <summary>Returns the list.</summary>
    [Parameter]
    public SwitchParameter PassThru { get; set; }

    private protected override object? ErrorTarget => List.Given;

    private protected override async Task ProcessRecordAsync(CmdletOutput output, CancellationToken cancellationToken)
    {
        ApiClient client = Account.Client.Observed(new RequestTrace(output));
        ContactList list = await List.FindAsync(Account.Names.Through(client), cancellationToken).ConfigureAwait(false);
        Dictionary<string, JsonNode?> changes = new(StringComparer.Ordinal);
        if (Name is not null)
        {
            changes["name"] = Name.Trim();
        }

        if (Description is not null)
        {
            changes["description"] = Description.Length == 0 ? null : Description;
        }

        if (MyInvocation.BoundParameters.ContainsKey(nameof(Favorite)))
        {
            changes["favorite"] = Favorite.ToBool();
        }

        JsonObject current = [];
        (JsonObject? answer, bool isChange) = await output.OverwriteAsync(
            client,
            $"list '{list}'",
            async () =>
            {
                current = await client.SendAsync(ListsApi.ById(list.Id), cancellationToken).ConfigureAwait(false);
                return Overwrite.Of(current, ReadOnlyMembers, changes);
            },
            body => ListsApi.Put(list.Id, body),
            cancellationToken).ConfigureAwait(false);
        if (answer is not null)
        {
            Account.Names.ForgetLists();
        }

        if (PassThru && (answer is not null || !isChange))
        {
            await output.WriteObjectAsync(ListsApi.Read(answer ?? current)).ConfigureAwait(false);
        }
    }
}
