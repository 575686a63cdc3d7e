using System.Text.Json;
using System.Text.Json.Serialization;

namespace ConstantContact.Core.Http;

[JsonSerializable(typeof(JsonElement))]
internal sealed partial class ElementContext : JsonSerializerContext;
