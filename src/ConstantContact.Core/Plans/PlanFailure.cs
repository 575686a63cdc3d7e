using ConstantContact.Core.Errors;

namespace ConstantContact.Core.Plans;

/// <summary>A row that a plan cannot use.</summary>
/// <param name="Row">The source row, from 1; null where the contact was named by parameters.</param>
/// <param name="Error">Why.</param>
/// <param name="Input">What the user gave, for the error record's target.</param>
public sealed record PlanFailure(long? Row, CcException Error, object? Input);
