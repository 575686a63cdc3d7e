using ConstantContact.Core.Errors;

namespace ConstantContact.Core.Consent;

/// <summary>The decision of the guard.</summary>
public sealed class ConsentDecision
{
    private ConsentDecision(ConsentVerdict verdict, string? reason, CcException? refusal)
    {
        Verdict = verdict;
        Reason = reason;
        Refusal = refusal;
    }

    public ConsentVerdict Verdict { get; }

    /// <summary>A sentence for the report. Null for <see cref="ConsentVerdict.Go"/>.</summary>
    public string? Reason { get; }

    /// <summary>The error of <see cref="ConsentVerdict.Refused"/>.</summary>
    public CcException? Refusal { get; }

    /// <exception cref="CcException">The verdict is <see cref="ConsentVerdict.Refused"/>.</exception>
    public void ThrowIfRefused()
    {
        if (Refusal is not null)
        {
            throw Refusal;
        }
    }

    internal static ConsentDecision Go { get; } = new(ConsentVerdict.Go, null, null);

    internal static ConsentDecision WithoutLists(string reason) => new(ConsentVerdict.WithoutLists, reason, null);

    internal static ConsentDecision HeldBack(string reason) => new(ConsentVerdict.HeldBack, reason, null);

    internal static ConsentDecision Unneeded(string reason) => new(ConsentVerdict.Unneeded, reason, null);

    internal static ConsentDecision Refused(CcException refusal) =>
        new(ConsentVerdict.Refused, refusal.Message, refusal);
}
