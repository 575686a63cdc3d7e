using System;
using System.Linq;
using System.Text.Json.Nodes;
using ConstantContact.Emulator.Accounts;
using ConstantContact.Emulator.Contacts;
using ConstantContact.Emulator.Http;
using ConstantContact.Emulator.Json;

namespace ConstantContact.Emulator.Activities;

/// <summary>Writes the phones and addresses of a row into a contact, which has one of each kind.</summary>
internal sealed class ImportedKinds(EmulatedAccount account)
{
    internal void SetPhones(JsonObject contact, ImportCells cells)
    {
        var phones = contact.Array("phone_numbers")!;
        foreach (var (column, kind) in ImportColumns.Phones)
        {
            var phone = OfKind(phones, kind);
            if (cells[column] is { } number)
            {
                SetPhone(phones, phone, kind, Fitting(SubResource.Phones, "phone_number", column, number));
            }
            else if (phone is not null && cells.Erases(column))
            {
                phones.Remove(phone);
            }
        }
    }

    internal void SetAddresses(JsonObject contact, ImportCells cells)
    {
        var addresses = contact.Array("street_addresses")!;
        EraseAddresses(addresses, cells);
        foreach (
            var group in cells
                .Given.Select(c => (Column: ImportColumns.AddressOf(c.Key), Text: c.Value))
                .Where(c => c.Column is not null)
                .GroupBy(c => c.Column!.Value.Kind, StringComparer.Ordinal)
        )
        {
            var address = OfKind(addresses, group.Key) ?? NewAddress(addresses, group.Key);
            var members = group
                .OrderBy(c => c.Column!.Value.Part, StringComparer.Ordinal)
                .GroupBy(c => c.Column!.Value.Member, c => c.Text, StringComparer.Ordinal);
            foreach (var member in members)
            {
                // street2 goes behind street.
                var text = Fitting(SubResource.Addresses, member.Key, member.Key, string.Join(", ", member));
                if (address.Text(member.Key) != text)
                {
                    address[member.Key] = text;
                    address["updated_at"] = account.Now.ToApi();
                }
            }
        }
    }

    private void SetPhone(JsonArray phones, JsonObject? phone, string kind, string number)
    {
        var now = account.Now.ToApi();
        if (phone is null)
        {
            ImportLimits.RequireRoom(phones, SubResource.Phones);
            phones.Add(
                new JsonObject
                {
                    ["phone_number_id"] = account.Ids.Next().ToString(),
                    ["phone_number"] = number,
                    ["kind"] = kind,
                    ["created_at"] = now,
                    ["updated_at"] = now,
                    ["create_source"] = "Account",
                    ["update_source"] = "Account",
                }
            );
        }
        else if (phone.Text("phone_number") != number)
        {
            phone["phone_number"] = number;
            phone["updated_at"] = now;
            phone["update_source"] = "Account";
        }
    }

    private JsonObject NewAddress(JsonArray addresses, string kind)
    {
        ImportLimits.RequireRoom(addresses, SubResource.Addresses);
        var address = new JsonObject
        {
            ["street_address_id"] = account.Ids.Next().ToString(),
            ["kind"] = kind,
            ["created_at"] = account.Now.ToApi(),
        };
        addresses.Add(address);
        return address;
    }

    /// <summary>Erases the parts of addresses whose cells are blank, and an address of which nothing is left.</summary>
    private void EraseAddresses(JsonArray addresses, ImportCells cells)
    {
        foreach (
            var (kind, _, member) in cells
                .Erased.Select(ImportColumns.AddressOf)
                .OfType<(string Kind, string Part, string Member)>()
        )
        {
            var isGiven = cells
                .Given.Keys.Select(ImportColumns.AddressOf)
                .Any(c => c is { } given && given.Kind == kind && given.Member == member);
            if (isGiven || OfKind(addresses, kind) is not { } address)
            {
                continue;
            }

            address.Remove(member);
            address["updated_at"] = account.Now.ToApi();
            if (SubResource.Addresses.Writable.All(w => w.Key == "kind" || !address.ContainsKey(w.Key)))
            {
                addresses.Remove(address);
            }
        }
    }

    private static JsonObject? OfKind(JsonArray entries, string kind) =>
        entries.OfType<JsonObject>().FirstOrDefault(e => e.Text("kind") == kind);

    private static string Fitting(SubResource entries, string member, string column, string text) =>
        ImportLimits.Fitting(column, text, entries.LengthOf(member));
}
