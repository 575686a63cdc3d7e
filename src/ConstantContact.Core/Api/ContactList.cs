using System.Text.Json;
using ConstantContact.Core.Base;
using ConstantContact.Core.Json;

namespace ConstantContact.Core.Api;

/// <summary>A contact list.</summary>
public sealed class ContactList
{
    /// <summary>A UUID.</summary>
    public required string Id { get; init; }

    /// <summary>The same id, under the name that other cmdlets use for it.</summary>
    public string ListId => Id;

    /// <summary>Unique in the account. Null if an id was given and its name was not looked up.</summary>
    public string? Name { get; init; }

    public string? Description { get; init; }

    public bool Favorite { get; init; }

    public DateTimeOffset? CreatedAt { get; init; }

    public DateTimeOffset? UpdatedAt { get; init; }

    public DateTimeOffset? DeletedAt { get; init; }

    /// <summary>How many contacts are on the list. Null where they were not counted.</summary>
    public long? Members { get; init; }

    public override string ToString() => ShownText.Line(Name ?? Id);

    internal static ContactList From(JsonElement json) =>
        new()
        {
            Id = json.RequiredText("list_id"),
            Name = json.Text("name"),
            Description = json.Text("description"),
            Favorite = json.Flag("favorite") ?? false,
            CreatedAt = json.Moment("created_at"),
            UpdatedAt = json.Moment("updated_at"),
            DeletedAt = json.Moment("deleted_at"),
            Members = json.Number("membership_count"),
        };
}
