namespace ConstantContact.Core.Plans;

/// <summary>How a change reaches the service. docs/plans.md says which change takes which.</summary>
/// <remarks>Text and not an enum, because <c>ConvertTo-Json</c> would write an enum as a number.</remarks>
public static class PlanRoute
{
    /// <summary>A JSON import that names a list on which the contact already is.</summary>
    public const string Import = nameof(Import);

    /// <summary>Bulk activities that add to lists or remove from them.</summary>
    public const string ListJob = nameof(ListJob);

    /// <summary>Bulk activities that add tags or remove them.</summary>
    public const string TagJob = nameof(TagJob);

    /// <summary>Bulk activities that delete contacts.</summary>
    public const string DeleteJob = nameof(DeleteJob);

    /// <summary>A look-up and a PUT for each contact.</summary>
    public const string Put = nameof(Put);

    /// <summary>A look-up and a POST for each contact.</summary>
    public const string Post = nameof(Post);

    internal static readonly string[] All = [Import, ListJob, TagJob, DeleteJob, Put, Post];
}
