using System.Management.Automation;
using ConstantContact.Core.Api;
using ConstantContact.Core.Errors;
using ConstantContact.Core.Http;
using ConstantContact.Core.Names;
using ConstantContact.Core.Rows;
using ConstantContact.PowerShell.Bases;
using ConstantContact.PowerShell.Completion;
using ConstantContact.PowerShell.Driving;
using ConstantContact.PowerShell.Hosting;

namespace ConstantContact.PowerShell.Commands.Lists;

/// <summary><c>Get-CcList</c>: lists by name, wildcard or id, or all of them.</summary>
[Cmdlet(VerbsCommon.Get, "CcList")]
[OutputType(typeof(ContactList))]
public sealed class GetCcListCommand : ConnectedCmdlet
{
    /// <summary>Names in any case, wildcards, or ids.</summary>
    [Parameter(Position = 0, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [Alias("List")]
    [SupportsWildcards]
    [ArgumentCompleter(typeof(ListNameCompleter))]
    public string[]? Name { get; set; }

    /// <summary>
    /// Takes precedence over the name if a piped object has both. A contact supplies the ids of its lists.
    /// </summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [Alias("list_id", "ListMemberships", "list_memberships")]
    [AllowEmptyCollection]
    public string[]? ListId { get; set; }

    /// <summary>The status of the lists. By default, lists that are not deleted.</summary>
    [Parameter]
    [ValidateSet("all", "active", "deleted")]
    public string? Status { get; set; }

    /// <summary>
    /// The members to count: all of them (the default), those that can receive mail, or none. Counting costs no
    /// request.
    /// </summary>
    [Parameter]
    [ValidateSet("all", "active", "none")]
    public string Count { get; set; } = "all";

    private protected override object? ErrorTarget => (object?)ListId ?? Name;

    private protected override async Task ProcessRecordAsync(CmdletOutput output, CancellationToken cancellationToken)
    {
        RequireNamed(ListId, Name);
        var client = Account.Client.Observed(new RequestTrace(output));
        var names = Account.Names.Through(client);
        var count = Count.ToLowerInvariant() is var counted and not "none" ? counted : null;
        var writer = new ItemWriter<ContactList>(output, client)
        {
            Read = ListsApi.Read,
            Id = static list => list.Id,
            Names = static list => [list.Name],
            Find = async (name, token) =>
                Status is null or "active" || Guid.TryParse(name, out _)
                    ? await names.ListAsync(name, token).ConfigureAwait(false) is { Name: not null } known
                        ? known
                        : ListsApi.Read(await client.SendAsync(ListsApi.ById(name, count), token).ConfigureAwait(false))
                    : throw new NotFoundException(
                        $"There is no list with the name '{name}' and the status {Status}.",
                        "Check the name, or leave out -Status."
                    ),
        };
        if (ListId is { Length: 1 } && Status is null)
        {
            await writer
                .WriteOneAsync(ListId[0], () => ListsApi.ById(ListId[0], count), cancellationToken)
                .ConfigureAwait(false);
        }
        else if (ListId is not { Length: 0 })
        {
            await writer
                .WriteAsync(ListsApi.All(count, Status?.ToLowerInvariant()), ListId ?? Name, cancellationToken)
                .ConfigureAwait(false);
        }
    }
}
