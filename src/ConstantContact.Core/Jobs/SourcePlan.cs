namespace ConstantContact.Core.Jobs;

/// <summary>The division of the contacts of lists, tags or a segment into jobs.</summary>
/// <param name="Sources">One source per job.</param>
/// <param name="Exclude">Contacts to exclude from lists.</param>
/// <param name="HeldBack">The contacts left out, each with the reason.</param>
/// <param name="Note">A description of what had to be read. Null if nothing had to be.</param>
public sealed record SourcePlan(
    IReadOnlyList<ContactSource> Sources,
    IReadOnlyList<string> Exclude,
    IReadOnlyList<HeldBackMember> HeldBack,
    string? Note
)
{
    /// <summary>Deleted and unsubscribed contacts are not active, so none must be searched.</summary>
    public static SourcePlan AllActive { get; } = new([ContactSource.AllActive()], [], [], null);
}
