namespace ConstantContact.Core.Updates;

/// <summary>The switches of a run of updates.</summary>
public sealed class UpdateOptions
{
    public MergeOptions Merge { get; init; } = new();

    /// <summary>Create contacts that are not found.</summary>
    public bool CreateMissing { get; init; }

    /// <summary>Read every contact back after its PUT, not only the first of each shape.</summary>
    public bool VerifyAll { get; init; }

    /// <summary>A person is asked for each contact: nothing overlaps, so that no body waits behind the question for another.</summary>
    public bool OneAtATime { get; init; }
}
