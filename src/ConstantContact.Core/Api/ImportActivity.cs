using System.Text.Json;
using System.Text.Json.Nodes;
using ConstantContact.Core.Base;
using ConstantContact.Core.Json;

namespace ConstantContact.Core.Api;

/// <summary>A bulk activity: work that the service does after accepting it.</summary>
public sealed class ImportActivity
{
    /// <summary>A UUID.</summary>
    public required string ActivityId { get; init; }

    /// <summary>
    /// The work of the job, as far as its answer shows: <c>import</c>, <c>export</c>, <c>list members</c> (joining or
    /// leaving lists, or deleting contacts), <c>list deletion</c>, or <c>tags</c> (giving or taking tags, or deleting
    /// contacts or tags). The service does not name it. Null for a job of which nothing shows yet.
    /// </summary>
    public string? Kind =>
        ResultPath is not null ? "export"
        : SourceFileName is not null
        || PersonCount is not null
        || CorrectableCount is not null
        || CannotAddToListCount is not null
            ? "import"
        : Counters.ContainsKey("list_count") ? (ItemsTotalCount is null ? "list deletion" : "list members")
        : ItemsTotalCount is not null ? "tags"
        : null;

    /// <summary>initialized, processing, completed, cancelled, failed or timed_out.</summary>
    public required string State { get; init; }

    /// <summary>
    /// True if the activity has ended. Completed does not mean that every row was accepted; see the counters.
    /// </summary>
    public bool IsFinished => State is "completed" or "cancelled" or "failed" or "timed_out";

    public long? PercentDone { get; init; }

    public DateTimeOffset? CreatedAt { get; init; }

    public DateTimeOffset? UpdatedAt { get; init; }

    public DateTimeOffset? StartedAt { get; init; }

    public DateTimeOffset? CompletedAt { get; init; }

    /// <summary>The name of the imported file. Only for imports.</summary>
    public string? SourceFileName { get; init; }

    /// <summary>The number of rows, including the header of a CSV file.</summary>
    public long? ItemsTotalCount { get; init; }

    /// <summary>Contacts that were created or changed.</summary>
    public long? PersonCount { get; init; }

    /// <summary>Rows that cannot be corrected.</summary>
    public long? ErrorCount { get; init; }

    /// <summary>
    /// Rows with an invalid address or date, or with neither name nor address. They can be corrected in the web
    /// interface.
    /// </summary>
    public long? CorrectableCount { get; init; }

    /// <summary>Contacts that were not added to the lists because they had unsubscribed.</summary>
    public long? CannotAddToListCount { get; init; }

    /// <summary>The error texts of the service.</summary>
    public IReadOnlyList<string> Errors
    {
        get;
        init => field = JoinedList.Of(value);
    } = JoinedList.Of<string>([]);

    /// <summary>The number of items done so far. Not for imports.</summary>
    public long? ItemsCompletedCount { get; init; }

    /// <summary>The path of the activity's result, such as the file of an export; null for other activities.</summary>
    public string? ResultPath { get; init; }

    /// <summary>The original counters, including those without their own property here.</summary>
    public IReadOnlyDictionary<string, long> Counters
    {
        get;
        init => field = JoinedMap.Of(value);
    } = JoinedMap.Of<long>([]);

    /// <summary>Converts an item of a page.</summary>
    public static ImportActivity From(JsonObject json) => From(CcJson.Parse(CcJson.ToUtf8(json)));

    internal static ImportActivity From(JsonElement json)
    {
        var status = json.Member("status") ?? default;
        return new ImportActivity
        {
            ActivityId = json.RequiredText("activity_id"),
            State = json.RequiredText("state"),
            PercentDone = json.Number("percent_done"),
            CreatedAt = json.Moment("created_at"),
            UpdatedAt = json.Moment("updated_at"),
            StartedAt = json.Moment("started_at"),
            CompletedAt = json.Moment("completed_at"),
            SourceFileName = json.Text("source_file_name"),
            ItemsTotalCount = status.Number("items_total_count"),
            PersonCount = status.Number("person_count"),
            ErrorCount = status.Number("error_count"),
            CorrectableCount = status.Number("correctable_count"),
            CannotAddToListCount = status.Number("cannot_add_to_list_count"),
            ItemsCompletedCount = status.Number("items_completed_count"),
            ResultPath = (json.Member("_links")?.Member("results"))?.Text("href"),
            Counters =
                status.ValueKind == JsonValueKind.Object
                    ? status
                        .EnumerateObject()
                        .Where(m => m.Value.ValueKind == JsonValueKind.Number && m.Value.TryGetInt64(out _))
                        .ToDictionary(m => m.Name, m => m.Value.GetInt64(), StringComparer.Ordinal)
                    : new Dictionary<string, long>(StringComparer.Ordinal),
            Errors = json.Items("activity_errors").Select(ErrorText).ToList(),
        };
    }

    public override string ToString() => $"{ActivityId}: {State}";

    // Normally strings. Deleting tags reports objects with a message.
    private static string ErrorText(JsonElement error) =>
        ShownText.Line(
            error.ValueKind switch
            {
                JsonValueKind.String => error.GetString()!,
                JsonValueKind.Object => error.Text("message") ?? error.GetRawText(),
                _ => error.GetRawText(),
            }
        );
}
