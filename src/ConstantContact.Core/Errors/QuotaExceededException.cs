using System.Globalization;
using ConstantContact.Core.Base;

namespace ConstantContact.Core.Errors;

/// <summary>Today's allowance of requests is used up. It starts anew at 00:00 UTC; nothing is gained by waiting or by retrying.</summary>
public sealed class QuotaExceededException : CcException
{
    public QuotaExceededException(string message, DateTimeOffset resetsAt, Exception? innerException = null)
        : base(message, innerException)
    {
        ResetsAt = resetsAt;
    }

    public override string ErrorId => "CcQuotaExceeded";

    public override string RecommendedAction =>
        string.Format(
            CultureInfo.InvariantCulture,
            GoOn is null
                ? "Run the rest after {0:yyyy-MM-dd HH:mm} UTC, or use the bulk import, which sends thousands of contacts in one request."
                : "After {0:yyyy-MM-dd HH:mm} UTC: {1}",
            ResetsAt.UtcDateTime,
            GoOn);

    public override bool EndsTheRun => true;

    /// <summary>When the next day's allowance begins.</summary>
    public DateTimeOffset ResetsAt { get; }

    /// <summary>Rows of the run's input that were not attempted because of this.</summary>
    public long RowsUndone { get; private init; }

    private string? GoOn { get; init; }

    /// <summary>By this side's own count, or, where <paramref name="perDay"/> is null, because the service said so before.</summary>
    internal static QuotaExceededException Counted(long? perDay, DateTimeOffset resetsAt) => new(
        string.Format(
            CultureInfo.InvariantCulture,
            perDay is null ? "The service reports that today's allowance of requests is used up. {1}" : "Today's allowance of {0:N0} requests is used up. {1}",
            perDay,
            Anew(resetsAt)),
        resetsAt);

    /// <summary>The same at the end of a run, with what is left undone.</summary>
    /// <param name="rows">Rows of the input that were not attempted.</param>
    /// <param name="goOn">The command that does the rest, where there is one.</param>
    internal QuotaExceededException WithUndone(long rows, string? goOn = null) => rows == 0 && goOn is null
        ? this
        : new(rows == 0 ? Message : $"{Message} {Quantity.Of(rows, "row was", "rows were")} not attempted.", ResetsAt, this)
        {
            StatusCode = StatusCode,
            ErrorKey = ErrorKey,
            RowsUndone = rows,
            GoOn = goOn,
        };

    private static string Anew(DateTimeOffset resetsAt) =>
        string.Format(CultureInfo.InvariantCulture, "It resets at {0:yyyy-MM-dd HH:mm} UTC.", resetsAt.UtcDateTime);
}
