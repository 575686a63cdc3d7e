namespace ConstantContact.Core.Contacts;

/// <summary>
/// One thing that a contact says, at the grain at which an update can ask for it: a core member, one custom field, one part
/// of one address, one list. Values are normalised text; several entries under one path keep their count.
/// </summary>
/// <param name="Member">The contact's member, such as <c>street_addresses</c>.</param>
/// <param name="Key">Which entry of an array: a field's, list's or tag's id, a kind, a note's text.</param>
/// <param name="Part">Which part of an object or entry, such as <c>city</c>.</param>
/// <param name="Values">Never empty.</param>
public sealed record ContactFacet(string Member, string? Key, string? Part, IReadOnlyList<string> Values)
{
    /// <summary>Where it stands, such as <c>street_addresses[home].city</c>.</summary>
    public string Path => $"{Member}{(Key is null ? string.Empty : $"[{Key}]")}{(Part is null ? string.Empty : $".{Part}")}";

    /// <summary>For a person: one value, or all of them.</summary>
    public string Shown => string.Join("; ", Values);
}
