using System.Globalization;
using ConstantContact.Core.Base;

namespace ConstantContact.Core.Errors;

/// <summary>
/// Today's allowance of requests is used up. It resets at 00:00 UTC; waiting a little or retrying does not help.
/// </summary>
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
            Continuation is null
                ? "Run the command again after {0:yyyy-MM-dd HH:mm} UTC."
                : "After {0:yyyy-MM-dd HH:mm} UTC: {1}",
            ResetsAt.UtcDateTime,
            Continuation
        );

    public override bool EndsTheRun => true;

    /// <summary>When the next day's allowance begins.</summary>
    public DateTimeOffset ResetsAt { get; }

    /// <summary>The number of input rows that were not attempted because of this error.</summary>
    public long RowsUndone { get; private init; }

    private string? Continuation { get; init; }

    /// <summary>
    /// From this side's own count, or, if <paramref name="perDay"/> is null, because the service reported it earlier.
    /// </summary>
    internal static QuotaExceededException Counted(long? perDay, DateTimeOffset resetsAt) =>
        new(
            string.Format(
                CultureInfo.InvariantCulture,
                perDay is null
                    ? "The service reports that today's allowance of requests is used up. {1}"
                    : "Today's allowance of {0} is used up. {1}",
                Quantity.Of(perDay ?? 0, "request"),
                ResetText(resetsAt)
            ),
            resetsAt
        );

    /// <summary>The same error for the end of a run, with the number of rows that were not attempted.</summary>
    /// <param name="rows">Rows of the input that were not attempted.</param>
    /// <param name="continuation">The command that processes the rest; null if there is none.</param>
    internal QuotaExceededException WithUndone(long rows, string? continuation = null) =>
        rows == 0 && continuation is null
            ? this
            : new(
                rows == 0 ? Message : $"{Message} {Quantity.Of(rows, "row was", "rows were")} not attempted.",
                ResetsAt,
                this
            )
            {
                StatusCode = StatusCode,
                ErrorKey = ErrorKey,
                RowsUndone = rows,
                Continuation = continuation,
            };

    private static string ResetText(DateTimeOffset resetsAt) =>
        string.Format(CultureInfo.InvariantCulture, "It resets at {0:yyyy-MM-dd HH:mm} UTC.", resetsAt.UtcDateTime);
}
