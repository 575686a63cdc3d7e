namespace ConstantContact.Core.Contacts;

/// <summary>The names of the items to which contacts refer by id, at one moment. An unknown id stays an id.</summary>
public sealed class ContactNames
{
    /// <summary>No names at all.</summary>
    public static readonly ContactNames None = new([], [], []);

    private readonly Dictionary<string, string> _lists;
    private readonly Dictionary<string, string> _tags;
    private readonly Dictionary<string, CustomField> _fields;

    public ContactNames(IEnumerable<NamedId> lists, IEnumerable<NamedId> tags, IReadOnlyList<CustomField> fields)
    {
        _lists = Index(lists, static list => list.Id, static list => list.Name);
        _tags = Index(tags, static tag => tag.Id, static tag => tag.Name);
        _fields = Index(fields, static field => field.Id, static field => field);
        Fields = fields;
    }

    /// <summary>The account's custom fields, in the order of the account.</summary>
    public IReadOnlyList<CustomField> Fields { get; }

    public NamedId List(string id) => new(id, _lists.TryGetValue(id, out var name) ? name : id);

    public NamedId Tag(string id) => new(id, _tags.TryGetValue(id, out var name) ? name : id);

    /// <summary>Null if the field is not known.</summary>
    public CustomField? Field(string? id) => id is not null && _fields.TryGetValue(id, out var field) ? field : null;

    private static Dictionary<string, TValue> Index<T, TValue>(
        IEnumerable<T> items,
        Func<T, string> id,
        Func<T, TValue> value
    )
    {
        var index = new Dictionary<string, TValue>(StringComparer.OrdinalIgnoreCase);
        foreach (var item in items)
        {
            index[id(item)] = value(item);
        }

        return index;
    }
}
