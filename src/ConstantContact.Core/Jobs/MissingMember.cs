using ConstantContact.Core.Errors;

namespace ConstantContact.Core.Jobs;

/// <summary>Somebody whom a bulk operation was given and who could not be found.</summary>
public sealed record MissingMember(MemberWish Wish, CcException Error);
