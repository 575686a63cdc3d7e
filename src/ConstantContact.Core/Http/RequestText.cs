using System.Net.Http;
using ConstantContact.Core.Base;

namespace ConstantContact.Core.Http;

/// <summary>A request in readable form: its request line and its body, produced by the code that sends it.</summary>
public static class RequestText
{
    /// <summary>Holds an activity of 500 ids. Chunks of an import are larger.</summary>
    private const int LongestTrace = 50_000;

    /// <summary>
    /// Returns, for instance, <c>PUT /v3/contact_lists/ID</c>, with the body on the next line if there is one.
    /// </summary>
    public static async Task<string> OfAsync<T>(ApiRequest<T> request, Uri baseUri)
    {
        var line =
            $"{request.Method} "
            + $"{new ApiRoot(baseUri).Address(request.PathTemplate, request.PathValues, request.Query).PathAndQuery}";
        if (request.Body is null)
        {
            return line;
        }

        using var body = request.Body();
        return $"{line}\n{await body.ReadAsStringAsync().ConfigureAwait(false)}";
    }

    /// <summary>The body for a trace: its text, or its size if it is large or no JSON.</summary>
    internal static async Task<string> BodyAsync(Func<HttpContent> make)
    {
        using var body = make();
        var length = body.Headers.ContentLength;
        var type = body.Headers.ContentType?.MediaType;
        return type == "application/json" && length <= LongestTrace
            ? await body.ReadAsStringAsync().ConfigureAwait(false)
            : $"({(length is { } bytes ? Quantity.Of(bytes, "byte") : "a stream")} of {type})";
    }
}
