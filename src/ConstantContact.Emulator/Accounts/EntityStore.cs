using System;
using System.Collections.Generic;
using System.Linq;
using System.Text.Json.Nodes;
using ConstantContact.Emulator.Json;

namespace ConstantContact.Emulator.Accounts;

/// <summary>
/// The lists, the tags or the custom fields of an account: few enough to be kept as they are answered, in order of
/// creation.
/// </summary>
internal sealed class EntityStore(string idMember, string uniqueMember)
{
    private readonly Dictionary<Guid, JsonObject> _byId = [];
    private readonly List<Guid> _order = [];

    internal string IdMember => idMember;

    internal int Count => _order.Count;

    internal IEnumerable<JsonObject> All => _order.Select(id => _byId[id]);

    internal JsonObject? Find(Guid id) => _byId.GetValueOrDefault(id);

    /// <summary>The living entity with this name, without regard to case.</summary>
    internal JsonObject? FindByName(string name) =>
        All.FirstOrDefault(e =>
            !e.ContainsKey("deleted_at")
            && string.Equals(e.Text(uniqueMember), name, StringComparison.OrdinalIgnoreCase)
        );

    internal void Add(JsonObject entity)
    {
        var id = Guid.ParseExact(entity.Text(idMember)!, "D");
        if (_byId.TryAdd(id, entity))
        {
            _order.Add(id);
        }
        else
        {
            _byId[id] = entity;
        }
    }

    internal void Remove(Guid id)
    {
        if (_byId.Remove(id))
        {
            _order.Remove(id);
        }
    }
}
