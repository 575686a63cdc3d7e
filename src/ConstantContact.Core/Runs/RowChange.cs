using System.Text.Json.Nodes;
using ConstantContact.Core.Contacts;
using ConstantContact.Core.Json;

namespace ConstantContact.Core.Runs;

/// <summary>
/// One write as it was saved before its request left: the contact, and the old and new value of each member.
/// </summary>
public sealed record RowChange
{
    public const string Update = "update";
    public const string Create = "create";
    public const string SignUp = "sign-up";
    public const string Delete = "delete";

    /// <summary>An update that brought a deleted contact back.</summary>
    public const string Restore = "restore";

    /// <summary>The place of the row in the run's input, from 1.</summary>
    public required long Position { get; init; }

    /// <summary>A hash of what the row asks for.</summary>
    public required string Key { get; init; }

    /// <summary>
    /// <see cref="Update"/>, <see cref="Create"/>, <see cref="SignUp"/>, <see cref="Delete"/>, <see cref="Restore"/>,
    /// or the job's operation.
    /// </summary>
    public required string Write { get; init; }

    /// <summary>Null for a contact that is to be created.</summary>
    public string? ContactId { get; init; }

    /// <summary>As stored before the write; for a new contact, its address.</summary>
    public string? Email { get; init; }

    /// <summary>Values as the API has them: ids, not labels.</summary>
    public IReadOnlyList<ContactChange> Changes { get; init; } = [];

    public IReadOnlyList<string> Warnings { get; init; } = [];

    public DateTimeOffset At { get; init; }

    /// <summary>False where the contact was not read before, so that the old values are not known.</summary>
    public bool KnowsOld { get; init; } = true;

    internal JsonObject ToJson() =>
        new()
        {
            ["position"] = Position,
            ["key"] = Key,
            ["at"] = RunJson.Text(At),
            ["write"] = Write,
            ["contact_id"] = ContactId,
            ["email"] = Email,
            ["changes"] = RunJson.Changes(Changes),
            ["warnings"] = CcJson.Texts(Warnings),
            ["knows_old"] = KnowsOld,
        };

    internal static RowChange FromJson(JsonObject json) =>
        new()
        {
            Position = (long)json["position"]!,
            Key = json.Text("key") ?? "",
            At = json.Time("at") ?? default,
            Write = json.Text("write") ?? Update,
            ContactId = json.Text("contact_id"),
            Email = json.Text("email"),
            Changes = RunJson.ChangesOf(json),
            Warnings = [.. json.Texts("warnings")],
            KnowsOld = json.Text("knows_old") != "false",
        };
}
