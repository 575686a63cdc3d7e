using ConstantContact.Core.Errors;

namespace ConstantContact.Core.Plans;

/// <summary>What is asked of a plan before it is applied for the first time.</summary>
public static class PlanChecks
{
    /// <exception cref="InvalidInputException"><c>CcPlanTooOld</c>.</exception>
    public static void Age(PlanHeader plan, TimeSpan most, TimeProvider time)
    {
        TimeSpan age = time.GetUtcNow() - plan.CreatedAt;
        if (age > most)
        {
            throw PlanErrors.TooOld(plan, age, most);
        }
    }
}
