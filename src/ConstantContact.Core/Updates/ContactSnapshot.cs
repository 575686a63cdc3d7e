using System.Text.Json.Nodes;

namespace ConstantContact.Core.Updates;

/// <summary>A contact with all its sub-resources, and when it was read. A PUT may rest on it for a few seconds only.</summary>
internal sealed record ContactSnapshot(JsonObject Json, DateTimeOffset ReadAt);
