using ConstantContact.Core.Base;
using ConstantContact.Core.Errors;
using ConstantContact.Core.Http;

namespace ConstantContact.Core.Plans;

/// <summary>Checks of a plan before it is applied for the first time.</summary>
public static class PlanChecks
{
    /// <param name="plan">The plan.</param>
    /// <param name="baseUri">The API's root, as the connection has it.</param>
    /// <exception cref="InvalidInputException"><c>CcPlanForeign</c>: the plan was made for another service.</exception>
    public static void Service(PlanHeader plan, Uri baseUri) => Service(plan.BaseUri, baseUri);

    /// <exception cref="InvalidInputException"><c>CcPlanTooOld</c>.</exception>
    public static void Age(PlanHeader plan, TimeSpan most, TimeProvider time)
    {
        var age = time.GetUtcNow() - plan.CreatedAt;
        if (age > most)
        {
            throw PlanErrors.TooOld(plan, age, most);
        }
    }

    /// <summary>Looks before the first request whether the rest of today's allowance suffices.</summary>
    /// <param name="plan">The plan.</param>
    /// <param name="client">The account that it is for.</param>
    /// <returns>
    /// The error that applying the plan now would end with, and what would fit; null where it suffices.
    /// </returns>
    public static QuotaExceededException? Shortage(Plan plan, ApiClient client)
    {
        long needed = plan.Header.Forecast.Requests,
            left = client.Allowance.Left;
        if (needed <= left || !plan.Writing.Any())
        {
            return null;
        }

        var fitting = (long)Math.Floor(plan.Writing.LongCount() * (double)left / needed);
        return new QuotaExceededException(
            $"The plan needs {Quantity.Of(needed, "request")}, and "
                + $"{Quantity.Of(left, "request is", "requests are")} left today. "
                + $"A plan of about {Quantity.Of(fitting, "contact")} would fit today.",
            client.Allowance.ResetsAt
        );
    }

    internal static void Service(string planned, Uri baseUri)
    {
        if (!string.Equals(planned.TrimEnd('/'), baseUri.AbsoluteUri.TrimEnd('/'), StringComparison.OrdinalIgnoreCase))
        {
            throw PlanErrors.Foreign("service", planned, baseUri.AbsoluteUri);
        }
    }
}
