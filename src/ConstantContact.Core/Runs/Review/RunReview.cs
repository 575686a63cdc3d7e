using System.Globalization;
using ConstantContact.Core.Errors;

namespace ConstantContact.Core.Runs.Review;

/// <summary>A run as a page.</summary>
public static class RunReview
{
    /// <summary>The run, also one that is under way. Without its rows, where they are not kept.</summary>
    /// <param name="run">The record of the run.</param>
    /// <param name="rows">Reads the rows.</param>
    /// <param name="now">When the page is made.</param>
    /// <exception cref="InvalidInputException"><c>CcInvalidFile</c>.</exception>
    public static ReviewPage Of(RunRecord run, Func<IReadOnlyList<RowOutcome>> rows, DateTimeOffset now)
    {
        try
        {
            return Of(run, rows(), now);
        }
        catch (InvalidInputException e) when (e.ErrorId is "CcRunFinished" or "CcInvalidValue")
        {
            return Of(run, [], now) with { Notes = [$"{e.Message} {e.RecommendedAction}"] };
        }
    }

    internal static ReviewPage Of(RunRecord run, IReadOnlyList<RowOutcome> rows, DateTimeOffset now)
    {
        var page = new ReviewPage
        {
            Kind = "Run",
            Title = $"{run.Cmdlet}, run {run.RunId}",
            Lead = "",
            MadeAt = now,
            Counts = run.Counts,
            Cost = [.. Cost(run)],
            Facts = [.. Facts(run)],
            Entries = [.. rows.Select(Entry)],
        };
        return page with { Lead = Lead(run, page) };
    }

    private static ReviewEntry Entry(RowOutcome row) =>
        new()
        {
            Key =
                row.Email
                ?? row.ContactId
                ?? (
                    row.ActivityId is { } id
                        ? $"Activity {id}"
                        : $"Row {(row.Row ?? row.Position).ToString("N0", CultureInfo.InvariantCulture)}"
                ),
            ContactId = row.ContactId,
            Row = row.Row,
            Outcome = row.Outcome,
            Reason = row.Reason,
            ErrorId = row.ErrorId,
            Remedy = row.Remedy,
            Changes = row.Changes,
            Warnings = row.Warnings,
        };

    private static string Lead(RunRecord run, ReviewPage page)
    {
        var state = run.State switch
        {
            RunRecord.Running => "The run is under way. The page shows what is known so far.",
            RunRecord.Finished => "The run is finished.",
            _ => "The run is not finished.",
        };
        return $"{state} {page.TotalsText("row")}".TrimEnd();
    }

    private static IEnumerable<ReviewFact> Cost(RunRecord run)
    {
        yield return new(
            "Requests",
            run.Requests.ToString("N0", CultureInfo.InvariantCulture),
            run.Retries > 0 ? $"{run.Retries.ToString("N0", CultureInfo.InvariantCulture)} of them repeated" : null
        );
        if (run.ActivityIds.Count > 0)
        {
            yield return new("Bulk activities", run.ActivityIds.Count.ToString("N0", CultureInfo.InvariantCulture));
        }

        if (run.EndedAt is { } end && end >= run.StartedAt)
        {
            yield return new("From start to end", Duration(end - run.StartedAt));
        }

        if (run.Paced > TimeSpan.Zero)
        {
            yield return new("Waiting for a turn", Duration(run.Paced), "so that the account's allowance is kept");
        }

        if (run.Waited > TimeSpan.Zero)
        {
            yield return new("Waiting to repeat", Duration(run.Waited));
        }
    }

    private static IEnumerable<ReviewFact> Facts(RunRecord run)
    {
        yield return new("Run", run.RunId);
        yield return new("Service", run.BaseUri);
        if (run.Client is not null)
        {
            yield return new("Client", run.Client);
        }

        yield return new("Started", ReviewWriter.Time(run.StartedAt));
        if (run.EndedAt is { } end)
        {
            yield return new("Ended", ReviewWriter.Time(end));
        }

        if (run.ModuleVersion is not null)
        {
            yield return new("Module", run.ModuleVersion);
        }

        yield return new(
            run.State == RunRecord.Finished ? "Command" : "Command that continues the run",
            run.Command,
            IsCode: true
        );
    }

    internal static string Duration(TimeSpan time) =>
        time < TimeSpan.FromMinutes(1) ? string.Format(CultureInfo.InvariantCulture, "{0:0.#} s", time.TotalSeconds)
        : time < TimeSpan.FromHours(1) ? $"{time.Minutes} min {time.Seconds} s"
        : $"{(int)time.TotalHours} h {time.Minutes} min";
}
