namespace ConstantContact.Core.Http;

/// <summary>A wait that is about to begin because an attempt failed. Waiting for pace is told with the attempt.</summary>
public sealed class ApiWait
{
    public required TimeSpan Duration { get; init; }

    /// <summary>Why, in words for a person: "the service asked for fewer requests (429)".</summary>
    public required string Reason { get; init; }

    /// <summary>Number of the attempt that failed.</summary>
    public required int Attempt { get; init; }
}
