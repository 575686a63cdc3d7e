using ConstantContact.Core.Contacts;
using ConstantContact.Core.Updates;

namespace ConstantContact.Core.Plans;

/// <summary>Options for making a plan.</summary>
public sealed record PlanOptions
{
    /// <summary>The switches that decide what may be written; never the raw PUT.</summary>
    public MergeOptions Merge { get; init; } = new();

    /// <summary>Create contacts that are not found.</summary>
    public bool CreateMissing { get; init; }

    /// <summary>A list, by name or id, that every row joins.</summary>
    public string? List { get; init; }

    /// <summary>Members of <see cref="List"/> that no row names leave it.</summary>
    public bool RemoveMissing { get; init; }

    /// <summary>Memberships take activities, whatever their number.</summary>
    public bool MembershipOnly { get; init; }

    /// <summary>The command that makes the plan applies it as well.</summary>
    public bool AppliesAtOnce { get; init; }

    /// <summary>The command that makes the plan.</summary>
    public required string Cmdlet { get; init; }

    public string? ModuleVersion { get; init; }

    /// <summary>The source file; null for rows from the pipeline.</summary>
    public string? SourcePath { get; init; }

    /// <summary>The OAuth client, as the connection names it.</summary>
    public string? Client { get; init; }

    /// <summary>Requests a second that the forecast reckons with.</summary>
    public int PerSecond { get; init; } = 4;
}
