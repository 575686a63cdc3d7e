using System;
using System.Collections.Generic;
using System.Linq;
using System.Text.Json.Nodes;
using ConstantContact.Emulator.Http;
using ConstantContact.Emulator.Json;

namespace ConstantContact.Emulator.Contacts;

/// <summary>
/// A contact at rest: its JSON as bytes (a tenth of the memory of a tree) beside what the filters ask for.
/// Never changed; a write replaces it.
/// </summary>
internal sealed class StoredContact
{
    private readonly Func<int, byte[]>? _derive;
    private readonly int _number;
    private readonly byte[]? _json;

    private StoredContact(Guid id, byte[] json)
    {
        Id = id;
        _json = json;
    }

    /// <summary>
    /// A contact whose JSON is made when somebody asks for it, so that filters walk past it at no cost.
    /// </summary>
    internal StoredContact(Guid id, int number, Func<int, byte[]> derive)
    {
        Id = id;
        _number = number;
        _derive = derive;
    }

    internal Guid Id { get; }

    /// <summary>
    /// Its JSON. One that is made from its number is made anew each time: holding it would defeat the purpose.
    /// </summary>
    internal byte[] Json => _json ?? _derive!(_number);

    internal string? EmailKey { get; init; }

    internal string? SmsKey { get; init; }

    internal string Permission { get; init; } = "not_set";

    internal string SmsPermission { get; init; } = "not_set";

    internal DateTimeOffset CreatedAt { get; init; }

    internal DateTimeOffset UpdatedAt { get; init; }

    internal DateTimeOffset? OptedOutAt { get; init; }

    internal bool IsDeleted { get; init; }

    internal bool IsActive => !IsDeleted && (Permission is "explicit" or "implicit");

    internal Guid[] Lists { get; init; } = [];

    internal Guid[] Tags { get; init; } = [];

    internal JsonObject ToJson() => JsonNode.Parse(Json)!.AsObject();

    internal static StoredContact From(JsonObject contact)
    {
        var email = contact.Object("email_address");
        var sms = contact.Object("sms_channel");
        var created = Instants.Parse(contact.Text("created_at")) ?? DateTimeOffset.MinValue;
        return new StoredContact(Guid.ParseExact(contact.Text("contact_id")!, "D"), JsonText.Write(contact))
        {
            EmailKey = ContactStore.EmailKeyOf(contact),
            SmsKey = sms?.Text("sms_address") is { } number ? sms.Text("dial_code") + number : null,
            Permission = email?.Text("permission_to_send") ?? "not_set",
            SmsPermission =
                sms?.Array("sms_channel_consents")?.OfType<JsonObject>().FirstOrDefault().Text("sms_consent_permission")
                ?? "not_set",
            CreatedAt = created,
            UpdatedAt = Instants.Parse(contact.Text("updated_at")) ?? created,
            OptedOutAt = Instants.Parse(email.Text("opt_out_date")),
            IsDeleted = contact.Text("deleted_at") is not null,
            Lists = Ids(contact.Array("list_memberships")),
            Tags = Ids(contact.Array("taggings")),
        };
    }

    private static Guid[] Ids(IEnumerable<JsonNode?>? items)
    {
        var ids = items
            ?.Select(i => Guid.TryParse(JsonAccess.ScalarText(i), out var id) ? id : Guid.Empty)
            .Where(id => id != Guid.Empty)
            .ToArray();
        return ids is { Length: > 0 } ? ids : [];
    }
}
