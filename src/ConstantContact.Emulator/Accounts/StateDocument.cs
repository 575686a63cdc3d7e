using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using System.Text.Json;
using System.Text.Json.Nodes;
using ConstantContact.Emulator.Contacts;
using ConstantContact.Emulator.CustomFields;
using ConstantContact.Emulator.Http;
using ConstantContact.Emulator.Json;

namespace ConstantContact.Emulator.Accounts;

/// <summary>
/// The account as one JSON document and back:
/// <c>{"contacts":[…],"lists":[…],"tags":[…],"custom_fields":[…],"segments":[…],"activities":[…],"account":{…}}</c>,
/// contacts with all their sub-resources. Nothing is validated against the API's limits on the way in, because tests
/// plant what the API would refuse: old data, members of a later version.
/// </summary>
internal static class StateDocument
{
    private const int FlushAfter = 1 << 20;

    /// <summary>Writes the account, with those of its contacts.</summary>
    internal static void Write(Utf8JsonWriter writer, EmulatedAccount account, IEnumerable<StoredContact> contacts)
    {
        writer.WriteStartObject();
        writer.WriteStartArray("contacts");
        foreach (var row in contacts)
        {
            writer.WriteRawValue(row.Json, skipInputValidation: true);
            if (writer.BytesPending > FlushAfter)
            {
                writer.Flush();
            }
        }

        writer.WriteEndArray();
        Entities("lists", account.Lists.All);
        Entities("tags", account.Tags.All);
        Entities("custom_fields", account.Fields.All);
        Entities("segments", account.Segments.All);
        Entities("activities", account.Activities.All.Select(a => a.Describe(account.Now)));
        writer.WritePropertyName("account");
        account.Profile.ToJson().WriteTo(writer);
        writer.WriteEndObject();

        void Entities(string name, IEnumerable<JsonObject> entities)
        {
            writer.WriteStartArray(name);
            foreach (var entity in entities)
            {
                entity.WriteTo(writer);
            }

            writer.WriteEndArray();
        }
    }

    /// <summary>Replaces all data.</summary>
    /// <param name="account">Its account, locked.</param>
    /// <param name="document">What <see cref="Write"/> gave, or somebody wrote by hand.</param>
    /// <param name="seeded">Contacts that stand before those of the document and need not be held; a document contact
    /// with the id of one replaces it.</param>
    /// <exception cref="FormatException">The document does not have the shape above; nothing was changed.</exception>
    internal static void Read(EmulatedAccount account, JsonNode? document, ISeededContacts? seeded = null)
    {
        if (document is not JsonObject root)
        {
            throw new FormatException(
                "The state is a JSON object with the members contacts, lists, tags, custom_fields, activities."
            );
        }

        // Checked first, so that a faulty document leaves the account as it was.
        var lists = Entities(account, root, "lists", "list_id", "name");
        var tags = Entities(account, root, "tags", "tag_id", "name");
        var fields = Entities(account, root, "custom_fields", "custom_field_id", "label");
        fields
            .Where(f => f.Text("name") is null)
            .ToList()
            .ForEach(f => f["name"] = FieldNames.Of(f.Text("label")!, account.Switches));
        var activities = Entities(account, root, "activities", "activity_id", null);
        var contacts = Objects(root, "contacts").Select(c => Contact(account, c)).ToList();
        var segments = Segments(root);
        var profile = root["account"] is null ? new AccountProfile() : AccountProfile.From(root["account"]!);
        Unique(contacts.Select(c => c.Text("contact_id")!), "contact_id");
        Unique(contacts.Select(c => ContactStore.EmailKeyOf(c)).OfType<string>(), "email_address");

        account.Clear(seeded);
        lists.ForEach(account.Lists.Add);
        tags.ForEach(account.Tags.Add);
        fields.ForEach(account.Fields.Add);
        segments.ForEach(account.Segments.Add);
        account.Profile = profile;
        activities.ForEach(a => account.Activities.Restore(a));
        account.Contacts.EnsureCapacity(contacts.Count);
        contacts.ForEach(c => account.Contacts.Save(c));
        account.LastChoiceId = fields
            .SelectMany(f => f.Array("choices") ?? [])
            .OfType<JsonObject>()
            .Select(c =>
                int.TryParse(c.Text("choice_id"), NumberStyles.Integer, CultureInfo.InvariantCulture, out var id)
                    ? id
                    : 0
            )
            .DefaultIfEmpty()
            .Max();
    }

    /// <summary>Completes a planted contact with what every stored one has.</summary>
    internal static JsonObject Contact(EmulatedAccount account, JsonObject given)
    {
        var contact = given.DeepClone().AsObject();
        EnsureId(account, contact, "contact_id");
        var now = account.Now.ToApi();
        foreach (var (name, value) in new[] { ("create_source", "Account"), ("created_at", now), ("updated_at", now) })
        {
            if (contact.Text(name) is null)
            {
                contact[name] = value;
            }
        }

        if (contact.Object("email_address") is { } email && email.Text("permission_to_send") is null)
        {
            email["permission_to_send"] = "implicit";
        }

        foreach (var name in SubResource.Names)
        {
            if (contact.Array(name) is null)
            {
                contact[name] = new JsonArray();
            }
        }

        NoteOrder.Apply(contact);
        return contact;
    }

    private static List<JsonObject> Entities(
        EmulatedAccount account,
        JsonObject root,
        string name,
        string idMember,
        string? uniqueMember
    )
    {
        var entities = Objects(root, name).Select(e => e.DeepClone().AsObject()).ToList();
        foreach (var entity in entities)
        {
            EnsureId(account, entity, idMember);
            if (uniqueMember is not null && entity.Text(uniqueMember) is null)
            {
                throw new FormatException($"An entry of '{name}' has no '{uniqueMember}'.");
            }
        }

        Unique(entities.Select(e => e.Text(idMember)!), idMember);
        return entities;
    }

    private static List<JsonObject> Segments(JsonObject root)
    {
        var segments = Objects(root, "segments").Select(s => s.DeepClone().AsObject()).ToList();
        foreach (var segment in segments)
        {
            if (!int.TryParse(segment.Text("segment_id"), NumberStyles.None, CultureInfo.InvariantCulture, out _))
            {
                throw new FormatException("An entry of 'segments' has no 'segment_id' that is an integer.");
            }

            if (segment.Text("name") is null || segment.Text("segment_criteria") is null)
            {
                throw new FormatException("An entry of 'segments' has no 'name' or no 'segment_criteria'.");
            }
        }

        Unique(segments.Select(s => s.Text("segment_id")!), "segment_id");
        return segments;
    }

    private static void EnsureId(EmulatedAccount account, JsonObject entity, string idMember)
    {
        var text = entity.Text(idMember);
        if (text is null)
        {
            entity[idMember] = account.Ids.Next().ToString();
        }
        else if (!Guid.TryParseExact(text, "D", out _))
        {
            throw new FormatException($"{idMember} '{text}' is no UUID.");
        }
    }

    private static IEnumerable<JsonObject> Objects(JsonObject root, string name) =>
        root[name] switch
        {
            null => [],
            JsonArray items => items.Select(i =>
                i as JsonObject ?? throw new FormatException($"An entry of '{name}' is no JSON object.")
            ),
            _ => throw new FormatException($"'{name}' is no JSON array."),
        };

    private static void Unique(IEnumerable<string> values, string name)
    {
        var seen = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
        foreach (var value in values)
        {
            if (!seen.Add(value))
            {
                throw new FormatException($"{name} '{value}' occurs twice.");
            }
        }
    }
}
