namespace ConstantContact.Core.Updates;

/// <summary>The switches of a run of updates.</summary>
public sealed class UpdateOptions
{
    public MergeOptions Merge { get; init; } = new();

    /// <summary>Creates contacts that are not found.</summary>
    public bool CreateMissing { get; init; }

    /// <summary>Reads every contact back after its PUT, not only the first of each shape.</summary>
    public bool VerifyAll { get; init; }

    /// <summary>
    /// The user is prompted for each contact. Rows do not overlap, so that no body becomes outdated while another
    /// prompt is open.
    /// </summary>
    public bool OneAtATime { get; init; }
}
