using System.Net.Http;

namespace ConstantContact.Core.Http;

/// <summary>A request as a person reads it: its line and its body, made by what sends it.</summary>
public static class RequestText
{
    /// <summary>Such as <c>PUT /v3/contact_lists/ID</c>, and the body in the next line where there is one.</summary>
    public static async Task<string> OfAsync<T>(ApiRequest<T> request, Uri baseUri)
    {
        var line = $"{request.Method} {new ApiRoot(baseUri).Address(request.PathTemplate, request.PathValues, request.Query).PathAndQuery}";
        if (request.Body is null)
        {
            return line;
        }

        using HttpContent body = request.Body();
        return $"{line}\n{await body.ReadAsStringAsync().ConfigureAwait(false)}";
    }
}
