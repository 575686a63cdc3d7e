namespace ConstantContact.Core.Plans;

/// <summary>How a change reaches the service. docs/plans.md says which change takes which.</summary>
public enum PlanRoute
{
    /// <summary>A JSON import that names a list on which the contact already is.</summary>
    Import,

    /// <summary>Bulk activities that add to lists or remove from them.</summary>
    ListJob,

    /// <summary>Bulk activities that add tags or remove them.</summary>
    TagJob,

    /// <summary>Bulk activities that delete contacts.</summary>
    DeleteJob,

    /// <summary>A look-up and a PUT for each contact.</summary>
    Put,

    /// <summary>A look-up and a POST for each contact.</summary>
    Post,
}
