using System;
using System.Buffers;
using System.Collections.Generic;
using System.IO;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Threading;
using System.Threading.Tasks;
using ConstantContact.Core.Storage;

namespace ConstantContact.Core.Json;

/// <summary>
/// The one way in which JSON is read and written. What cannot be read is a <see cref="JsonException"/>; the send method
/// makes it a <see cref="Errors.UnexpectedResponseException"/> with the request's name and an excerpt.
/// </summary>
public static class CcJson
{
    private const int MaxDepth = 64;

    /// <summary>Up to here, names of one object are compared one by one; larger objects pay for a set.</summary>
    private const int LinearNames = 64;

    // Readable previews: a body shows "ö" and "+" as themselves. It is sent as UTF-8 JSON, never inside HTML. Emoji are
    // escaped all the same: this encoder knows no way to let characters beyond the first 65,536 through.
    private static readonly JsonWriterOptions Compact = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private static readonly JsonWriterOptions Indented = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, Indented = true };

    /// <summary>Reads one JSON value that owns its memory.</summary>
    public static async Task<JsonElement> ReadElementAsync(Stream stream, CancellationToken cancellationToken)
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
                    ArrayPool<byte>.Shared.Return(buffer);
                    buffer = larger;
                }

#if NET
                var read = await stream.ReadAsync(buffer.AsMemory(length), cancellationToken).ConfigureAwait(false);
#else
                var read = await stream.ReadAsync(buffer, length, buffer.Length - length, cancellationToken).ConfigureAwait(false);
#endif
                if (read == 0)
                {
                    return Parse(buffer.AsSpan(0, length));
                }

                length += read;
            }
        }
        finally
        {
            // Pages hold people's data: nothing of it goes back into a pool that other code of the process rents from.
            ArrayPool<byte>.Shared.Return(buffer, clearArray: true);
        }
    }

    public static async Task<JsonNode?> ReadNodeAsync(Stream stream, CancellationToken cancellationToken) =>
        ToNode(await ReadElementAsync(stream, cancellationToken).ConfigureAwait(false));

    public static async Task<JsonObject> ReadObjectAsync(Stream stream, CancellationToken cancellationToken) =>
        ToObject(await ReadElementAsync(stream, cancellationToken).ConfigureAwait(false));

    /// <summary>
    /// Parses one JSON value. An object that holds a name twice is refused: keeping one of the two would lose the other
    /// when the object is sent back.
    /// </summary>
    public static JsonElement Parse(ReadOnlySpan<byte> utf8)
    {
        if (utf8.Length >= 3 && utf8[0] == 0xEF && utf8[1] == 0xBB && utf8[2] == 0xBF)
        {
            utf8 = utf8.Slice(3);
        }

        RefuseRepeatedNames(utf8);

        // A document that is never disposed of keeps its memory to itself; what a reader would return is read twice.
        return JsonDocument.Parse(utf8.ToArray(), new JsonDocumentOptions { MaxDepth = MaxDepth }).RootElement;
    }

    /// <summary>A node without a parent, so that it can be put anywhere.</summary>
    public static JsonNode? ToNode(JsonElement element) => element.ValueKind switch
    {
        JsonValueKind.Null or JsonValueKind.Undefined => null,
        JsonValueKind.Object => JsonObject.Create(element),
        JsonValueKind.Array => JsonArray.Create(element),
        _ => JsonValue.Create(element),
    };

    public static JsonObject ToObject(JsonElement element) =>
        element.ValueKind == JsonValueKind.Object
            ? JsonObject.Create(element)!
            : throw new JsonException($"A JSON object was expected, but this is {Describe(element.ValueKind)}.");

    /// <summary>
    /// Compact UTF-8 without a mark. The same node gives the same bytes every time, and numbers keep the digits they came with.
    /// </summary>
    public static byte[] ToUtf8(JsonNode? node) => Write(node, Compact);

    /// <summary>For eyes only: what is sent is <see cref="ToUtf8"/>.</summary>
    public static string ToIndentedText(JsonNode? node) => Encoding.UTF8.GetString(Write(node, Indented));

    public static string ToText(JsonNode? node) => Encoding.UTF8.GetString(ToUtf8(node));

    internal static string Describe(JsonValueKind kind) => kind switch
    {
        JsonValueKind.Object => "an object",
        JsonValueKind.Array => "an array",
        JsonValueKind.String => "a string",
        JsonValueKind.Number => "a number",
        JsonValueKind.True or JsonValueKind.False => "a boolean",
        _ => "null",
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

    // JsonObject would throw for a repeated name on its first use, far away from the request; so it is looked for here,
    // on hashes of the raw names, without a string for each of the tens of thousands of names in a page of contacts. A
    // false alarm would need billions of names in one object.
    private static void RefuseRepeatedNames(ReadOnlySpan<byte> utf8)
    {
        var reader = new Utf8JsonReader(utf8, new JsonReaderOptions { MaxDepth = MaxDepth });
        var names = new List<ulong>();
        var starts = new Stack<int>();
        var sets = new Dictionary<int, HashSet<ulong>>();
        while (reader.Read())
        {
            switch (reader.TokenType)
            {
                case JsonTokenType.StartObject:
                    starts.Push(names.Count);
                    break;
                case JsonTokenType.EndObject:
                    sets.Remove(starts.Count);
                    var start = starts.Pop();
                    names.RemoveRange(start, names.Count - start);
                    break;
                case JsonTokenType.PropertyName:
                    var hash = reader.ValueIsEscaped ? Fnv1a.Hash(Encoding.UTF8.GetBytes(reader.GetString()!)) : Fnv1a.Hash(reader.ValueSpan);
                    if (!IsNew(hash, names, starts, sets))
                    {
                        throw new JsonException("An object holds the same name twice.");
                    }

                    names.Add(hash);
                    break;
                default:
                    break;
            }
        }
    }

    private static bool IsNew(ulong hash, List<ulong> names, Stack<int> starts, Dictionary<int, HashSet<ulong>> sets)
    {
        var start = starts.Peek();
        if (names.Count - start < LinearNames)
        {
            return names.IndexOf(hash, start) < 0;
        }

        if (!sets.TryGetValue(starts.Count, out var set))
        {
            sets[starts.Count] = set = [.. names.GetRange(start, names.Count - start)];
        }

        return set.Add(hash);
    }
}
