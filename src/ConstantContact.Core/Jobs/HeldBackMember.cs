using ConstantContact.Core.Base;

namespace ConstantContact.Core.Jobs;

/// <summary>A contact that was left out of a bulk operation, and the reason.</summary>
public sealed record HeldBackMember(string ContactId, string? EmailAddress, string Reason)
{
    public override string ToString() => ShownText.Line($"{EmailAddress ?? ContactId} ({Reason})");
}
