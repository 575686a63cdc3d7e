using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using System.Text.Json.Nodes;
using ConstantContact.Emulator.Json;

namespace ConstantContact.Emulator.Segments;

/// <summary>
/// The segments of the account by their id, which is a small number and no UUID. One that was deleted stays, because
/// it can still be read by its id; its mark, deleted_at, is never answered.
/// </summary>
internal sealed class SegmentStore
{
    private readonly SortedDictionary<int, JsonObject> _byId = [];
    private readonly Dictionary<int, DateTimeOffset> _askedAt = [];

    internal IEnumerable<JsonObject> All => _byId.Values;

    internal IEnumerable<JsonObject> Living => All.Where(s => !IsDeleted(s));

    internal int NextId => _byId.Count == 0 ? 1 : _byId.Keys.Max() + 1;

    internal static bool IsDeleted(JsonObject segment) => segment.ContainsKey("deleted_at");

    internal static int IdOf(JsonObject segment) =>
        int.Parse(segment.Text("segment_id")!, CultureInfo.InvariantCulture);

    internal JsonObject? Find(int id) => _byId.GetValueOrDefault(id);

    internal JsonObject? FindByName(string name) =>
        Living.FirstOrDefault(s => string.Equals(s.Text("name"), name, StringComparison.OrdinalIgnoreCase));

    internal void Add(JsonObject segment) => _byId[IdOf(segment)] = segment;

    /// <summary>
    /// When the result of a segment, as its criteria are now, was first asked for: the evaluation begins then.
    /// </summary>
    /// <param name="id">The segment.</param>
    /// <param name="now">What is noted if this is the first time.</param>
    /// <param name="isFirst">Whether it is.</param>
    internal DateTimeOffset AskedAt(int id, DateTimeOffset now, out bool isFirst)
    {
        isFirst = _askedAt.TryAdd(id, now);
        return _askedAt[id];
    }

    /// <summary>Other criteria are evaluated anew.</summary>
    internal void ForgetResult(int id) => _askedAt.Remove(id);
}
