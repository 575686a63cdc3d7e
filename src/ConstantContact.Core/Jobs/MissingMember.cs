using ConstantContact.Core.Errors;

namespace ConstantContact.Core.Jobs;

/// <summary>A contact that a bulk operation was given and that could not be found.</summary>
public sealed record MissingMember(RequestedMember Member, CcException Error);
