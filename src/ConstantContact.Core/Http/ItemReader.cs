using System.Text.Json;
using System.Text.Json.Nodes;
using ConstantContact.Core.Errors;

namespace ConstantContact.Core.Http;

/// <summary>Converts an item of a page to its type.</summary>
internal static class ItemReader
{
    /// <exception cref="UnexpectedResponseException">The item lacks a required member.</exception>
    public static T Read<T>(JsonObject item, string path, Func<JsonElement, T> read)
    {
        try
        {
            return read(item.Deserialize(ElementContext.Default.JsonElement));
        }
        catch (JsonException e)
        {
            throw new UnexpectedResponseException(
                $"GET {path}: an item cannot be read. {e.Message}",
                innerException: e
            );
        }
    }
}
