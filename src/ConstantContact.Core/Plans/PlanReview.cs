using System.Globalization;
using System.IO;
using ConstantContact.Core.Base;
using ConstantContact.Core.Runs.Review;

namespace ConstantContact.Core.Plans;

/// <summary>A plan as a page, for the person who has to agree.</summary>
public static class PlanReview
{
    /// <param name="plan">The plan as its file has it.</param>
    /// <param name="path">The file.</param>
    /// <param name="now">When the page is made.</param>
    public static ReviewPage Of(Plan plan, string path, DateTimeOffset now)
    {
        var page = new ReviewPage
        {
            Kind = "Plan",
            Title = Path.GetFileName(path),
            Lead = "",
            MadeAt = now,
            Notes = [.. Notes(plan)],
            Cost = [.. Cost(plan.Header.Forecast)],
            Facts = [.. Facts(plan.Header, path)],
            Entries = [.. plan.Entries.Select(Entry)],
        };
        var takesBack = plan.Header.Undoes is { } run ? $"The plan takes back what the run {run} changed. " : "";
        return page with
        {
            Lead = $"{takesBack}{page.TotalsText("entry", "entries")} Making a plan sends nothing to the account.",
        };
    }

    private static ReviewEntry Entry(PlanEntry entry) =>
        new()
        {
            Key =
                entry.Email
                ?? entry.ContactId
                ?? $"Row {(entry.Row ?? entry.Position).ToString("N0", CultureInfo.InvariantCulture)}",
            ContactId = entry.ContactId,
            Row = entry.Row,
            Outcome = entry.Action,
            Route = entry.Routes.Count == 0 ? null : string.Join(", ", entry.Routes.Select(PlanRouteForecast.LabelOf)),
            Reason = entry.Reason,
            ErrorId = entry.ErrorId,
            Remedy = entry.Remedy,
            Changes = entry.Shown,
            Warnings = entry.Warnings,
        };

    private static IEnumerable<string> Notes(Plan plan)
    {
        foreach (var removal in plan.Header.Removals)
        {
            yield return $"The plan removes {removal}.";
        }

        var deleted = plan.Entries.Count(static e => e.Action == PlanAction.Delete);
        if (deleted > 0)
        {
            yield return $"The plan deletes {Quantity.Of(deleted, "contact")}.";
        }

        var restored = plan.Entries.Count(static e => e.Action == PlanAction.Restore);
        if (restored > 0)
        {
            yield return $"The plan restores {Quantity.Of(restored, "deleted contact")}.";
        }
    }

    private static IEnumerable<ReviewFact> Cost(PlanForecast forecast)
    {
        yield return new(
            "All requests",
            forecast.Requests.ToString("N0", CultureInfo.InvariantCulture),
            $"about {Quantity.Of((long)Math.Ceiling(forecast.Duration.TotalMinutes), "minute")}"
        );
        foreach (var part in forecast.Routes)
        {
            yield return new(
                ReviewField.Words(part.Label),
                part.Requests.ToString("N0", CultureInfo.InvariantCulture),
                part.Contacts == 0 ? null : Quantity.Of(part.Contacts, "contact")
            );
        }
    }

    private static IEnumerable<ReviewFact> Facts(PlanHeader plan, string path)
    {
        yield return new("Plan", plan.PlanId);
        if (plan.Account is not null)
        {
            yield return new("Account", plan.Account);
        }

        yield return new("Service", plan.BaseUri);
        yield return new(
            "Source",
            plan.SourcePath is null ? "the pipeline" : Path.GetFileName(plan.SourcePath),
            Quantity.Of(plan.Rows, "row")
        );
        yield return new("Created", ReviewWriter.Time(plan.CreatedAt));

        // Who agrees, agrees to this: the plan is refused if its file does not fit the hash.
        yield return new("SHA-256 of the plan", plan.Hash, IsCode: true);
        yield return new(
            "To apply the plan",
            $"Invoke-CcPlan '{Path.GetFileName(path).Replace("'", "''")}'",
            IsCode: true
        );
    }
}
