using System.IO;
using System.Net;
using System.Net.Http;
using System.Net.Http.Headers;
using System.Text;
using ConstantContact.Core.Base;
using ConstantContact.Core.Errors;
using ConstantContact.Core.Resilience;

namespace ConstantContact.Core.Http;

/// <summary>Creates the typed failure for an answer that the request does not expect.</summary>
internal static class AnswerErrors
{
    /// <summary>Error texts are short. Only this many bytes are read.</summary>
    private const int MaxErrorBytes = 64 * 1024;

    /// <summary>A longer text does not help the reader.</summary>
    private const int MaxErrorText = 1000;

    public static async Task<AttemptFailure> ReadAsync(
        HttpResponseMessage response,
        IRequestFacts request,
        DateTimeOffset now,
        CancellationToken cancellationToken
    )
    {
        var body = await ReadBodyAsync(response, cancellationToken).ConfigureAwait(false);
        var error = ApiErrorParser.Parse(body);
        var token = response.RequestMessage?.Headers.Authorization?.Parameter;
        var said = Said(error, response, body, token);
        var name = $"{request.Method} {request.PathTemplate}";
        var status = response.StatusCode;
        var code = (int)status;
        return code switch
        {
            401 => new AttemptFailure(
                FailureKind.Unauthorized,
                Named(new AuthenticationFailedException($"{name}: the service refused the access token (401).{said}"))
            ),
            403 => Final(
                new ForbiddenException(
                    $"{name}: the service does not allow this request (403).{said}",
                    request.Scope,
                    request.Privilege
                )
            ),
            404 => Final(
                error is not null && Item(request) is { } missing
                    ? NotFoundException.WithId(missing.Kind, missing.Id)
                    : new NotFoundException(
                        $"{name}: the service found nothing at this address (404).{said}",
                        "Check the path and the address of the API (-BaseUri)."
                    )
            ),
            409 => Final(
                new ConflictException(
                    $"{name}: {(Item(request) is { } item ? $"the {item.Kind} '{ShownText.Line(item.Id)}'" : "this item")} already exists, or another user or program is changing it (409).{said}",
                    ConflictException.FindContactId(error?.Message)
                )
            ),
            429 => TooMany(),
            500 or 502 or 503 or 504 => Unavailable(FailureKind.Ambiguous),
            >= 500 or 408 => Unavailable(FailureKind.Final),
            >= 400 => Final(new InvalidRequestException($"{name}: the service refused the request ({code}).{said}")),
            >= 300 => Final(
                Unexpected(
                    $"{name}: the service answered with a redirect ({code}){To(response)}, which is not " + "followed."
                )
            ),
            _ => Final(Unexpected($"{name}: the service answered with the unexpected status {code}.{said}")),
        };

        AttemptFailure TooMany() =>
            error?.Key switch
            {
                // The owner of the day's budget fills in the time of the reset.
                "quota_exceeded" => Final(
                    new QuotaExceededException(
                        $"{name}: today's allowance of requests is used up (429).{said}",
                        NextDay(now)
                    )
                ),
                not null and not "throttled" when request.QueueLimited => Final(
                    new QueueFullException($"{name}: the account's queue of bulk activities is full (429).{said}")
                ),
                _ => new AttemptFailure(
                    FailureKind.Throttled,
                    Named(new RateLimitedException($"{name}: too many requests per second (429).{said}"))
                )
                {
                    RetryAfter = RetryAfter(response.Headers.RetryAfter, now),
                },
            };

        AttemptFailure Unavailable(FailureKind kind) =>
            new(
                kind,
                Named(new ServiceUnavailableException($"{name}: the service failed ({code}).{said}"), arrived: true)
            )
            {
                RetryAfter = RetryAfter(response.Headers.RetryAfter, now),
            };

        AttemptFailure Final(CcException exception) =>
            new(FailureKind.Final, Named(exception, exception.MayHaveArrived));

        UnexpectedResponseException Unexpected(string message) => new(message) { MayHaveArrived = true };

        CcException Named(CcException exception, bool arrived = false)
        {
            exception.StatusCode = status;
            exception.ErrorKey = error?.Key is { } key ? Redaction.Secrets(key, token) : null;
            exception.MayHaveArrived = arrived;
            return exception;
        }
    }

    /// <summary>Seconds or a date. The service is not known to send either. Never negative.</summary>
    internal static TimeSpan? RetryAfter(RetryConditionHeaderValue? header, DateTimeOffset now)
    {
        var wait = header?.Delta ?? (header?.Date is { } date ? date - now : null);
        return wait is { } w && w < TimeSpan.Zero ? TimeSpan.Zero : wait;
    }

    private static DateTimeOffset NextDay(DateTimeOffset now) => new(now.UtcDateTime.Date.AddDays(1), TimeSpan.Zero);

    private static string Said(ApiError? error, HttpResponseMessage response, ReadOnlyMemory<byte> body, string? token)
    {
        if (error is not null)
        {
            var text = Redaction.Secrets(error.Message ?? error.Key, token);
            text = text.Length <= MaxErrorText ? text : text.Substring(0, MaxErrorText) + "...";
            text = ShownText.Line(text).TrimEnd();
            return " The service says: "
                + $"{text}{(text.Length > 0 && ".!?".IndexOf(text[text.Length - 1]) < 0 ? "." : string.Empty)}";
        }

        if (response.Content is not null && AnswerText.IsHtml(response.Content))
        {
            return " The answer is a web page, which may come from a proxy or a gateway.";
        }

        return body.IsEmpty
            ? string.Empty
            : $" The answer begins: {ShownText.Line(Redaction.Excerpt(body.Span, token))}";
    }

    /// <summary>The one item that the request names in its path, such as ("list", id); null if there is none.</summary>
    private static (string Kind, string Id)? Item(IRequestFacts request)
    {
        var (open, close) = (
            request.PathTemplate.LastIndexOf('{'),
            request.PathTemplate.LastIndexOf("_id}", StringComparison.Ordinal)
        );
        return
            open >= 0
            && close > open
            && request.PathValues.TryGetValue(request.PathTemplate.Substring(open + 1, close + 2 - open), out var id)
            ? (request.PathTemplate.Substring(open + 1, close - open - 1).Replace('_', ' '), id)
            : null;
    }

    // Only host and path, because a query may contain anything.
    private static string To(HttpResponseMessage response) =>
        response.Headers.Location is { IsAbsoluteUri: true } location ? $" to {location.Host}" : string.Empty;

    private static async Task<ReadOnlyMemory<byte>> ReadBodyAsync(
        HttpResponseMessage response,
        CancellationToken cancellationToken
    )
    {
        // On the .NET Framework, this is null if there is no body.
        if (response.Content is null)
        {
            return default;
        }

        var buffer = new byte[4096];
        using var body = new MemoryStream();
        try
        {
            using var stream = await AnswerText.OpenAsync(response.Content, cancellationToken).ConfigureAwait(false);
            int read;
            while (
                body.Length < MaxErrorBytes
                && (read = await stream.ReadAsync(buffer, 0, buffer.Length, cancellationToken).ConfigureAwait(false))
                    > 0
            )
            {
                body.Write(buffer, 0, read);
            }
        }
        catch (Exception e)
            when (!cancellationToken.IsCancellationRequested && (NetworkFailure.Is(e) || e is InvalidDataException))
        {
            // The status matters. Its text is lost, but the status is still reported.
        }

        var bytes = body.ToArray();
        return AnswerText.ForeignEncoding(response.Content) is { } encoding
            ? Encoding.UTF8.GetBytes(encoding.GetString(bytes))
            : bytes;
    }
}
