using System.Text.Json.Nodes;
using ConstantContact.Core.Contacts;
using ConstantContact.Core.Errors;
using ConstantContact.Core.Json;

namespace ConstantContact.Core.Names;

/// <summary>
/// Gives contacts the names of what they refer to by id. Each kind of name is read once, from the directory, and not
/// before a contact needs it. Names that cannot be read cost nobody the contact: its ids are shown.
/// </summary>
/// <param name="names">The account's directory.</param>
/// <param name="unread">Told why names could not be read.</param>
public sealed class ContactNaming(NameDirectory names, Action<CcException> unread)
{
    private IReadOnlyList<NamedId>? _lists;
    private IReadOnlyList<NamedId>? _tags;
    private IReadOnlyList<CustomField>? _fields;
    private ContactNames? _known;

    /// <param name="documents">As the service gave them.</param>
    /// <param name="cancellationToken">Stops reading.</param>
    public async Task<IReadOnlyList<Contact>> NameAsync(
        IReadOnlyList<JsonObject> documents,
        CancellationToken cancellationToken
    )
    {
        if (_lists is null && Ids(documents, ContactMembers.ListMemberships) is { Count: > 0 } lists)
        {
            _lists = await ReadAsync<NamedId>(async () =>
                    (await names.ListsForAsync(lists, cancellationToken).ConfigureAwait(false))
                        .Select(static list => new NamedId(list.Id, list.Name ?? list.Id))
                        .ToList()
                )
                .ConfigureAwait(false);
        }

        if (_tags is null && Ids(documents, ContactMembers.Taggings) is { Count: > 0 } tags)
        {
            _tags = await ReadAsync<NamedId>(async () =>
                    (await names.TagsForAsync(tags, cancellationToken).ConfigureAwait(false))
                        .Select(static tag => new NamedId(tag.Id, tag.Name ?? tag.Id))
                        .ToList()
                )
                .ConfigureAwait(false);
        }

        if (_fields is null && FieldIds(documents) is { Count: > 0 } fields)
        {
            _fields = await ReadAsync(() => names.CustomFieldsForAsync(fields, cancellationToken))
                .ConfigureAwait(false);
        }

        _known ??= new ContactNames(_lists ?? [], _tags ?? [], _fields ?? []);
        var known = _known;
        return [.. documents.Select(document => new Contact(document, known))];
    }

    /// <summary>The account's custom fields; none where they cannot be read.</summary>
    public async Task<IReadOnlyList<CustomField>> FieldsAsync(CancellationToken cancellationToken) =>
        _fields ??= await ReadAsync(() => names.CustomFieldsAsync(cancellationToken)).ConfigureAwait(false);

    private static HashSet<string> Ids(IReadOnlyList<JsonObject> documents, string member) =>
        new(documents.SelectMany(document => document.Texts(member)), StringComparer.OrdinalIgnoreCase);

    private static HashSet<string> FieldIds(IReadOnlyList<JsonObject> documents) =>
        new(
            documents
                .SelectMany(static d => d.Entries(ContactMembers.CustomFields))
                .Select(static e => e.Text(ContactMembers.CustomFieldId))
                .OfType<string>(),
            StringComparer.OrdinalIgnoreCase
        );

    private async Task<IReadOnlyList<T>> ReadAsync<T>(Func<Task<IReadOnlyList<T>>> read)
    {
        _known = null;
        try
        {
            return await read().ConfigureAwait(false);
        }
        catch (CcException e)
        {
            unread(e);
            return [];
        }
    }
}
