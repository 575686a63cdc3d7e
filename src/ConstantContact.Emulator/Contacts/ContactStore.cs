using System;
using System.Collections.Generic;
using System.Text.Json.Nodes;
using ConstantContact.Emulator.Json;

namespace ConstantContact.Emulator.Contacts;

/// <summary>
/// The contacts in order of creation, found by id, address or SMS number. A contact is never taken out:
/// deletion is a member of the contact, and its address stays taken for ever.
/// </summary>
internal sealed class ContactStore
{
    private readonly List<StoredContact> _rows = [];
    private readonly Dictionary<Guid, int> _byId = [];
    private readonly Dictionary<string, int> _byEmail = new(StringComparer.OrdinalIgnoreCase);
    private readonly Dictionary<string, int> _bySms = new(StringComparer.Ordinal);

    internal int Count => _rows.Count;

    internal IReadOnlyList<StoredContact> Rows => _rows;

    internal static string? EmailKeyOf(JsonObject contact) => contact.Object("email_address").Text("address");

    internal void EnsureCapacity(int count)
    {
        _rows.EnsureCapacity(count);
        _byId.EnsureCapacity(count);
        _byEmail.EnsureCapacity(count);
    }

    internal StoredContact? Find(Guid id) => _byId.TryGetValue(id, out var at) ? _rows[at] : null;

    internal StoredContact? FindByEmail(string address) => _byEmail.TryGetValue(address, out var at) ? _rows[at] : null;

    internal StoredContact? FindBySms(string number) => _bySms.TryGetValue(number, out var at) ? _rows[at] : null;

    /// <summary>Where a contact stands; −1 when there is none with this id.</summary>
    internal int PositionOf(Guid id) => _byId.GetValueOrDefault(id, -1);

    /// <summary>Adds a contact or replaces the one with its id.</summary>
    internal StoredContact Save(JsonObject contact)
    {
        var row = StoredContact.From(contact);
        if (_byId.TryGetValue(row.Id, out var at))
        {
            var old = _rows[at];
            Forget(_byEmail, old.EmailKey, at);
            Forget(_bySms, old.SmsKey, at);
            _rows[at] = row;
        }
        else
        {
            at = _rows.Count;
            _rows.Add(row);
            _byId.Add(row.Id, at);
        }

        Remember(_byEmail, row.EmailKey, at);
        Remember(_bySms, row.SmsKey, at);
        return row;
    }

    private static void Forget(Dictionary<string, int> index, string? key, int at)
    {
        if (key is not null && index.TryGetValue(key, out var held) && held == at)
        {
            index.Remove(key);
        }
    }

    private static void Remember(Dictionary<string, int> index, string? key, int at)
    {
        if (key is not null)
        {
            index[key] = at;
        }
    }
}
