using System;
using System.Net;
using System.Net.Http;

namespace ConstantContact.Core.Http;

/// <summary>One attempt of one request, for traces. Holds the path template, never an id, address or token.</summary>
public sealed class ApiAttempt
{
    public required HttpMethod Method { get; init; }

    public required string PathTemplate { get; init; }

    /// <summary>Null where no answer came.</summary>
    public HttpStatusCode? Status { get; init; }

    public required TimeSpan Elapsed { get; init; }

    /// <summary>How long the attempt waited for its turn before it was sent.</summary>
    public TimeSpan Paced { get; init; }

    /// <summary>1 for the first.</summary>
    public required int Number { get; init; }

    /// <summary>Requests left of today's allowance, as far as this process knows.</summary>
    public required long BudgetLeft { get; init; }

    public override string ToString() =>
        $"{Method} {PathTemplate} -> {(Status is { } s ? ((int)s).ToString(System.Globalization.CultureInfo.InvariantCulture) : "no answer")}, " +
        $"{Elapsed.TotalMilliseconds:F0} ms, attempt {Number}, {BudgetLeft} requests left today";
}
