using System.Net;
using System.Text.Json;
using ConstantContact.Core.Base;
using ConstantContact.Core.Errors;
using ConstantContact.Core.Resilience;

namespace ConstantContact.Core.Http;

/// <summary>
/// The failures of one exchange whose answer cannot be used, although its status promised one. For answers that report an
/// error, see <see cref="AnswerErrors"/>; for a broken connection, <see cref="NetworkFailure"/>.
/// </summary>
internal static class ExchangeFailures
{
    public static AttemptFailure TimedOut(IRequestFacts request, string why, Exception exception) =>
        new(
            FailureKind.Ambiguous,
            new ApiTimeoutException($"{request.Method} {request.PathTemplate}: {why}.", innerException: exception)
            {
                MayHaveArrived = true,
            }
        );

    /// <summary>An answer had begun, so the request has already taken effect.</summary>
    public static AttemptFailure Broken(IRequestFacts request, HttpStatusCode? status, Exception exception) =>
        new(
            FailureKind.Ambiguous,
            new ConnectionFailedException(
                $"{request.Method} {request.PathTemplate}: the connection broke while the answer was being read.",
                innerException: exception
            )
            {
                MayHaveArrived = true,
                StatusCode = status,
            }
        );

    public static AttemptFailure NotReady(IRequestFacts request, HttpStatusCode status) =>
        new(
            FailureKind.NotReady,
            new ApiTimeoutException(
                $"{request.Method} {request.PathTemplate}: the service did not prepare the answer in time."
            )
            {
                StatusCode = status,
            }
        );

    public static AttemptFailure TooLarge(IRequestFacts request, HttpStatusCode status, long limit) =>
        Unusable(
            request,
            status,
            $"the answer is larger than the limit of {Quantity.Of(limit, "byte")}.",
            innerException: null
        );

    public static AttemptFailure WebPage(IRequestFacts request, HttpStatusCode status, string excerpt) =>
        Unusable(request, status, $"the answer is a web page, not JSON.{Begins(excerpt)}", innerException: null);

    // The parser's own messages may quote the text that caused the error.
    public static AttemptFailure NotUnderstood(
        IRequestFacts request,
        HttpStatusCode status,
        string excerpt,
        JsonException exception
    ) =>
        Unusable(
            request,
            status,
            $"the answer cannot be understood. {ShownText.Line(Redaction.Trace(exception.Message))}{Begins(excerpt)}",
            exception
        );

    public static AttemptFailure NotDecompressed(
        IRequestFacts request,
        HttpStatusCode status,
        string excerpt,
        Exception exception
    ) => Unusable(request, status, $"the answer cannot be decompressed.{Begins(excerpt)}", exception);

    private static string Begins(string excerpt) =>
        excerpt.Length == 0 ? " It is empty." : $" It begins: {ShownText.Line(excerpt)}";

    private static AttemptFailure Unusable(
        IRequestFacts request,
        HttpStatusCode status,
        string why,
        Exception? innerException
    ) =>
        new(
            FailureKind.Final,
            new UnexpectedResponseException(
                $"{request.Method} {request.PathTemplate}: {why}",
                innerException: innerException
            )
            {
                StatusCode = status,
                MayHaveArrived = true,
            }
        );
}
