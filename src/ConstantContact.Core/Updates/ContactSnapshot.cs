using System.Text.Json.Nodes;

namespace ConstantContact.Core.Updates;

/// <summary>
/// A contact with all its sub-resources, and the time at which it was read. A PUT may use it only for a few seconds.
/// </summary>
internal sealed record ContactSnapshot(JsonObject Json, DateTimeOffset ReadAt);
