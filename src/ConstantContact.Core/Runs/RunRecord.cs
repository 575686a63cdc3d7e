using System.Globalization;
using System.Text.Json.Nodes;
using ConstantContact.Core.Base;
using ConstantContact.Core.Json;

namespace ConstantContact.Core.Runs;

/// <summary>What is known of a run without anybody's personal data: <c>run.json</c> in its folder.</summary>
public sealed record RunRecord
{
    internal const string ImportCmdlet = "Import-CcContactBulk";

    public required string RunId { get; init; }

    /// <summary>The command that began it.</summary>
    public required string Cmdlet { get; init; }

    public string? ModuleVersion { get; init; }

    /// <summary>The API's root. A run goes on against the same service only.</summary>
    public required string BaseUri { get; init; }

    /// <summary>The OAuth client, as the connection names it.</summary>
    public string? Client { get; init; }

    public required DateTimeOffset StartedAt { get; init; }

    /// <summary>Null while the run is under way, and for one that was killed.</summary>
    public DateTimeOffset? EndedAt { get; init; }

    /// <summary>0: all went well; 1: something ended the run; 2: rows failed or are left. Null while it is not known.</summary>
    public int? ExitCode { get; init; }

    /// <summary>True where nothing is left to do.</summary>
    public bool IsFinished { get; init; }

    /// <summary><c>Running</c> while a process works on it, <c>Finished</c>, or <c>Unfinished</c>.</summary>
    public string State { get; init; } = "Unfinished";

    /// <summary>The parameters as given, by name, without those that hold somebody's data: a JSON object.</summary>
    public string Options { get; init; } = "{}";

    /// <summary>Parameters that were given and that hold somebody's data: their names alone.</summary>
    public IReadOnlyList<string> Unrecorded { get; init => field = JoinedList.Of(value); } = JoinedList.Of<string>([]);

    /// <summary>True where rows came down the pipeline, and have to be given again for the run to go on.</summary>
    public bool NeedsRows { get; init; }

    /// <summary>SHA-256 over what the rows ask for, as far as they were read.</summary>
    public string? InputHash { get; init; }

    /// <summary>Hash of the first row: by it, the same input is known again.</summary>
    public string? FirstRow { get; init; }

    public long Rows { get; init; }

    /// <summary>Rows by outcome.</summary>
    public IReadOnlyDictionary<string, long> Counts { get; init => field = JoinedMap.Of(value); } = JoinedMap.Of<long>([]);

    public long Requests { get; init; }

    public long Retries { get; init; }

    /// <summary>Time in which requests waited to be repeated.</summary>
    public TimeSpan Waited { get; init; }

    /// <summary>Time in which requests waited for their turn.</summary>
    public TimeSpan Paced { get; init; }

    public IReadOnlyList<string> ActivityIds { get; init => field = JoinedList.Of(value); } = JoinedList.Of<string>([]);

    /// <summary>Where the report went, or was to go.</summary>
    public string? ReportPath { get; init; }

    /// <summary>The command that goes on with the run.</summary>
    public string Command => Cmdlet == ImportCmdlet ? ResumeCommand(RunId) : NeedsRows ? $"ROWS | {Invocation}" : Invocation;

    /// <summary>Its work is chunks, and it goes on by its id.</summary>
    public bool IsImport => Cmdlet == ImportCmdlet;

    internal static string ResumeCommand(string runId) => $"Resume-CcRun -RunId {runId}";

    /// <summary>The command without its input.</summary>
    private string Invocation
    {
        get
        {
            IEnumerable<string> given = OptionsObject().Select(static o => Argument(o.Key, o.Value)).Concat(Unrecorded.Select(static name => $"-{name} ..."));
            return string.Join(" ", new[] { Cmdlet }.Concat(given).Concat([$"-RunId {RunId}"]));
        }
    }

    /// <summary>What differs between two commands, in a word; null where they are the same.</summary>
    internal string? DifferenceTo(RunRecord other) =>
        Cmdlet != other.Cmdlet ? "command"
        : !string.Equals(BaseUri, other.BaseUri, StringComparison.OrdinalIgnoreCase) ? "service"
        : Options != other.Options ? "set of parameters"
        : !Unrecorded.SequenceEqual(other.Unrecorded, StringComparer.Ordinal) ? "set of parameters"
        : null;

    internal JsonObject ToJson()
    {
        var counts = new JsonObject();
        foreach (KeyValuePair<string, long> count in Counts)
        {
            counts[count.Key] = count.Value;
        }

        return new JsonObject
        {
            ["version"] = 2,
            ["run_id"] = RunId,
            ["cmdlet"] = Cmdlet,
            ["module_version"] = ModuleVersion,
            ["base_uri"] = BaseUri,
            ["client"] = Client,
            ["created_at"] = RunJson.Text(StartedAt),
            ["ended_at"] = EndedAt is { } end ? RunJson.Text(end) : null,
            ["exit_code"] = ExitCode,
            ["finished"] = IsFinished,
            ["options"] = OptionsObject(),
            ["unrecorded"] = RunJson.Texts(Unrecorded),
            ["needs_rows"] = NeedsRows,
            ["input_sha256"] = InputHash,
            ["first_row"] = FirstRow,
            ["rows"] = Rows,
            ["counts"] = counts,
            ["requests"] = Requests,
            ["retries"] = Retries,
            ["waited_seconds"] = Math.Round(Waited.TotalSeconds, 3),
            ["paced_seconds"] = Math.Round(Paced.TotalSeconds, 3),
            ["activity_ids"] = RunJson.Texts(ActivityIds),
            ["report_path"] = ReportPath,
        };
    }

    internal static RunRecord FromJson(JsonObject json) => new()
    {
        RunId = json.Text("run_id") ?? "",
        Cmdlet = json.Text("cmdlet") ?? ImportCmdlet,
        ModuleVersion = json.Text("module_version"),
        BaseUri = json.Text("base_uri") ?? "",
        Client = json.Text("client"),
        StartedAt = json.Time("created_at") ?? default,
        EndedAt = json.Time("ended_at"),
        ExitCode = json.Integer("exit_code"),
        IsFinished = (bool?)json["finished"] ?? false,
        State = (bool?)json["finished"] == true ? "Finished" : "Unfinished",
        Options = CcJson.ToText(json.Object("options") ?? []),
        Unrecorded = [.. json.Texts("unrecorded")],
        NeedsRows = (bool?)json["needs_rows"] ?? false,
        InputHash = json.Text("input_sha256") ?? json.Text("rows_sha256"),
        FirstRow = json.Text("first_row"),
        Rows = (long?)json["rows_in"] ?? (long?)json["rows"] ?? 0,
        Counts = (json.Object("counts") ?? []).ToDictionary(static c => c.Key, static c => (long)c.Value!, StringComparer.Ordinal),
        Requests = (long?)json["requests"] ?? 0,
        Retries = (long?)json["retries"] ?? 0,
        Waited = TimeSpan.FromSeconds((double?)json["waited_seconds"] ?? 0),
        Paced = TimeSpan.FromSeconds((double?)json["paced_seconds"] ?? 0),
        ActivityIds = [.. json.Texts("activity_ids")],
        ReportPath = json.Text("report_path"),
    };

    private JsonObject OptionsObject() => (JsonObject)JsonNode.Parse(Options)!;

    private static string Argument(string name, JsonNode? value) => value switch
    {
        JsonValue v when v.TryGetValue(out bool isSet) => isSet ? $"-{name}" : $"-{name}:$false",
        JsonArray list => $"-{name} {string.Join(", ", list.Select(static e => Quoted(JsonRead.Text(e))))}",
        JsonObject map => $"-{name} @{{ {string.Join("; ", map.Select(static e => $"{Quoted(e.Key)} = {Quoted(JsonRead.Text(e.Value))}"))} }}",
        _ => $"-{name} {Quoted(JsonRead.Text(value))}",
    };

    private static string Quoted(string? text) =>
        text is { Length: > 0 } && text.All(static c => char.IsLetterOrDigit(c) || c is '.' or '_' or '/' or ':' or '-') && !text.StartsWith("-", StringComparison.Ordinal)
            ? text
            : "'" + (text ?? "").Replace("'", "''") + "'";

    public override string ToString() => string.Format(CultureInfo.InvariantCulture, "{0} {1}", Cmdlet, RunId);
}
