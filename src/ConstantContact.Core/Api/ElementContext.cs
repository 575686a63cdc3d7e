using System.Text.Json;
using System.Text.Json.Serialization;

namespace ConstantContact.Core.Api;

[JsonSerializable(typeof(JsonElement))]
internal sealed partial class ElementContext : JsonSerializerContext;
