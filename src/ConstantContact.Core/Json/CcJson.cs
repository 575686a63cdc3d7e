using System.Buffers;
using System.IO;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace ConstantContact.Core.Json;

/// <summary>
/// The only place that reads and writes JSON. Unreadable JSON causes a <see cref="JsonException"/>; the send method
/// turns it into a <see cref="Errors.UnexpectedResponseException"/> with the request's name and an excerpt.
/// </summary>
public static class CcJson
{
    private const int MaxDepth = 64;

    // Keeps previews readable: a body shows "ö" and "+" as they are. This is safe because the body is sent as UTF-8
    // JSON, never inside HTML. Emoji are still escaped, because this encoder cannot allow characters beyond the first
    // 65,536.
    private static readonly JsonWriterOptions Compact = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    // The default encoder: ASCII, and nothing in it that HTML would understand.
    private static readonly JsonWriterOptions InMarkup = new() { Encoder = JavaScriptEncoder.Default };

    private static readonly JsonWriterOptions Indented = new()
    {
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        Indented = true,
    };

    /// <summary>Reads one JSON value that owns its memory.</summary>
    public static Task<JsonElement> ReadElementAsync(Stream stream, CancellationToken cancellationToken) =>
        ReadAsync(stream, static root => root.Clone(), cancellationToken);

    public static Task<JsonNode?> ReadNodeAsync(Stream stream, CancellationToken cancellationToken) =>
        ReadAsync(stream, static root => ToNode(root.Clone()), cancellationToken);

    public static Task<JsonObject> ReadObjectAsync(Stream stream, CancellationToken cancellationToken) =>
        ReadAsync(stream, static root => ToObject(root.Clone()), cancellationToken);

    /// <summary>Reads one JSON value and converts it.</summary>
    /// <param name="stream">Read to its end.</param>
    /// <param name="make">
    /// Converts the value, which is valid only during the call. Clone it to keep it: one of a page's 500 contacts then
    /// keeps only its own bytes in memory, not the whole page.
    /// </param>
    /// <param name="cancellationToken">Stops reading.</param>
    public static async Task<T> ReadAsync<T>(
        Stream stream,
        Func<JsonElement, T> make,
        CancellationToken cancellationToken
    )
    {
        var buffer = ArrayPool<byte>.Shared.Rent(16 * 1024);
        try
        {
            var length = 0;
            while (true)
            {
                if (length == buffer.Length)
                {
                    var larger = ArrayPool<byte>.Shared.Rent(checked(buffer.Length * 2));
                    Buffer.BlockCopy(buffer, 0, larger, 0, length);
                    GiveBack(buffer);
                    buffer = larger;
                }

#if NET
                var read = await stream.ReadAsync(buffer.AsMemory(length), cancellationToken).ConfigureAwait(false);
#else
                var read = await stream
                    .ReadAsync(buffer, length, buffer.Length - length, cancellationToken)
                    .ConfigureAwait(false);
#endif
                if (read == 0)
                {
                    using var document = Document(buffer.AsMemory(0, length));
                    return make(document.RootElement);
                }

                length += read;
            }
        }
        finally
        {
            GiveBack(buffer);
        }

        // Pages contain personal data. Clear the buffer, because other code of the process rents from the same pool.
        static void GiveBack(byte[] rented) => ArrayPool<byte>.Shared.Return(rented, clearArray: true);
    }

    /// <summary>
    /// Parses one JSON value. Refuses an object with a duplicate name, because keeping one of the two values would lose
    /// the other when the object is sent back.
    /// </summary>
    public static JsonElement Parse(ReadOnlySpan<byte> utf8)
    {
        using var document = Document(utf8.ToArray());
        return document.RootElement.Clone();
    }

    /// <summary>Creates a node without a parent, so it can be added to any document.</summary>
    public static JsonNode? ToNode(JsonElement element) =>
        element.ValueKind switch
        {
            JsonValueKind.Null or JsonValueKind.Undefined => null,
            JsonValueKind.Object => JsonObject.Create(element),
            JsonValueKind.Array => JsonArray.Create(element),
            _ => JsonValue.Create(element),
        };

    public static JsonObject ToObject(JsonElement element) =>
        element.ValueKind == JsonValueKind.Object
            ? JsonObject.Create(element)!
            : throw new JsonException($"Expected a JSON object, but found {Describe(element.ValueKind)}.");

    /// <summary>
    /// Compact UTF-8 without a byte order mark. The same node always gives the same bytes, and numbers keep their
    /// original digits.
    /// </summary>
    public static byte[] ToUtf8(JsonNode? node) => Write(node, Compact);

    /// <summary>For display only. <see cref="ToUtf8"/> produces what is sent.</summary>
    public static string ToIndentedText(JsonNode? node)
    {
        try
        {
            return Encoding.UTF8.GetString(Write(node, Indented));
        }
        catch (InvalidOperationException)
        {
            return Encoding.UTF8.GetString(Write(Readable(node), Indented));
        }
    }

    /// <summary>
    /// For a script element of an HTML page. Markup, quotes and all characters beyond ASCII are escaped, so that no
    /// value ends the element or begins a comment. Invalid Unicode is replaced.
    /// </summary>
    public static string ToScriptText(JsonNode? node) => Encoding.UTF8.GetString(Write(node, InMarkup));

    public static string ToText(JsonNode? node) => Encoding.UTF8.GetString(ToUtf8(node));

    internal static string Describe(JsonValueKind kind) =>
        kind switch
        {
            JsonValueKind.Object => "an object",
            JsonValueKind.Array => "an array",
            JsonValueKind.String => "a string",
            JsonValueKind.Number => "a number",
            JsonValueKind.True or JsonValueKind.False => "a boolean",
            _ => "null",
        };

    /// <summary>A copy in which invalid Unicode is replaced by text that can be shown.</summary>
    private static JsonNode? Readable(JsonNode? node) =>
        node switch
        {
            JsonObject o => new JsonObject(
                o.Select(static m => new KeyValuePair<string, JsonNode?>(m.Key, Readable(m.Value)))
            ),
            JsonArray a => new JsonArray([.. a.Select(Readable)]),
            JsonValue v when v.GetValueKind() == JsonValueKind.String => JsonValue.Create(JsonRead.Text(v)),
            _ => node?.DeepClone(),
        };

    private static byte[] Write(JsonNode? node, JsonWriterOptions options)
    {
        using var stream = new MemoryStream();
        using (var writer = new Utf8JsonWriter(stream, options))
        {
            if (node is null)
            {
                writer.WriteNullValue();
            }
            else
            {
                node.WriteTo(writer);
            }
        }

        return stream.ToArray();
    }

    private static JsonDocument Document(ReadOnlyMemory<byte> utf8)
    {
        if (utf8.Span.StartsWith("\uFEFF"u8))
        {
            utf8 = utf8.Slice(3);
        }

        RepeatedNames.Refuse(utf8.Span, MaxDepth);
        return JsonDocument.Parse(utf8, new JsonDocumentOptions { MaxDepth = MaxDepth });
    }

    /// <summary>An array of these texts.</summary>
    internal static JsonArray Texts(IEnumerable<string> texts) =>
        new([.. texts.Select(static text => (JsonNode?)JsonValue.Create(text))]);
}
