using ConstantContact.Core.Contacts;

namespace ConstantContact.Core.Runs.Review;

/// <summary>One contact of a plan or a run.</summary>
public sealed record ReviewEntry
{
    /// <summary>By what a person knows the contact: its address, or what the input gave.</summary>
    public required string Key { get; init; }

    public string? ContactId { get; init; }

    /// <summary>The source row, from 1; null where the input had none.</summary>
    public long? Row { get; init; }

    /// <summary>As runs and plans write it, such as <c>Updated</c>.</summary>
    public required string Outcome { get; init; }

    /// <summary>How the change goes to the service, in words; null where it is not known.</summary>
    public string? Route { get; init; }

    public string? Reason { get; init; }

    public string? ErrorId { get; init; }

    /// <summary>The remedy for the error.</summary>
    public string? Remedy { get; init; }

    /// <summary>With names instead of ids.</summary>
    public IReadOnlyList<ContactChange> Changes { get; init; } = [];

    public IReadOnlyList<string> Warnings { get; init; } = [];
}
