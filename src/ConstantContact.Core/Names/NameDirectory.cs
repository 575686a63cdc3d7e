using System.Globalization;
using System.Text.Json.Nodes;
using ConstantContact.Core.Api;
using ConstantContact.Core.Contacts;
using ConstantContact.Core.Errors;
using ConstantContact.Core.Http;

namespace ConstantContact.Core.Names;

/// <summary>
/// Names and ids of an account's lists, tags, custom fields and segments. Whole names are compared, ignoring case. An
/// ambiguous name is an error, because a guess could add people to the wrong list. There is one directory for each
/// connection.
/// </summary>
public sealed class NameDirectory : IDisposable
{
    /// <summary>The prefix of a custom field's name in imports. Accepted wherever a field is named.</summary>
    public const string FieldPrefix = "cf:";

    private readonly ApiClient _client;

    private readonly bool _owner;

    private readonly NameCache<ContactList> _lists;

    private readonly NameCache<ContactTag> _tags;

    private readonly NameCache<CustomField> _fields;

    private readonly NameCache<Segment> _segments;

    public NameDirectory(ApiClient client)
    {
        _client = client;
        _owner = true;
        _lists = new NameCache<ContactList>("list", client.Time);
        _tags = new NameCache<ContactTag>("tag", client.Time);
        _fields = new NameCache<CustomField>("custom field", client.Time);
        _segments = new NameCache<Segment>("segment", client.Time);
    }

    private NameDirectory(NameDirectory shared, ApiClient client)
    {
        _client = client;
        _lists = shared._lists;
        _tags = shared._tags;
        _fields = shared._fields;
        _segments = shared._segments;
    }

    /// <summary>The lists known without a request, for completers; null if none were fetched yet.</summary>
    public IReadOnlyList<ContactList>? KnownLists => _lists.Known;

    /// <summary>The tags known without a request, for completers; null if none were fetched yet.</summary>
    public IReadOnlyList<ContactTag>? KnownTags => _tags.Known;

    /// <summary>The custom fields known without a request, for completers; null if none were fetched yet.</summary>
    public IReadOnlyList<CustomField>? KnownCustomFields => _fields.Known;

    /// <summary>The segments known without a request, for completers; null if none were fetched yet.</summary>
    public IReadOnlyList<Segment>? KnownSegments => _segments.Known;

    /// <summary>
    /// A view that shares the known items but sends its requests through another view of the client, so that a run
    /// counts its own requests.
    /// </summary>
    public NameDirectory Through(ApiClient client) => new(this, client);

    /// <summary>All lists, at most a minute old.</summary>
    public Task<IReadOnlyList<ContactList>> ListsAsync(CancellationToken cancellationToken) =>
        _lists.AllAsync(FetchListsAsync, cancellationToken);

    /// <summary>All tags, at most a minute old.</summary>
    public Task<IReadOnlyList<ContactTag>> TagsAsync(CancellationToken cancellationToken) =>
        _tags.AllAsync(FetchTagsAsync, cancellationToken);

    /// <summary>All custom fields, at most a minute old.</summary>
    public Task<IReadOnlyList<CustomField>> CustomFieldsAsync(CancellationToken cancellationToken) =>
        _fields.AllAsync(FetchFieldsAsync, cancellationToken);

    /// <summary>The lists for showing those with these ids. An older list is good enough if it has them all.</summary>
    public Task<IReadOnlyList<ContactList>> ListsForAsync(
        IEnumerable<string> ids,
        CancellationToken cancellationToken
    ) => _lists.CoveringAsync(ids, FetchListsAsync, cancellationToken);

    /// <summary>The tags for showing those with these ids.</summary>
    public Task<IReadOnlyList<ContactTag>> TagsForAsync(IEnumerable<string> ids, CancellationToken cancellationToken) =>
        _tags.CoveringAsync(ids, FetchTagsAsync, cancellationToken);

    /// <summary>The custom fields for showing those with these ids.</summary>
    public Task<IReadOnlyList<CustomField>> CustomFieldsForAsync(
        IEnumerable<string> ids,
        CancellationToken cancellationToken
    ) => _fields.CoveringAsync(ids, FetchFieldsAsync, cancellationToken);

    /// <summary>All segments without their criteria, at most a minute old.</summary>
    public Task<IReadOnlyList<Segment>> SegmentsAsync(CancellationToken cancellationToken) =>
        _segments.AllAsync(FetchSegmentsAsync, cancellationToken);

    /// <summary>A list by its id or name. An id is accepted without a request, so the name may be unknown.</summary>
    /// <exception cref="InvalidInputException">CcUnknownName or CcAmbiguousName, with the candidates.</exception>
    public Task<ContactList> ListAsync(string nameOrId, CancellationToken cancellationToken)
    {
        var wanted = Wanted("List", nameOrId);
        return AsId(wanted) is { } id
            ? Task.FromResult(_lists.KnownById(id) ?? new ContactList { Id = id })
            : _lists.FindAsync(wanted, FetchListsAsync, cancellationToken);
    }

    /// <summary>A tag by its id or name. An id is accepted without a request, so the name may be unknown.</summary>
    /// <exception cref="InvalidInputException">CcUnknownName or CcAmbiguousName, with the candidates.</exception>
    public Task<ContactTag> TagAsync(string nameOrId, CancellationToken cancellationToken)
    {
        var wanted = Wanted("Tag", nameOrId);
        return AsId(wanted) is { } id
            ? Task.FromResult(_tags.KnownById(id) ?? new ContactTag { Id = id })
            : _tags.FindAsync(wanted, FetchTagsAsync, cancellationToken);
    }

    /// <summary>
    /// A custom field by its id, name or label, with or without the prefix <c>cf:</c>. Always looked up, because its
    /// type determines how a value is written.
    /// </summary>
    /// <exception cref="InvalidInputException">CcUnknownName or CcAmbiguousName, with the candidates.</exception>
    public Task<CustomField> CustomFieldAsync(string nameOrId, CancellationToken cancellationToken)
    {
        var wanted = Wanted("Custom field", nameOrId);
        if (wanted.StartsWith(FieldPrefix, StringComparison.OrdinalIgnoreCase))
        {
            wanted = Wanted("Custom field", wanted.Substring(FieldPrefix.Length));
        }

        return _fields.FindAsync(wanted, FetchFieldsAsync, cancellationToken);
    }

    /// <summary>
    /// A segment by its number or name. Always looked up as text, because a name may also be a number.
    /// </summary>
    /// <exception cref="InvalidInputException">CcUnknownName or CcAmbiguousName, with the candidates.</exception>
    public Task<Segment> SegmentAsync(string nameOrId, CancellationToken cancellationToken) =>
        _segments.FindAsync(Wanted("Segment", nameOrId), FetchSegmentsAsync, cancellationToken);

    /// <summary>The name of the list with this id, for display; null if there is none.</summary>
    public async Task<string?> ListNameAsync(string id, CancellationToken cancellationToken) =>
        (await _lists.ByIdAsync(id, FetchListsAsync, cancellationToken).ConfigureAwait(false))?.Name;

    /// <summary>The name of the tag with this id, for display; null if there is none.</summary>
    public async Task<string?> TagNameAsync(string id, CancellationToken cancellationToken) =>
        (await _tags.ByIdAsync(id, FetchTagsAsync, cancellationToken).ConfigureAwait(false))?.Name;

    /// <summary>The custom field with this id, for display; null if there is none.</summary>
    public Task<CustomField?> CustomFieldByIdAsync(string id, CancellationToken cancellationToken) =>
        _fields.ByIdAsync(id, FetchFieldsAsync, cancellationToken);

    /// <summary>The id of the item that has a name; null if there is none, or more than one.</summary>
    /// <param name="kind">"list", "tag", "custom field" or "segment".</param>
    /// <param name="name">The name in any case.</param>
    /// <param name="cancellationToken">Cancels the request.</param>
    public async Task<string?> IdOfAsync(string kind, string name, CancellationToken cancellationToken)
    {
        try
        {
            return kind switch
            {
                "list" => (await ListAsync(name, cancellationToken).ConfigureAwait(false)).Id,
                "tag" => (await TagAsync(name, cancellationToken).ConfigureAwait(false)).Id,
                "custom field" => (await CustomFieldAsync(name, cancellationToken).ConfigureAwait(false)).Id,
                _ => (await SegmentAsync(name, cancellationToken).ConfigureAwait(false)).SegmentId.ToString(
                    CultureInfo.InvariantCulture
                ),
            };
        }
        catch (InvalidInputException)
        {
            return null;
        }
    }

    /// <summary>Forgets all names, after an item was created, renamed or deleted.</summary>
    public void Forget()
    {
        _lists.Forget();
        _tags.Forget();
        _fields.Forget();
        _segments.Forget();
    }

    /// <summary>Forgets lists, after one was created, changed or deleted.</summary>
    public void ForgetLists() => _lists.Forget();

    /// <summary>Forgets tags, after one was created, changed or deleted.</summary>
    public void ForgetTags() => _tags.Forget();

    /// <summary>Forgets custom fields, after one was created, changed or deleted.</summary>
    public void ForgetCustomFields() => _fields.Forget();

    /// <summary>Forgets segments, after one was created, changed or deleted.</summary>
    public void ForgetSegments() => _segments.Forget();

    public void Dispose()
    {
        if (_owner)
        {
            _lists.Dispose();
            _tags.Dispose();
            _fields.Dispose();
            _segments.Dispose();
        }
    }

    private static string Wanted(string what, string? text) =>
        text?.Trim() is { Length: > 0 } wanted
            ? wanted
            : throw InvalidInputException.Value(
                what,
                text,
                "a name or an id is needed.",
                "Give the name as Constant Contact shows it, or the id."
            );

    // The service writes ids in lower case.
    private static string? AsId(string text) => Guid.TryParseExact(text, "D", out var id) ? id.ToString("D") : null;

    private Task<List<NamedItem<ContactList>>> FetchListsAsync(CancellationToken cancellationToken) =>
        FetchAsync(
            ListsApi.All(),
            ListsApi.Read,
            static list => new(list, list.Id, Names(list.Name)),
            cancellationToken
        );

    private Task<List<NamedItem<ContactTag>>> FetchTagsAsync(CancellationToken cancellationToken) =>
        FetchAsync(TagsApi.All(), TagsApi.Read, static tag => new(tag, tag.Id, Names(tag.Name)), cancellationToken);

    private Task<List<NamedItem<CustomField>>> FetchFieldsAsync(CancellationToken cancellationToken) =>
        FetchAsync(
            CustomFieldsApi.All(),
            CustomFieldsApi.Read,
            static field => new(field, field.Id, Names(field.Label, field.Name)),
            cancellationToken
        );

    private Task<List<NamedItem<Segment>>> FetchSegmentsAsync(CancellationToken cancellationToken) =>
        FetchAsync(
            SegmentsApi.All(),
            SegmentsApi.Read,
            static segment =>
                new(segment, segment.SegmentId.ToString(CultureInfo.InvariantCulture), Names(segment.Name)),
            cancellationToken
        );

    private static string[] Names(params string?[] names) =>
        names.Where(static name => !string.IsNullOrWhiteSpace(name)).Select(static name => name!.Trim()).ToArray();

    private async Task<List<NamedItem<T>>> FetchAsync<T>(
        PagedRequest request,
        Func<JsonObject, T> read,
        Func<T, NamedItem<T>> name,
        CancellationToken cancellationToken
    )
    {
        var items = new List<NamedItem<T>>();
        await foreach (var item in _client.ItemsAsync(request, cancellationToken).ConfigureAwait(false))
        {
            items.Add(name(read(item)));
        }

        return items;
    }
}
