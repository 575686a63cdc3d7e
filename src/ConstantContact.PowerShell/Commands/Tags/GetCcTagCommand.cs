using System.Management.Automation;
using ConstantContact.Core.Api;
using ConstantContact.Core.Http;
using ConstantContact.Core.Names;
using ConstantContact.PowerShell.Bases;
using ConstantContact.PowerShell.Completion;
using ConstantContact.PowerShell.Driving;
using ConstantContact.PowerShell.Hosting;

namespace ConstantContact.PowerShell.Commands.Tags;

/// <summary><c>Get-CcTag</c>: tags by name, wildcard or id, or all of them.</summary>
[Cmdlet(VerbsCommon.Get, "CcTag")]
[OutputType(typeof(ContactTag))]
public sealed class GetCcTagCommand : ConnectedCmdlet
{
    /// <summary>Names in any case, wildcards, or ids.</summary>
    [Parameter(Position = 0, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [Alias("Tag")]
    [SupportsWildcards]
    [ArgumentCompleter(typeof(TagNameCompleter))]
    public string[]? Name { get; set; }

    /// <summary>
    /// Takes precedence over the name if a piped object has both. A contact supplies the ids of its tags.
    /// </summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [Alias("tag_id", "Taggings")]
    [AllowEmptyCollection]
    public string[]? TagId { get; set; }

    /// <summary>
    /// Whether the contacts are counted: all of them (the default), or none. Counting costs no request.
    /// </summary>
    [Parameter]
    [ValidateSet("all", "none")]
    public string Count { get; set; } = "all";

    private bool Counts => string.Equals(Count, "all", StringComparison.OrdinalIgnoreCase);

    private protected override object? ErrorTarget => (object?)TagId ?? Name;

    private protected override async Task ProcessRecordAsync(CmdletOutput output, CancellationToken cancellationToken)
    {
        RequireNamed(TagId, Name);
        var client = Account.Client.Observed(new RequestTrace(output));
        var names = Account.Names.Through(client);
        var writer = new ItemWriter<ContactTag>(output, client)
        {
            Read = TagsApi.Read,
            Id = static tag => tag.Id,
            Names = static tag => [tag.Name],
            Find = async (name, token) =>
                await names.TagAsync(name, token).ConfigureAwait(false) is { Name: not null } known
                    ? known
                    : TagsApi.Read(await client.SendAsync(TagsApi.ById(name, Counts), token).ConfigureAwait(false)),
        };
        if (TagId is { Length: 1 })
        {
            await writer
                .WriteOneAsync(TagId[0], () => TagsApi.ById(TagId[0], Counts), cancellationToken)
                .ConfigureAwait(false);
        }
        else if (TagId is not { Length: 0 })
        {
            await writer.WriteAsync(TagsApi.All(Counts), TagId ?? Name, cancellationToken).ConfigureAwait(false);
        }
    }
}
