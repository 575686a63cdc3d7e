using System.Globalization;
using System.Net;
using System.Net.Http;
using ConstantContact.Core.Base;
using ConstantContact.Core.Resilience;

namespace ConstantContact.Core.Http;

/// <summary>
/// One attempt of one request, for traces. Contains the path template, never an id, address or token; a body only where
/// the observer wants one.
/// </summary>
public sealed class ApiAttempt
{
    // A normal wait in the queue is not worth reporting.
    private static readonly TimeSpan Worthwhile = TimeSpan.FromSeconds(1);

    public required HttpMethod Method { get; init; }

    public required string PathTemplate { get; init; }

    /// <summary>
    /// The body that was sent, or its size if it is large or not JSON; null if there was none or the observer wants
    /// none.
    /// </summary>
    public string? Body { get; init; }

    /// <summary>Null if no answer arrived.</summary>
    public HttpStatusCode? Status { get; init; }

    public required TimeSpan Elapsed { get; init; }

    /// <summary>How long the attempt waited for its turn before it was sent.</summary>
    public TimeSpan Paced { get; init; }

    /// <summary>1 for the first attempt.</summary>
    public required int Number { get; init; }

    /// <summary>Today's allowance after this request.</summary>
    public required Allowance Allowance { get; init; }

    /// <summary>A warning about the shared allowance for the user. Set for one attempt only.</summary>
    public string? Warning { get; init; }

    public override string ToString() =>
        string.Format(
            CultureInfo.InvariantCulture,
            "{0} {1} -> {2}, {3:F0} ms{4}, attempt {5}, {6} left today",
            Method,
            PathTemplate,
            Status is { } status ? ((int)status).ToString(CultureInfo.InvariantCulture) : "no answer",
            Elapsed.TotalMilliseconds,
            Paced >= Worthwhile
                ? string.Format(
                    CultureInfo.InvariantCulture,
                    " after waiting {0:F1} s for its turn",
                    Paced.TotalSeconds
                )
                : string.Empty,
            Number,
            Quantity.Of(Allowance.Left, "request")
        );
}
