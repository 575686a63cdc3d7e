using ConstantContact.Core.Errors;

namespace ConstantContact.Core.Resilience;

/// <summary>Why an attempt failed, for whoever decides about the next.</summary>
internal sealed class AttemptFailure
{
    public AttemptFailure(FailureKind kind, CcException exception)
    {
        Kind = kind;
        Exception = exception;
    }

    public FailureKind Kind { get; }

    public CcException Exception { get; }

    /// <summary>What the service asked to wait, where it did; it is not known to do so.</summary>
    public TimeSpan? RetryAfter { get; init; }
}
