using System.Text.Json.Nodes;
using ConstantContact.Core.Base;
using ConstantContact.Core.Contacts;
using ConstantContact.Core.Json;
using ConstantContact.Core.Runs;

namespace ConstantContact.Core.Plans;

/// <summary>The planned changes for one row of the source, or for one contact that no row names.</summary>
public sealed record PlanEntry
{
    /// <summary>The place in the plan, from 1. The run that applies the plan uses the same.</summary>
    public required long Position { get; init; }

    /// <summary>The source row, from 1; null for a contact that no row names.</summary>
    public long? Row { get; init; }

    public string? Email { get; init; }

    /// <summary>Null for a contact that is to be created, and for a row whose contact was not found.</summary>
    public string? ContactId { get; init; }

    /// <summary>One of <see cref="PlanAction"/>.</summary>
    public required string Action { get; init; }

    /// <summary>Why nothing is written, or why the entry takes its route; null where there is nothing to say.</summary>
    public string? Reason { get; init; }

    /// <summary>Of <see cref="PlanAction.Failed"/>: the error's id.</summary>
    public string? ErrorId { get; init; }

    /// <summary>Of <see cref="PlanAction.Failed"/>: what to do about it.</summary>
    public string? Remedy { get; init; }

    /// <summary>Of <see cref="PlanRoute"/>; empty where nothing is written.</summary>
    public IReadOnlyList<string> Routes
    {
        get;
        init => field = JoinedList.Of(value);
    } = JoinedList.Of<string>([]);

    /// <summary>Values as the API has them: ids, not names.</summary>
    public IReadOnlyList<ContactChange> Changes
    {
        get;
        init => field = JoinedList.Of(value);
    } = JoinedList.Of<ContactChange>([]);

    /// <summary>The changes with names instead of ids.</summary>
    public IReadOnlyList<ContactChange> Shown =>
        JoinedList.Of(Names is { } names ? Changes.Select(names.Show) : Changes);

    public IReadOnlyList<string> Warnings
    {
        get;
        init => field = JoinedList.Of(value);
    } = JoinedList.Of<string>([]);

    /// <summary>Of <see cref="PlanAction.Merged"/>: the entry that it is written with.</summary>
    public long? With { get; init; }

    /// <summary>True where something is written.</summary>
    public bool Writes => Action is PlanAction.Update or PlanAction.Create or PlanAction.Restore or PlanAction.Delete;

    /// <summary>A hash of what the entry does, by which a run knows it again.</summary>
    internal string Key { get; init; } = "";

    /// <summary>The list that the import names, on which the contact already is.</summary>
    internal string? Through { get; init; }

    /// <summary>The contact as it was read.</summary>
    internal ContactMark? Mark { get; init; }

    internal ContactPatch Patch { get; init; } = ContactPatch.Empty;

    internal PlanNames? Names { get; init; }

    public override string ToString() =>
        ShownText.Line($"{Email ?? ContactId}: {Action}{(Reason is null ? "" : $" ({Reason})")}");

    internal JsonObject ToJson()
    {
        var json = new JsonObject
        {
            ["position"] = Position,
            ["row"] = Row,
            ["email"] = Email,
            ["contact_id"] = ContactId,
            ["action"] = Action,
            ["reason"] = Reason,
            ["error_id"] = ErrorId,
            ["remedy"] = Remedy,
            ["routes"] = CcJson.Texts(Routes),
            ["through"] = Through,
            ["changes"] = RunJson.Changes(Changes),
            ["warnings"] = CcJson.Texts(Warnings),
        };
        if (With is not null)
        {
            json["with"] = With;
        }

        if (Writes)
        {
            json["hash"] = Mark?.Hash;
            json["state"] = Mark is { } mark
                ? new JsonObject(mark.Members.Select(static m => new KeyValuePair<string, JsonNode?>(m.Key, m.Value)))
                : null;
            json["patch"] = PatchJson.Write(Patch);
        }

        return json;
    }

    internal static PlanEntry FromJson(JsonObject json, PlanNames names, string key) =>
        new()
        {
            Position = (long)json["position"]!,
            Row = (long?)json["row"],
            Email = json.Text("email"),
            ContactId = json.Text("contact_id"),
            Action = Known(json.Text("action"), PlanAction.All),
            Reason = json.Text("reason"),
            ErrorId = json.Text("error_id"),
            Remedy = json.Text("remedy"),
            Routes = [.. json.Texts("routes").Select(static r => Known(r, PlanRoute.All))],
            Through = json.Text("through"),
            With = (long?)json["with"],
            Changes = RunJson.ChangesOf(json),
            Warnings = [.. json.Texts("warnings")],
            Mark = json.Object("state") is { } state
                ? new ContactMark(
                    state.ToDictionary(
                        static m => m.Key,
                        static m => JsonRead.Text(m.Value) ?? "",
                        StringComparer.Ordinal
                    )
                )
                : null,
            Patch = json.Object("patch") is { } patch ? PatchJson.Read(patch, names) : ContactPatch.Empty,
            Names = names,
            Key = key,
        };

    private static string Known(string? text, string[] all) =>
        all.FirstOrDefault(known => known == text) ?? throw new FormatException($"'{text}' is not known");
}
