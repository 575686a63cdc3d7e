using System;
using System.Collections;
using System.Collections.Generic;
using System.Linq;
using System.Text.Json.Nodes;
using ConstantContact.Emulator.Json;

namespace ConstantContact.Emulator.Contacts;

/// <summary>
/// The contacts in order of creation, found by id, address or SMS number. A contact is never taken out:
/// deletion is a member of the contact, and its address stays taken for ever. Those of the seed come first, and are
/// held only once they were written.
/// </summary>
/// <param name="seed">What the account begins with, where that need not be held; null for nothing.</param>
internal sealed class ContactStore(ISeededContacts? seed = null)
{
    private readonly int _seeded = seed?.Count ?? 0;
    private readonly Dictionary<int, StoredContact> _written = [];
    private readonly List<StoredContact> _added = [];
    private readonly Dictionary<Guid, int> _byId = [];
    private readonly Dictionary<string, int> _byEmail = new(StringComparer.OrdinalIgnoreCase);
    private readonly Dictionary<string, int> _bySms = new(StringComparer.Ordinal);
    private bool _loses;
    private bool _isNextLost;

    /// <summary>Told of every write: what was there before (null for a new contact), and what is there now.</summary>
    internal Action<StoredContact?, StoredContact>? Saved { get; set; }

    /// <summary>While it is set, every second write is lost without a word, for the fault of that name.</summary>
    internal bool Loses
    {
        get => _loses;
        set
        {
            _loses = value;
            _isNextLost = false;
        }
    }

    /// <summary>How many are made from their numbers.</summary>
    internal int SeededCount => _seeded;

    internal int Count => _seeded + _added.Count;

    internal IReadOnlyList<StoredContact> Rows => new RowList(this);

    /// <summary>The contacts that are no longer, or never were, what the seed makes of them; in order.</summary>
    internal IEnumerable<StoredContact> Written => _written.OrderBy(w => w.Key).Select(w => w.Value).Concat(_added);

    internal static string? EmailKeyOf(JsonObject contact) => contact.Object("email_address").Text("address");

    internal void EnsureCapacity(int count)
    {
        _added.EnsureCapacity(count);
        _byId.EnsureCapacity(count);
        _byEmail.EnsureCapacity(count);
    }

    internal StoredContact? Find(Guid id) => PositionOf(id) is >= 0 and var at ? At(at) : null;

    internal StoredContact? FindByEmail(string address) =>
        _byEmail.TryGetValue(address, out var at) ? At(at) : Unwritten(seed?.NumberOfEmail(address));

    internal StoredContact? FindBySms(string number) =>
        _bySms.TryGetValue(number, out var at) ? At(at) : Unwritten(seed?.NumberOfSms(number));

    /// <summary>Where a contact stands; −1 when there is none with this id.</summary>
    internal int PositionOf(Guid id) =>
        seed?.NumberOf(id) is >= 0 and var number ? number : _byId.GetValueOrDefault(id, -1);

    /// <summary>Adds a contact or replaces the one with its id.</summary>
    internal StoredContact Save(JsonObject contact)
    {
        var row = StoredContact.From(contact);
        if (Loses && IsLost())
        {
            return row;
        }

        var at = PositionOf(row.Id);
        var old = at < 0 ? null : At(at);
        if (old is null)
        {
            at = Count;
            _added.Add(row);
            _byId.Add(row.Id, at);
        }
        else
        {
            Forget(_byEmail, old.EmailKey, at);
            Forget(_bySms, old.SmsKey, at);
            if (at < _seeded)
            {
                _written[at] = row;
            }
            else
            {
                _added[at - _seeded] = row;
            }
        }

        Remember(_byEmail, row.EmailKey, at);
        Remember(_bySms, row.SmsKey, at);
        Saved?.Invoke(old, row);
        return row;
    }

    private bool IsLost()
    {
        var isLost = _isNextLost;
        _isNextLost = !isLost;
        return isLost;
    }

    private StoredContact At(int at) =>
        at >= _seeded ? _added[at - _seeded]
        : _written.TryGetValue(at, out var row) ? row
        : seed!.At(at);

    /// <summary>
    /// The seed knows a contact's memberships until the first write to it; after that, the indexes do.
    /// </summary>
    private StoredContact? Unwritten(int? number) =>
        number is { } at and >= 0 && !_written.ContainsKey(at) ? seed!.At(at) : null;

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

    private sealed class RowList(ContactStore store) : IReadOnlyList<StoredContact>
    {
        public int Count => store.Count;

        public StoredContact this[int index] => store.At(index);

        public IEnumerator<StoredContact> GetEnumerator()
        {
            for (var at = 0; at < store.Count; at++)
            {
                yield return store.At(at);
            }
        }

        IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
    }
}
