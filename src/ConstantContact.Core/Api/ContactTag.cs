using System.Text.Json;
using ConstantContact.Core.Base;
using ConstantContact.Core.Json;

namespace ConstantContact.Core.Api;

/// <summary>A tag.</summary>
public sealed class ContactTag
{
    /// <summary>A UUID.</summary>
    public required string Id { get; init; }

    /// <summary>The same id, under the name that other cmdlets use for it.</summary>
    public string TagId => Id;

    /// <summary>Unique in the account. Null if an id was given and its name was not looked up.</summary>
    public string? Name { get; init; }

    public string? Source { get; init; }

    /// <summary>How many contacts have the tag. Null where they were not counted.</summary>
    public long? Contacts { get; init; }

    public DateTimeOffset? CreatedAt { get; init; }

    public DateTimeOffset? UpdatedAt { get; init; }

    public override string ToString() => ShownText.Line(Name ?? Id);

    internal static ContactTag From(JsonElement json) =>
        new()
        {
            Id = json.RequiredText("tag_id"),
            Name = json.Text("name"),
            Source = json.Text("tag_source"),
            Contacts = json.Number("contacts_count"),
            CreatedAt = json.Moment("created_at"),
            UpdatedAt = json.Moment("updated_at"),
        };
}
