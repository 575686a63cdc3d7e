namespace ConstantContact.Core.Runs;

/// <summary>The requests and time that a process spent on a run.</summary>
/// <param name="Requests">That left this machine, repeated ones included.</param>
/// <param name="Retries">Of these, the repeated ones.</param>
/// <param name="Waited">Time in which requests waited to be repeated.</param>
/// <param name="Paced">Time in which requests waited for their turn.</param>
public sealed record RunTally(long Requests, long Retries, TimeSpan Waited, TimeSpan Paced);
