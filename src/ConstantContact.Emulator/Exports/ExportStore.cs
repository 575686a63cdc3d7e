using System;
using System.Collections.Generic;
using System.Linq;
using ConstantContact.Emulator.Endpoints;

namespace ConstantContact.Emulator.Exports;

/// <summary>The files of exports by their id. They are kept as long as activities are remembered.</summary>
internal sealed class ExportStore
{
    private readonly Dictionary<Guid, ExportFile> _byId = [];

    internal IReadOnlyDictionary<Guid, ExportFile> All => _byId;

    internal ExportFile? Find(Guid id) => _byId.GetValueOrDefault(id);

    internal void Add(Guid id, ExportFile file)
    {
        var since = file.CreatedAt - ActivityEndpoints.Memory;
        foreach (var (old, _) in _byId.Where(f => f.Value.CreatedAt < since).ToList())
        {
            _byId.Remove(old);
        }

        _byId.Add(id, file);
    }
}
