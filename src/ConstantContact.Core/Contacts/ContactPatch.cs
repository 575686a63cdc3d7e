namespace ConstantContact.Core.Contacts;

/// <summary>
/// The requested changes to a contact, checked, with names resolved to ids. Members that it does not name stay
/// unchanged.
/// </summary>
public sealed class ContactPatch
{
    public static ContactPatch Empty { get; } = new();

    /// <summary>
    /// Core members by their API name: text, or an integer for the birthday month and day. Null clears the member.
    /// </summary>
    public IReadOnlyDictionary<string, object?> Core { get; init; } =
        new Dictionary<string, object?>(StringComparer.Ordinal);

    public string? NewEmailAddress { get; init; }

    public string? PermissionToSend { get; init; }

    public IReadOnlyList<FieldPatch> Fields { get; init; } = [];

    /// <summary>Phone number by kind. Null removes the entry of the kind.</summary>
    public IReadOnlyDictionary<string, string?> Phones { get; init; } =
        new Dictionary<string, string?>(StringComparer.Ordinal);

    public IReadOnlyList<AddressPatch> Addresses { get; init; } = [];

    public IReadOnlyList<NamedId> AddLists { get; init; } = [];

    public IReadOnlyList<NamedId> RemoveLists { get; init; } = [];

    public IReadOnlyList<NamedId> AddTags { get; init; } = [];

    public IReadOnlyList<NamedId> RemoveTags { get; init; } = [];

    public IReadOnlyList<string> AddNotes { get; init; } = [];

    /// <summary>Texts of notes that go, one note for each. Undoing a run asks for it; no row can.</summary>
    public IReadOnlyList<string> RemoveNotes { get; init; } = [];

    /// <summary>Sub-resources to be emptied before the rest of the patch is applied.</summary>
    public IReadOnlyCollection<string> ClearArrays { get; init; } = [];

    /// <summary>True if the patch requests no change.</summary>
    public bool IsEmpty =>
        Core.Count == 0
        && NewEmailAddress is null
        && PermissionToSend is null
        && Fields.Count == 0
        && Phones.Count == 0
        && Addresses.Count == 0
        && AddLists.Count == 0
        && RemoveLists.Count == 0
        && AddTags.Count == 0
        && RemoveTags.Count == 0
        && AddNotes.Count == 0
        && RemoveNotes.Count == 0
        && ClearArrays.Count == 0;

    /// <summary>The same patch without lists to add, for a contact that opted out.</summary>
    public ContactPatch WithoutListsToAdd() =>
        new()
        {
            Core = Core,
            NewEmailAddress = NewEmailAddress,
            PermissionToSend = PermissionToSend,
            Fields = Fields,
            Phones = Phones,
            Addresses = Addresses,
            RemoveLists = RemoveLists,
            AddTags = AddTags,
            RemoveTags = RemoveTags,
            AddNotes = AddNotes,
            RemoveNotes = RemoveNotes,
            ClearArrays = ClearArrays,
        };

    /// <summary>These wishes, and after them those of a later row about the same contact, as one patch.</summary>
    public ContactPatch Then(ContactPatch later)
    {
        var keepsLists = !later.ClearArrays.Contains(ContactMembers.ListMemberships, StringComparer.Ordinal);
        var keepsTags = !later.ClearArrays.Contains(ContactMembers.Taggings, StringComparer.Ordinal);
        return new ContactPatch
        {
            Core = Over(Core, later.Core),
            NewEmailAddress = later.NewEmailAddress ?? NewEmailAddress,
            PermissionToSend = later.PermissionToSend ?? PermissionToSend,
            Fields =
            [
                .. later.ClearArrays.Contains(ContactMembers.CustomFields, StringComparer.Ordinal) ? [] : Fields,
                .. later.Fields,
            ],
            Phones = later.ClearArrays.Contains(ContactMembers.PhoneNumbers, StringComparer.Ordinal)
                ? later.Phones
                : Over(Phones, later.Phones),
            Addresses =
            [
                .. later.ClearArrays.Contains(ContactMembers.StreetAddresses, StringComparer.Ordinal) ? [] : Addresses,
                .. later.Addresses,
            ],
            AddLists =
            [
                .. keepsLists ? Without(AddLists, later.RemoveLists.Concat(later.AddLists)) : [],
                .. later.AddLists,
            ],
            RemoveLists =
            [
                .. keepsLists ? Without(RemoveLists, later.AddLists.Concat(later.RemoveLists)) : [],
                .. later.RemoveLists,
            ],
            AddTags = [.. keepsTags ? Without(AddTags, later.RemoveTags.Concat(later.AddTags)) : [], .. later.AddTags],
            RemoveTags =
            [
                .. keepsTags ? Without(RemoveTags, later.AddTags.Concat(later.RemoveTags)) : [],
                .. later.RemoveTags,
            ],
            AddNotes = [.. AddNotes, .. later.AddNotes],
            RemoveNotes = [.. RemoveNotes, .. later.RemoveNotes],
            ClearArrays = [.. ClearArrays.Union(later.ClearArrays, StringComparer.Ordinal)],
        };
    }

    private static Dictionary<string, T> Over<T>(
        IReadOnlyDictionary<string, T> earlier,
        IReadOnlyDictionary<string, T> later
    )
    {
        var all = earlier.ToDictionary(static e => e.Key, static e => e.Value, StringComparer.Ordinal);
        foreach (var entry in later)
        {
            all[entry.Key] = entry.Value;
        }

        return all;
    }

    private static IEnumerable<NamedId> Without(IReadOnlyList<NamedId> some, IEnumerable<NamedId> gone)
    {
        HashSet<string> ids = new(gone.Select(static g => g.Id), StringComparer.OrdinalIgnoreCase);
        return some.Where(one => !ids.Contains(one.Id));
    }
}
