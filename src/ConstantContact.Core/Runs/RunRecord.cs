using System.Globalization;
using System.Text.Json.Nodes;
using ConstantContact.Core.Base;
using ConstantContact.Core.Json;

namespace ConstantContact.Core.Runs;

/// <summary>The record of a run, without personal data: <c>run.json</c> in its folder.</summary>
public sealed record RunRecord
{
    public const string ImportCmdlet = "Import-CcContactBulk";

    internal const string Running = "Running";

    internal const string Finished = "Finished";

    internal const string Unfinished = "Unfinished";

    /// <summary>The client id of a connection whose token does not name a client.</summary>
    private const string Opaque = "token-";

    public required string RunId { get; init; }

    /// <summary>The command that began it.</summary>
    public required string Cmdlet { get; init; }

    public string? ModuleVersion { get; init; }

    /// <summary>The base address of the service. A run continues against the same service only.</summary>
    public required string BaseUri { get; init; }

    /// <summary>The OAuth client, as the connection names it.</summary>
    public string? Client { get; init; }

    /// <summary>
    /// Distinguishes the users who signed in, without naming them. A run continues under the same sign-in only. Null if
    /// the token does not state its user.
    /// </summary>
    public string? Account { get; init; }

    public required DateTimeOffset StartedAt { get; init; }

    /// <summary>Null while the run is under way, and for one that was killed.</summary>
    public DateTimeOffset? EndedAt { get; init; }

    /// <summary>
    /// 0: all went well; 1: something ended the run; 2: rows failed or are left. Null while it is not known.
    /// </summary>
    public int? ExitCode { get; init; }

    /// <summary>True if nothing is left to do.</summary>
    public bool IsFinished { get; init; }

    /// <summary><c>Running</c> while a process works on it, <c>Finished</c>, or <c>Unfinished</c>.</summary>
    public string State { get; init; } = Unfinished;

    /// <summary>The parameters as given, by name, without those that hold personal data: a JSON object.</summary>
    public string Options { get; init; } = "{}";

    /// <summary>The names of the given parameters that hold personal data.</summary>
    public IReadOnlyList<string> Unrecorded
    {
        get;
        init => field = JoinedList.Of(value);
    } = JoinedList.Of<string>([]);

    /// <summary>True if rows came from the pipeline and must be given again to continue the run.</summary>
    public bool NeedsRows { get; init; }

    /// <summary>SHA-256 over the requests of the rows that were read.</summary>
    public string? InputHash { get; init; }

    /// <summary>Hash of the first row, which identifies the same input.</summary>
    public string? FirstRow { get; init; }

    public long Rows { get; init; }

    /// <summary>Rows by outcome.</summary>
    public IReadOnlyDictionary<string, long> Counts
    {
        get;
        init => field = JoinedMap.Of(value);
    } = JoinedMap.Of<long>([]);

    public long Requests { get; init; }

    public long Retries { get; init; }

    /// <summary>Time in which requests waited to be repeated.</summary>
    public TimeSpan Waited { get; init; }

    /// <summary>Time in which requests waited for their turn.</summary>
    public TimeSpan Paced { get; init; }

    public IReadOnlyList<string> ActivityIds
    {
        get;
        init => field = JoinedList.Of(value);
    } = JoinedList.Of<string>([]);

    /// <summary>Where the report went, or was to go.</summary>
    public string? ReportPath { get; init; }

    /// <summary>The command that continues the run.</summary>
    public string Command =>
        NeedsRows ? $"ROWS | {Invocation}"
        : IsImport ? ResumeCommand(RunId)
        : Invocation;

    /// <summary>The run is an import, which needs only its id to continue with the rows that were read.</summary>
    public bool IsImport => Cmdlet == ImportCmdlet;

    /// <summary>The part of the record that only an import has.</summary>
    internal JsonObject? Import { get; init; }

    internal static string ResumeCommand(string runId) => $"Resume-CcRun -RunId {runId}";

    /// <summary>The command without its input.</summary>
    private string Invocation
    {
        get
        {
            var given = OptionsObject()
                .Select(static o => Argument(o.Key, o.Value))
                .Concat(Unrecorded.Select(static name => $"-{name} ..."));
            // A run that takes another one back is named by that one.
            string[] own = OptionsObject().ContainsKey("RunId") ? [] : [$"-RunId {RunId}"];
            string[] report = ReportPath is null ? [] : [$"-ReportPath {Quoted(ReportPath)}"];
            return string.Join(" ", [Cmdlet, .. given, .. own, .. report]);
        }
    }

    /// <summary>Tells a user that a command repeats this unfinished run.</summary>
    public string ToHint() =>
        string.Format(
            CultureInfo.InvariantCulture,
            "The run {0} of {1:yyyy-MM-dd HH:mm} UTC began with the same input and is not finished. To continue "
                + "it, stop this command and run: {2}",
            RunId,
            StartedAt.UtcDateTime,
            Command
        );

    /// <summary>
    /// The difference between the services or accounts of two runs, in a word; null if none is known.
    /// </summary>
    internal string? OtherAccountIn(RunRecord other) =>
        !string.Equals(BaseUri, other.BaseUri, StringComparison.OrdinalIgnoreCase) ? "service"
        : Account is not null && other.Account is not null ? (Account == other.Account ? null : "account")
        : NamesClient(Client) && NamesClient(other.Client) && Client != other.Client ? "account"
        : null;

    /// <summary>The difference between two commands, in a word; null if they are the same.</summary>
    internal string? DifferenceTo(RunRecord other) =>
        Cmdlet != other.Cmdlet ? "command"
        : OtherAccountIn(other) is { } account ? account
        : Options != other.Options ? "set of parameters"
        : !Unrecorded.SequenceEqual(other.Unrecorded, StringComparer.Ordinal) ? "set of parameters"
        : null;

    /// <summary>The record at the end of a process that worked on the run.</summary>
    /// <param name="before">The record that the process found; its requests and times are added.</param>
    /// <param name="tally">The requests and times of this process.</param>
    /// <param name="at">Now.</param>
    /// <param name="activities">The bulk activities of this process.</param>
    internal RunRecord EndedAs(RunRecord before, RunTally tally, DateTimeOffset at, IEnumerable<string?> activities) =>
        this with
        {
            EndedAt = at,
            State = IsFinished ? Finished : Unfinished,
            Requests = before.Requests + tally.Requests,
            Retries = before.Retries + tally.Retries,
            Waited = before.Waited + tally.Waited,
            Paced = before.Paced + tally.Paced,
            ActivityIds = [.. before.ActivityIds.Concat(activities.OfType<string>()).Distinct(StringComparer.Ordinal)],
        };

    internal JsonObject ToJson()
    {
        var counts = new JsonObject();
        foreach (var count in Counts)
        {
            counts[count.Key] = count.Value;
        }

        var record = new JsonObject
        {
            ["version"] = 3,
            ["run_id"] = RunId,
            ["cmdlet"] = Cmdlet,
            ["module_version"] = ModuleVersion,
            ["base_uri"] = BaseUri,
            ["client"] = Client,
            ["account"] = Account,
            ["created_at"] = RunJson.Text(StartedAt),
            ["ended_at"] = EndedAt is { } end ? RunJson.Text(end) : null,
            ["exit_code"] = ExitCode,
            ["finished"] = IsFinished,
            ["options"] = OptionsObject(),
            ["unrecorded"] = CcJson.Texts(Unrecorded),
            ["needs_rows"] = NeedsRows,
            ["input_sha256"] = InputHash,
            ["first_row"] = FirstRow,
            ["rows"] = Rows,
            ["counts"] = counts,
            ["requests"] = Requests,
            ["retries"] = Retries,
            ["waited_seconds"] = Math.Round(Waited.TotalSeconds, 3),
            ["paced_seconds"] = Math.Round(Paced.TotalSeconds, 3),
            ["activity_ids"] = CcJson.Texts(ActivityIds),
            ["report_path"] = ReportPath,
        };
        if (Import is not null)
        {
            record["import"] = Import.DeepClone();
        }

        return record;
    }

    internal static RunRecord FromJson(JsonObject json) =>
        new()
        {
            RunId = json.Text("run_id") ?? "",
            Cmdlet = json.Text("cmdlet") ?? ImportCmdlet,
            ModuleVersion = json.Text("module_version"),
            BaseUri = json.Text("base_uri") ?? "",
            Client = json.Text("client"),
            Account = json.Text("account"),
            Import = json.Object("import"),
            StartedAt = json.Time("created_at") ?? default,
            EndedAt = json.Time("ended_at"),
            ExitCode = json.Integer("exit_code"),
            IsFinished = (bool?)json["finished"] ?? false,
            State = (bool?)json["finished"] == true ? Finished : Unfinished,
            Options = CcJson.ToText(json.Object("options") ?? []),
            Unrecorded = [.. json.Texts("unrecorded")],
            NeedsRows = (bool?)json["needs_rows"] ?? false,
            InputHash = json.Text("input_sha256"),
            FirstRow = json.Text("first_row"),
            Rows = (long?)json["rows"] ?? 0,
            Counts = (json.Object("counts") ?? []).ToDictionary(
                static c => c.Key,
                static c => (long)c.Value!,
                StringComparer.Ordinal
            ),
            Requests = (long?)json["requests"] ?? 0,
            Retries = (long?)json["retries"] ?? 0,
            Waited = TimeSpan.FromSeconds((double?)json["waited_seconds"] ?? 0),
            Paced = TimeSpan.FromSeconds((double?)json["paced_seconds"] ?? 0),
            ActivityIds = [.. json.Texts("activity_ids")],
            ReportPath = json.Text("report_path"),
        };

    private JsonObject OptionsObject() => (JsonObject)JsonNode.Parse(Options)!;

    private static bool NamesClient(string? client) => client?.StartsWith(Opaque, StringComparison.Ordinal) == false;

    private static string Argument(string name, JsonNode? value) =>
        value switch
        {
            JsonValue v when v.TryGetValue(out bool isSet) => isSet ? $"-{name}" : $"-{name}:$false",
            JsonArray list => $"-{name} {string.Join(", ", list.Select(static e => Quoted(JsonRead.Text(e))))}",
            JsonObject map =>
                $"-{name} @{{ {string.Join("; ", map.Select(static e => $"{Quoted(e.Key)} = {Quoted(JsonRead.Text(e.Value))}"))} }}",
            _ => $"-{name} {Quoted(JsonRead.Text(value))}",
        };

    private static string Quoted(string? text) =>
        text is { Length: > 0 }
        && text.All(static c => char.IsLetterOrDigit(c) || c is '.' or '_' or '/' or ':' or '-')
        && !text.StartsWith("-", StringComparison.Ordinal)
            ? text
            : "'" + (text ?? "").Replace("'", "''") + "'";

    public override string ToString() => string.Format(CultureInfo.InvariantCulture, "{0} {1}", Cmdlet, RunId);
}
