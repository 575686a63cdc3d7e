namespace ConstantContact.Core.Plans;

/// <summary>The phase of a plan, for progress.</summary>
public enum PlanPhase
{
    Reading,
    Comparing,
    Importing,
    Jobs,
    Writing,
    Proving,
}
