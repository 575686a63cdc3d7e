namespace ConstantContact.Core.Plans;

/// <summary>What is going on with a plan, for progress.</summary>
public enum PlanPhase
{
    Reading,
    Comparing,
    Importing,
    Jobs,
    Writing,
    Proving,
}
