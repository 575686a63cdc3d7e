using ConstantContact.Core.Api;
using ConstantContact.Core.Contacts;
using ConstantContact.Core.Errors;
using ConstantContact.Core.Http;
using ConstantContact.Core.Json;
using ConstantContact.Core.Names;

namespace ConstantContact.Core.Plans.Snapshots;

/// <summary>The account that a plan is for: who it is, and its lists, tags and custom fields as they are now.</summary>
internal sealed class PlanAccount
{
    private const int PageSize = 500;

    private readonly Dictionary<string, ContactList> _lists;
    private readonly Dictionary<string, ContactTag> _tags;
    private readonly Dictionary<string, CustomField> _fields;

    private PlanAccount(
        string? id,
        IEnumerable<ContactList> lists,
        IEnumerable<ContactTag> tags,
        IEnumerable<CustomField> fields
    )
    {
        Id = id;
        _lists = lists.ToDictionary(static l => l.Id, StringComparer.OrdinalIgnoreCase);
        _tags = tags.ToDictionary(static t => t.Id, StringComparer.OrdinalIgnoreCase);
        _fields = fields.ToDictionary(static f => f.Id, StringComparer.OrdinalIgnoreCase);
    }

    /// <summary>Null where the connection may not read it.</summary>
    public string? Id { get; }

    public ContactList? List(string id) => _lists.TryGetValue(id, out var list) ? list : null;

    public ContactTag? Tag(string id) => _tags.TryGetValue(id, out var tag) ? tag : null;

    public CustomField? Field(string id) => _fields.TryGetValue(id, out var field) ? field : null;

    /// <summary>Reads what the changes need, as far as the directory does not know it.</summary>
    public static async Task<PlanAccount> ReadAsync(
        string? id,
        NameDirectory names,
        PlanNeeds needs,
        CancellationToken cancellationToken
    ) =>
        new(
            id,
            needs.Lists ? await names.ListsAsync(cancellationToken).ConfigureAwait(false) : [],
            needs.Tags ? await names.TagsAsync(cancellationToken).ConfigureAwait(false) : [],
            needs.Fields ? await names.CustomFieldsAsync(cancellationToken).ConfigureAwait(false) : []
        );

    /// <summary>The service's id of the account; null where the connection may not read it.</summary>
    public static async Task<string?> IdAsync(ApiClient client, CancellationToken cancellationToken)
    {
        try
        {
            return (await client.SendAsync(AccountApi.Summary(), cancellationToken).ConfigureAwait(false)).Text(
                "encoded_account_id"
            );
        }
        catch (ForbiddenException)
        {
            // The token has no scope account_read; the address of the service and the client have to do.
            return null;
        }
    }

    /// <summary>The requests that <see cref="ReadAsync"/> needs for an account of this size.</summary>
    public long Cost(PlanNeeds needs) =>
        1
        + (needs.Lists ? Pages(_lists.Count, PageSize) : 0)
        + (needs.Tags ? Pages(_tags.Count, PageSize) : 0)
        + (needs.Fields ? Pages(_fields.Count, 100) : 0);

    private static long Pages(int items, int size) => Math.Max(1, (items + size - 1) / size);
}
