using System;
using System.Linq;
using System.Text.Json.Nodes;
using ConstantContact.Emulator.Accounts;
using ConstantContact.Emulator.CustomFields;
using ConstantContact.Emulator.Http;

namespace ConstantContact.Emulator.Seeds;

/// <summary>
/// An invented account of N members, the same for the same N, and member i the same in every account that has it.
/// Lists, tags and custom fields are here; the contacts are <see cref="InventedMembers"/>.
/// </summary>
internal sealed class InventedSeed(int members) : ISeed
{
    private const long FirstId = 0x1EE_A8A3_0000_0000L;

    internal static readonly DateTimeOffset Beginning = new(2024, 1, 1, 0, 0, 0, TimeSpan.Zero);
    internal static readonly string[] ListNames =
    [
        "General interest",
        "Spring news",
        "Members",
        "Donors",
        "Volunteers",
        "Press",
        "Events",
        "Empty list",
    ];
    internal static readonly string[] TagNames =
    [
        "vip",
        "prospect",
        "2024 gala",
        "Newsletter",
        "bounced once",
        "unused",
    ];

    internal static readonly (string Label, string Type, string[] Choices)[] FieldKinds =
    [
        ("Membership", "string", []),
        ("Member number", "number", []),
        ("Member since", "date", []),
        ("Last visit", "datetime", []),
        ("Shirt size", "single_select", ["S", "M", "L", "XL"]),
        ("Interests", "multi_select", ["Roses", "Trees", "Herbs", "Bees"]),
        ("Yearly fee", "currency", []),
        ("Remarks", "text_area", []),
        ("Paid up", "boolean", []),
        ("Referred by", "string", []),
    ];

    public void Plant(EmulatedAccount account)
    {
        account.Clear(new InventedMembers(members, account.Switches));
        for (var at = 0; at < ListNames.Length; at++)
        {
            account.Lists.Add(
                new JsonObject
                {
                    ["list_id"] = Id(1, at).ToString(),
                    ["name"] = ListNames[at],
                    ["description"] = $"Invented: {ListNames[at]}",
                    ["favorite"] = at == 0,
                    ["created_at"] = Beginning.ToApi(),
                    ["updated_at"] = Beginning.ToApi(),
                }
            );
        }

        for (var at = 0; at < TagNames.Length; at++)
        {
            account.Tags.Add(
                new JsonObject
                {
                    ["tag_id"] = Id(2, at).ToString(),
                    ["name"] = TagNames[at],
                    ["tag_source"] = "Contact",
                    ["created_at"] = Beginning.ToApi(),
                    ["updated_at"] = Beginning.ToApi(),
                }
            );
        }

        for (var at = 0; at < FieldKinds.Length; at++)
        {
            account.Fields.Add(Field(account, at));
        }
    }

    public JsonObject Describe() => new() { ["members"] = members, ["version"] = InventedMembers.Version };

    /// <summary>Ids by kind and number, time-based in form like real ones.</summary>
    internal static Guid Id(int kind, int number, int part = 0) =>
        IdSource.Compose(FirstId + ((long)number * 16) + part, 0x1000 + kind);

    /// <summary>
    /// The number that <see cref="Id"/> made the id of; −1 when it did not, or not as the first part.
    /// </summary>
    internal static int NumberOf(int kind, Guid id)
    {
        var (ticks, _) = IdSource.Decompose(id);
        var number = (ticks - FirstId) / 16;
        return number is >= 0 and <= int.MaxValue && id == Id(kind, (int)number) ? (int)number : -1;
    }

    private static JsonObject Field(EmulatedAccount account, int at)
    {
        var (label, type, choices) = FieldKinds[at];
        var field = new JsonObject
        {
            ["custom_field_id"] = Id(3, at).ToString(),
            ["label"] = label,
            ["name"] = FieldNames.Of(label, account.Switches),
            ["type"] = type,
        };
        switch (type)
        {
            case "date" or "datetime":
                field["version"] = 2;
                field["metadata"] = new JsonObject { ["display_format"] = "YYYY-MM-DD" };
                break;
            case "currency":
                field["metadata"] = new JsonObject
                {
                    ["currency_code"] = "USD",
                    ["decimal_places"] = 2,
                    ["allow_negative"] = false,
                };
                break;
            case "single_select" or "multi_select":
                field["metadata"] = new JsonObject
                {
                    ["display_type"] = type == "single_select" ? "dropdown" : "checkbox",
                };
                field["choices"] = new JsonArray([
                    .. choices.Select(
                        (choice, order) =>
                            (JsonNode?)
                                new JsonObject
                                {
                                    ["choice_id"] = ++account.LastChoiceId,
                                    ["choice_label"] = choice,
                                    ["display_order"] = order + 1,
                                    ["created_at"] = Beginning.ToApi(),
                                    ["updated_at"] = Beginning.ToApi(),
                                }
                    ),
                ]);
                break;
        }

        field["created_at"] = Beginning.ToApi();
        field["updated_at"] = Beginning.ToApi();
        return field;
    }
}
