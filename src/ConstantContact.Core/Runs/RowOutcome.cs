using System.Text.Json.Nodes;
using ConstantContact.Core.Base;
using ConstantContact.Core.Contacts;
using ConstantContact.Core.Errors;
using ConstantContact.Core.Json;

namespace ConstantContact.Core.Runs;

/// <summary>The outcome of one row of a run: the line of its report.</summary>
public sealed record RowOutcome
{
    public const string Accepted = "Accepted";

    /// <summary>An entry of a plan was written, and the account shows it.</summary>
    public const string Applied = "Applied";

    /// <summary>The contact of an entry has changed since the plan was made; nothing was sent about it.</summary>
    public const string Stale = "Stale";

    /// <summary>An undo left a change alone: it was changed again since, or cannot be undone.</summary>
    public const string Kept = "Kept";

    public const string Unchanged = "Unchanged";
    public const string Suppressed = "Suppressed";
    public const string NotAttempted = "NotAttempted";
    public const string Unknown = "Unknown";
    public const string Failed = "Failed";

    /// <summary>Failures that are not the row's: the service or the way to it did not do its part.</summary>
    private static readonly string[] PassingErrors =
    [
        "CcTimeout",
        "CcServiceUnavailable",
        "CcConnectionFailed",
        "CcRateLimited",
        "CcQueueFull",
        "CcRunNotWritable",
    ];

    /// <summary>The place of the row in the run's input, from 1.</summary>
    public required long Position { get; init; }

    /// <summary>A hash of what the row asks for; empty where that does not matter.</summary>
    internal string Key { get; init; } = "";

    /// <summary>The source row, from 1; null for a contact that parameters named.</summary>
    public long? Row { get; init; }

    public string? Email { get; init; }

    public string? ContactId { get; init; }

    /// <summary>
    /// <c>Updated</c>, <c>Created</c>, <c>Accepted</c> (by an import), <c>Unchanged</c>, <c>Suppressed</c>,
    /// <c>Failed</c>, <c>NotAttempted</c>, <c>Unknown</c>, <c>Removed</c>, <c>Done</c>, <c>Applied</c>, <c>Stale</c> or
    /// <c>Kept</c>.
    /// </summary>
    public required string Outcome { get; init; }

    public string? Reason { get; init; }

    public string? ErrorId { get; init; }

    /// <summary>The action that the error recommends.</summary>
    public string? Remedy { get; init; }

    /// <summary>For eyes: names instead of ids.</summary>
    public IReadOnlyList<ContactChange> Changes
    {
        get;
        init => field = JoinedList.Of(value);
    } = JoinedList.Of<ContactChange>([]);

    public IReadOnlyList<string> Warnings
    {
        get;
        init => field = JoinedList.Of(value);
    } = JoinedList.Of<string>([]);

    /// <summary>The bulk activity that did it; null for a request of its own.</summary>
    public string? ActivityId { get; init; }

    public string? ConsentReference { get; init; }

    /// <summary>The contact as it was before a write that did not come out as sent: JSON. Null otherwise.</summary>
    public string? Before { get; init; }

    /// <summary>The row's columns as they were; empty where it had none.</summary>
    internal IReadOnlyList<KeyValuePair<string, string>> Cells { get; init; } = [];

    /// <summary>True where going on with the run attempts the row again.</summary>
    public bool IsOpen =>
        Outcome is NotAttempted or Unknown
        || (Outcome == Failed && PassingErrors.Contains(ErrorId, StringComparer.Ordinal));

    /// <summary>The error of the row as it was recorded; null if there was none.</summary>
    internal CcException? ToException() =>
        ErrorId is { } id ? new InvalidInputException(id, Reason ?? Outcome, Remedy ?? "") : null;

    internal JsonObject ToJson()
    {
        var json = ToReportLine();
        json["position"] = Position;
        json["key"] = Key;
        json["remedy"] = Remedy;
        json["changes"] = RunJson.Changes(Changes);
        if (Cells.Count > 0)
        {
            json["cells"] = new JsonArray([.. Cells.Select(static c => (JsonNode)new JsonArray(c.Key, c.Value))]);
        }

        return json;
    }

    internal static RowOutcome FromJson(JsonObject json) =>
        new()
        {
            Position = (long)json["position"]!,
            Key = json.Text("key") ?? "",
            Row = (long?)json["row"],
            Email = json.Text("email"),
            ContactId = json.Text("contact_id"),
            Outcome = json.Text("outcome") ?? Unknown,
            Reason = json.Text("reason"),
            ErrorId = json.Text("error_id"),
            Remedy = json.Text("remedy"),
            Changes = RunJson.ChangesOf(json),
            Warnings = [.. json.Texts("warnings")],
            ActivityId = json.Text("activity_id"),
            ConsentReference = json.Text("consent_reference"),
            Before = json.Object("before") is { } before ? CcJson.ToText(before) : null,
            Cells =
            [
                .. (json.Array("cells") ?? [])
                    .OfType<JsonArray>()
                    .Select(static c => new KeyValuePair<string, string>((string?)c[0] ?? "", (string?)c[1] ?? "")),
            ],
        };

    /// <summary>The members that the report has.</summary>
    internal JsonObject ToReportLine()
    {
        var line = new JsonObject
        {
            ["row"] = Row,
            ["email"] = Email,
            ["contact_id"] = ContactId,
            ["outcome"] = Outcome,
            ["reason"] = Reason,
            ["error_id"] = ErrorId,
            ["changes"] = new JsonArray([
                .. Changes.Select(static c =>
                    (JsonNode)
                        new JsonObject
                        {
                            ["member"] = c.Path,
                            ["old"] = c.Old,
                            ["new"] = c.New,
                        }
                ),
            ]),
            ["warnings"] = CcJson.Texts(Warnings),
        };
        if (ActivityId is not null)
        {
            line["activity_id"] = ActivityId;
        }

        if (ConsentReference is not null)
        {
            line["consent_reference"] = ConsentReference;
        }

        if (Before is not null)
        {
            line["before"] = JsonNode.Parse(Before);
        }

        return line;
    }
}
