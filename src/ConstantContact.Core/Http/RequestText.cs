using System.Net.Http;

namespace ConstantContact.Core.Http;

/// <summary>A request in readable form: its request line and its body, produced by the code that sends it.</summary>
public static class RequestText
{
    /// <summary>
    /// Returns, for instance, <c>PUT /v3/contact_lists/ID</c>, with the body on the next line if there is one.
    /// </summary>
    public static async Task<string> OfAsync<T>(ApiRequest<T> request, Uri baseUri)
    {
        var line = $"{request.Method} {new ApiRoot(baseUri).Address(request.PathTemplate, request.PathValues, request.Query).PathAndQuery}";
        if (request.Body is null)
        {
            return line;
        }

        using var body = request.Body();
        return $"{line}\n{await body.ReadAsStringAsync().ConfigureAwait(false)}";
    }
}
