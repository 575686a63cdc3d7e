using ConstantContact.Core.Errors;

namespace ConstantContact.Core.Plans;

/// <summary>What is asked of a plan before it is applied for the first time.</summary>
public static class PlanChecks
{
    /// <param name="plan">The plan.</param>
    /// <param name="baseUri">The API's root, as the connection has it.</param>
    /// <exception cref="InvalidInputException"><c>CcPlanForeign</c>: the plan was made for another service.</exception>
    public static void Service(PlanHeader plan, Uri baseUri) => Service(plan.BaseUri, baseUri);

    /// <exception cref="InvalidInputException"><c>CcPlanTooOld</c>.</exception>
    public static void Age(PlanHeader plan, TimeSpan most, TimeProvider time)
    {
        TimeSpan age = time.GetUtcNow() - plan.CreatedAt;
        if (age > most)
        {
            throw PlanErrors.TooOld(plan, age, most);
        }
    }

    internal static void Service(string planned, Uri baseUri)
    {
        if (!string.Equals(planned.TrimEnd('/'), baseUri.AbsoluteUri.TrimEnd('/'), StringComparison.OrdinalIgnoreCase))
        {
            throw PlanErrors.Foreign("service", planned, baseUri.AbsoluteUri);
        }
    }
}
