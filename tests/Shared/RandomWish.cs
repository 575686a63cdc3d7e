using System;
using System.Collections.Generic;

namespace ConstantContact.TestData;

/// <summary>The requested changes of a contact. Null clears.</summary>
public sealed class RandomWish
{
    public Dictionary<string, string?> Core { get; } = new(StringComparer.Ordinal);

    /// <summary>By custom field id.</summary>
    public Dictionary<string, string?> Fields { get; } = new(StringComparer.Ordinal);

    public Dictionary<string, string?> Phones { get; } = new(StringComparer.Ordinal);

    /// <summary>Parts by kind; a null dictionary clears the address.</summary>
    public Dictionary<string, Dictionary<string, string>?> Addresses { get; } = new(StringComparer.Ordinal);

    public List<string> AddLists { get; private set; } = [];

    public List<string> RemoveLists { get; } = [];

    public List<string> AddTags { get; } = [];

    public List<string> RemoveTags { get; } = [];

    public List<string> Notes { get; } = [];

    /// <summary>The same, but joining no list.</summary>
    public RandomWish WithoutNewLists()
    {
        var copy = (RandomWish)MemberwiseClone();
        copy.AddLists = [];
        return copy;
    }

    public bool IsEmpty =>
        Core.Count
            + Fields.Count
            + Phones.Count
            + Addresses.Count
            + AddLists.Count
            + RemoveLists.Count
            + AddTags.Count
            + RemoveTags.Count
            + Notes.Count
        == 0;
}
