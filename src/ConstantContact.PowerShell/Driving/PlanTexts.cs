using System.Globalization;
using System.Text;
using ConstantContact.Core.Base;
using ConstantContact.Core.Plans;

namespace ConstantContact.PowerShell.Driving;

/// <summary>Texts about a plan for the person at the prompt.</summary>
internal static class PlanTexts
{
    public static string Status(PlanPhase phase, long done, long all) =>
        phase switch
        {
            PlanPhase.Reading => $"reading contacts: {Of(done, all)}",
            PlanPhase.Comparing => $"comparing rows: {Of(done, all)}",
            PlanPhase.Importing => "sending imports and waiting for them",
            PlanPhase.Jobs => "sending activities and waiting for them",
            PlanPhase.Writing => $"updating contacts one by one: {Of(done, all)}",
            _ => $"reading the contacts back: {Of(done, all)}",
        };

    /// <summary>One line for the whole, one for each part of its cost, one for each list that loses members.</summary>
    public static string Describe(PlanHeader plan)
    {
        var counts = string.Join(
            ", ",
            plan.Counts.Select(static c =>
                string.Format(CultureInfo.InvariantCulture, "{0:N0} {1}", c.Value, Word(c.Key, c.Value))
            )
        );
        var text = new StringBuilder($"Plan {plan.PlanId}: {(counts.Length == 0 ? "no entries" : counts)}.");
        if (plan.Forecast.Requests == 0)
        {
            return text.Append(" Nothing has to be sent.").ToString();
        }

        text.Append($" It takes {plan.Forecast}.");
        foreach (var route in plan.Forecast.Routes)
        {
            var contacts = route.Contacts == 0 ? "" : $"{Quantity.Of(route.Contacts, "contact")}, ";
            text.Append($"\n  {route.Label}: {contacts}{Quantity.Of(route.Requests, "request")}");
        }

        foreach (var removal in plan.Removals)
        {
            text.Append($"\n  removes {removal}");
        }

        return text.ToString();
    }

    private static string Word(string action, long count) =>
        action switch
        {
            PlanAction.Update => Quantity.Noun(count, "update"),
            PlanAction.Create => Quantity.Noun(count, "new contact"),
            PlanAction.Restore => "restored",
            PlanAction.Delete => Quantity.Noun(count, "deletion"),
            PlanAction.Unchanged => "unchanged",
            PlanAction.Suppressed => "suppressed",
            PlanAction.Failed => Quantity.Noun(count, "row that cannot be used", "rows that cannot be used"),
            PlanAction.Merged => "written with another row",
            PlanAction.Kept => Quantity.Noun(count, "change left as it is", "changes left as they are"),
            _ => action,
        };

    private static string Of(long done, long all) =>
        string.Format(CultureInfo.InvariantCulture, "{0:N0} of {1:N0}", done, all);
}
