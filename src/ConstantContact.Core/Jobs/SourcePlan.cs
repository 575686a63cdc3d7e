namespace ConstantContact.Core.Jobs;

/// <summary>How the contacts of lists, tags or a segment go into jobs.</summary>
/// <param name="Sources">A job for each.</param>
/// <param name="Exclude">Contacts to leave out of lists.</param>
/// <param name="HeldBack">Who is left out, and why.</param>
/// <param name="Note">What had to be read for it, in words; null where nothing had to be.</param>
public sealed record SourcePlan(IReadOnlyList<ContactSource> Sources, IReadOnlyList<string> Exclude, IReadOnlyList<HeldBackMember> HeldBack, string? Note)
{
    /// <summary>Deleted and unsubscribed contacts do not count as active: nobody has to be looked for.</summary>
    public static SourcePlan AllActive { get; } = new([ContactSource.AllActive()], [], [], null);
}
