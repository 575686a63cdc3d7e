using System;
using System.Collections.Frozen;
using System.Collections.Generic;
using System.Linq;

namespace ConstantContact.Emulator.Contacts;

/// <summary>One of the arrays of a contact: what its entries hold and how many there may be.</summary>
/// <param name="Name">Member of the contact, and value of <c>include</c>.</param>
/// <param name="Maximum">Entries per contact.</param>
/// <param name="IdMember">The entry's own id; null where entries have none.</param>
/// <param name="Writable">Members a client may set, with the length of their text.</param>
/// <param name="ReadOnly">Members the service sets and ignores when sent.</param>
internal sealed record SubResource(
    string Name,
    int Maximum,
    string? IdMember,
    IReadOnlyList<KeyValuePair<string, int>> Writable,
    IReadOnlyList<string> ReadOnly
)
{
    internal static readonly SubResource CustomFields = new(
        "custom_fields",
        25,
        null,
        [new("custom_field_id", 36), new("value", 255)],
        ["choice_ids"]
    );

    internal static readonly SubResource Phones = new(
        "phone_numbers",
        3,
        "phone_number_id",
        [new("phone_number", 25), new("kind", 10)],
        ["phone_number_id", "created_at", "updated_at", "create_source", "update_source"]
    );

    internal static readonly SubResource Addresses = new(
        "street_addresses",
        3,
        "street_address_id",
        [
            new("kind", 10),
            new("street", 255),
            new("city", 50),
            new("state", 50),
            new("postal_code", 50),
            new("country", 50),
        ],
        ["street_address_id", "created_at", "updated_at"]
    );

    internal static readonly SubResource Lists = new("list_memberships", 50, null, [], []);

    internal static readonly SubResource Tags = new("taggings", 50, null, [], []);

    internal static readonly SubResource Notes = new(
        "notes",
        150,
        "note_id",
        [new("content", 2000)],
        ["note_id", "created_at"]
    );

    internal static readonly FrozenSet<string> Names = new[] { CustomFields, Lists, Phones, Addresses, Tags, Notes }
        .Select(s => s.Name)
        .ToFrozenSet(StringComparer.Ordinal);

    /// <summary>The length of the text of a writable member.</summary>
    internal int LengthOf(string member) => Writable.First(w => w.Key == member).Value;

    internal bool Knows(string member) =>
        Writable.Any(w => w.Key == member) || ReadOnly.Contains(member, StringComparer.Ordinal);
}
