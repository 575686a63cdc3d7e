namespace ConstantContact.Core.Plans;

/// <summary>The action of a plan for one row or contact.</summary>
/// <remarks>Text and not an enum, because <c>ConvertTo-Json</c> would write an enum as a number.</remarks>
public static class PlanAction
{
    /// <summary>A contact that exists is changed.</summary>
    public const string Update = nameof(Update);

    /// <summary>A contact is created.</summary>
    public const string Create = nameof(Create);

    /// <summary>A deleted contact is brought back.</summary>
    public const string Restore = nameof(Restore);

    /// <summary>A contact is deleted.</summary>
    public const string Delete = nameof(Delete);

    /// <summary>The contact already is as wished.</summary>
    public const string Unchanged = nameof(Unchanged);

    /// <summary>Nothing is sent, because the contact opted out.</summary>
    public const string Suppressed = nameof(Suppressed);

    /// <summary>The row cannot be used; its reason says why.</summary>
    public const string Failed = nameof(Failed);

    /// <summary>An earlier row names the same contact, and what this row wishes is written with it.</summary>
    public const string Merged = nameof(Merged);

    /// <summary>Of an undo: the change is left as it is; its reason says why.</summary>
    public const string Kept = nameof(Kept);

    /// <summary>In the order in which a plan counts them.</summary>
    internal static readonly string[] All =
    [
        Update,
        Create,
        Restore,
        Delete,
        Unchanged,
        Suppressed,
        Failed,
        Merged,
        Kept,
    ];
}
