using System.Management.Automation;
using System.Text.Json.Nodes;
using ConstantContact.Core.Api;
using ConstantContact.Core.Http;
using ConstantContact.PowerShell.Bases;
using ConstantContact.PowerShell.Driving;
using ConstantContact.PowerShell.Hosting;

namespace ConstantContact.PowerShell.Commands.Tags;

/// <summary><c>New-CcTag</c>: makes tags and returns them.</summary>
[Cmdlet(VerbsCommon.New, "CcTag", SupportsShouldProcess = true, ConfirmImpact = ConfirmImpact.Medium)]
[OutputType(typeof(ContactTag))]
public sealed class NewCcTagCommand : ConnectedCmdlet
{
    /// <summary>At most 255 characters, and no other tag's.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [ValidateLength(1, 255)]
    public string Name { get; set; } = null!;

    /// <summary>Where the tag comes from, in one's own words. It cannot be changed later.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [Alias("tag_source", "TagSource")]
    [ValidateNotNullOrEmpty]
    public string? Source { get; set; }

    private protected override object? ErrorTarget => Name;

    private protected override async Task ProcessRecordAsync(CmdletOutput output, CancellationToken cancellationToken)
    {
        ApiClient client = Account.Client.Observed(new RequestTrace(output));
        JsonObject body = new() { ["name"] = Name.Trim() };
        if (Source is not null)
        {
            body["tag_source"] = Source;
        }

        ApiRequest<JsonObject> request = TagsApi.Create(body);
        if (await output.AllowsAsync($"Create tag '{Name.Trim()}'", "Create tag", request, Account.BaseUri).ConfigureAwait(false))
        {
            ContactTag tag = TagsApi.Read(await client.SendAsync(request, cancellationToken).ConfigureAwait(false));
            Account.Names.ForgetTags();
            await output.WriteObjectAsync(tag).ConfigureAwait(false);
        }
    }
}
