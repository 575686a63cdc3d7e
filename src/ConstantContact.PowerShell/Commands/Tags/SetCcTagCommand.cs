using System.Management.Automation;
using System.Text.Json.Nodes;
using ConstantContact.Core.Api;
using ConstantContact.Core.Http;
using ConstantContact.PowerShell.Bases;
using ConstantContact.PowerShell.Binding;
using ConstantContact.PowerShell.Completion;
using ConstantContact.PowerShell.Driving;
using ConstantContact.PowerShell.Hosting;

namespace ConstantContact.PowerShell.Commands.Tags;

/// <summary><c>Set-CcTag</c>: renames a tag, which is all that can be changed of it.</summary>
[Cmdlet(VerbsCommon.Set, "CcTag", SupportsShouldProcess = true, ConfirmImpact = ConfirmImpact.Medium)]
[OutputType(typeof(ContactTag))]
public sealed class SetCcTagCommand : ConnectedCmdlet
{
    /// <summary>By name or id, or a tag.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [Alias("TagId", "tag_id")]
    [ArgumentCompleter(typeof(TagNameCompleter))]
    public TagIdentity Tag { get; set; } = null!;

    /// <summary>The new name.</summary>
    [Parameter(Mandatory = true, Position = 1)]
    [ValidateLength(1, 255)]
    public string Name { get; set; } = null!;

    /// <summary>Returns the tag.</summary>
    [Parameter]
    public SwitchParameter PassThru { get; set; }

    private protected override object? ErrorTarget => Tag.Given;

    private protected override async Task ProcessRecordAsync(CmdletOutput output, CancellationToken cancellationToken)
    {
        ApiClient client = Account.Client.Observed(new RequestTrace(output));
        ContactTag tag = await Tag.FindAsync(Account.Names.Through(client), cancellationToken).ConfigureAwait(false);
        ApiRequest<JsonObject> request = TagsApi.Put(tag.Id, new JsonObject { ["name"] = Name.Trim() });
        string known = tag.Name ?? Tag.ToString();
        if (await output.AllowsAsync($"Rename tag '{known}' to '{Name.Trim()}'", "Rename tag", request, Account.BaseUri).ConfigureAwait(false))
        {
            ContactTag changed = TagsApi.Read(await client.SendAsync(request, cancellationToken).ConfigureAwait(false));
            Account.Names.ForgetTags();
            if (PassThru)
            {
                await output.WriteObjectAsync(changed).ConfigureAwait(false);
            }
        }
    }
}
