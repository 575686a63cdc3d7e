using ConstantContact.Core.Base;

namespace ConstantContact.Core.Contacts;

/// <summary>
/// One difference between two states of a contact. <see cref="Old"/> is null for an added value, <see cref="New"/> for
/// a removed one.
/// </summary>
public sealed record ContactChange(string Member, string? Key, string? Part, string? Old, string? New)
{
    /// <summary>The contact had several entries under this path, which <see cref="Old"/> shows as one text.</summary>
    public bool WasSeveral { get; init; }

    public string Path => ContactFacet.PathOf(Member, Key, Part);

    public override string ToString() => ShownText.Line($"{Path}: {Old ?? "(none)"} {Marks.Arrow} {New ?? "(none)"}");
}
