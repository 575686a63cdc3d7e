namespace ConstantContact.Core.Http;

/// <summary>A wait that begins because an attempt failed. Waits for pace are reported with the attempt.</summary>
public sealed class ApiWait
{
    public required TimeSpan Duration { get; init; }

    /// <summary>The reason in words for a person, such as "the service asked for fewer requests (429)".</summary>
    public required string Reason { get; init; }

    /// <summary>The number of the attempt that failed.</summary>
    public required int Attempt { get; init; }
}
