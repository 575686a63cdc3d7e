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
    public string Path => PathOf(Member, Key, Part);

    /// <summary>The values as shown to users.</summary>
    public string Shown => string.Join("; ", Values);

    internal static string PathOf(string member, string? key, string? part) =>
        $"{member}{(key is null ? string.Empty : $"[{key}]")}{(part is null ? string.Empty : $".{part}")}";
}
