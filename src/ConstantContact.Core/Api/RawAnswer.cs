using System.Text.Json.Nodes;

namespace ConstantContact.Core.Api;

/// <summary>An unprocessed answer: JSON, text of another type, or nothing.</summary>
public sealed class RawAnswer
{
    public RawAnswer(JsonNode? json, string? text, IReadOnlyDictionary<string, string[]> headers)
    {
        Json = json;
        Text = text;
        Headers = headers;
    }

    public JsonNode? Json { get; }

    public string? Text { get; }

    public IReadOnlyDictionary<string, string[]> Headers { get; }
}
