using ConstantContact.Core.Errors;

namespace ConstantContact.Core.Resilience;

/// <summary>Why an attempt failed; the input for the decision about the next attempt.</summary>
internal sealed class AttemptFailure
{
    public AttemptFailure(FailureKind kind, CcException exception)
    {
        Kind = kind;
        Exception = exception;
    }

    public FailureKind Kind { get; }

    public CcException Exception { get; }

    /// <summary>The wait that the service asked for, if any. The service is not known to send one.</summary>
    public TimeSpan? RetryAfter { get; init; }
}
