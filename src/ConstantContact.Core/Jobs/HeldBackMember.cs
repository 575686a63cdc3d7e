using ConstantContact.Core.Base;

namespace ConstantContact.Core.Jobs;

/// <summary>Somebody who was left out of a bulk operation, and why.</summary>
public sealed record HeldBackMember(string ContactId, string? EmailAddress, string Reason)
{
    public override string ToString() => ShownText.Line($"{EmailAddress ?? ContactId} ({Reason})");
}
