namespace ConstantContact.Core.Plans;

/// <summary>What a plan does about one row or contact.</summary>
public enum PlanAction
{
    /// <summary>A contact that exists is changed.</summary>
    Update,

    /// <summary>A contact is created.</summary>
    Create,

    /// <summary>A deleted contact is brought back.</summary>
    Restore,

    /// <summary>A contact is deleted.</summary>
    Delete,

    /// <summary>The contact already is as wished.</summary>
    Unchanged,

    /// <summary>Nothing is sent, because the contact opted out.</summary>
    Suppressed,

    /// <summary>The row cannot be used; its reason says why.</summary>
    Failed,

    /// <summary>An earlier row names the same contact, and what this row wishes is written with it.</summary>
    Merged,

    /// <summary>Of an undo: the change is left as it is; its reason says why.</summary>
    Kept,
}
