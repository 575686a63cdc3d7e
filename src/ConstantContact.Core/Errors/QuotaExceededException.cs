using System;
using System.Globalization;

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
            "Run the rest after {0:yyyy-MM-dd HH:mm} UTC, or hand it to the bulk import, which takes thousands of contacts in one request.",
            ResetsAt.UtcDateTime);

    public override bool EndsTheRun => true;

    /// <summary>When the next day's allowance begins.</summary>
    public DateTimeOffset ResetsAt { get; }
}
