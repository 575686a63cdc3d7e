using System.Text.Json;

namespace ConstantContact.Core.Errors;

/// <summary>
/// Reads the known shapes of error answers: an array of <c>error_key</c>/<c>error_message</c> from the contact
/// services, one such object from the gateway, <c>error</c>/<c>error_description</c> from the OAuth server, and
/// <c>errorCode</c>/<c>errorSummary</c> from the Okta server behind it.
/// </summary>
public static class ApiErrorParser
{
    private static readonly string[] KeyNames = ["error_key", "error", "errorCode"];

    private static readonly string[] MessageNames = ["error_message", "error_description", "errorSummary", "message"];

    /// <summary>
    /// Returns null if the body is not JSON or has none of the known members. Never throws, whatever the server sent.
    /// </summary>
    public static ApiError? Parse(ReadOnlyMemory<byte> utf8Body)
    {
        try
        {
            using var document = JsonDocument.Parse(WithoutMark(utf8Body));
            string? key = null;
            var messages = new List<string>();
            Collect(document.RootElement, ref key, messages);
            return key is null && messages.Count == 0
                ? null
                : new ApiError(key, messages.Count == 0 ? null : string.Join("; ", messages));
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private static ReadOnlyMemory<byte> WithoutMark(ReadOnlyMemory<byte> body) =>
        body.Length >= 3 && body.Span[0] == 0xEF && body.Span[1] == 0xBB && body.Span[2] == 0xBF ? body.Slice(3) : body;

    private static void Collect(JsonElement element, ref string? key, List<string> messages)
    {
        if (element.ValueKind == JsonValueKind.Array)
        {
            foreach (var item in element.EnumerateArray())
            {
                Collect(item, ref key, messages);
            }

            return;
        }

        if (element.ValueKind != JsonValueKind.Object)
        {
            return;
        }

        key ??= FirstText(element, KeyNames);
        if (FirstText(element, MessageNames) is { } message)
        {
            messages.Add(message);
        }

        // Okta lists the individual errors beside its summary.
        if (element.TryGetProperty("errorCauses", out var causes) && causes.ValueKind == JsonValueKind.Array)
        {
            Collect(causes, ref key, messages);
        }
    }

    private static string? FirstText(JsonElement element, string[] names)
    {
        foreach (var name in names)
        {
            if (
                element.TryGetProperty(name, out var value)
                && value.ValueKind == JsonValueKind.String
                && value.GetString() is { Length: > 0 } text
            )
            {
                return text;
            }
        }

        return null;
    }
}
