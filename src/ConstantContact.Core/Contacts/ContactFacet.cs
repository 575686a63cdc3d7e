namespace ConstantContact.Core.Contacts;

/// <summary>
/// One comparable part of a contact, as fine as an update can address it: a core member, one custom field, one part of
/// one address, one list. Values are normalised text. Several entries under one path keep their count.
/// </summary>
/// <param name="Member">The contact's member, such as <c>street_addresses</c>.</param>
/// <param name="Key">
/// Identifies the entry of an array: the id of a field, list or tag, a kind, or the text of a note.
/// </param>
/// <param name="Part">The part of an object or entry, such as <c>city</c>.</param>
/// <param name="Values">Never empty.</param>
public sealed record ContactFacet(string Member, string? Key, string? Part, IReadOnlyList<string> Values)
{
    /// <summary>The location in the contact, such as <c>street_addresses[home].city</c>.</summary>
    public string Path =>
        $"{Member}{(Key is null ? string.Empty : $"[{Key}]")}{(Part is null ? string.Empty : $".{Part}")}";

    /// <summary>The values as shown to users.</summary>
    public string Shown => string.Join("; ", Values);
}
