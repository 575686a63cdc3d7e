using System.Globalization;
using System.Text.Json.Nodes;
using ConstantContact.Core.Base;
using ConstantContact.Core.Json;
using ConstantContact.Core.Runs;
using ConstantContact.Core.Updates;

namespace ConstantContact.Core.Plans;

/// <summary>The facts about the plan as a whole: the first line of its file.</summary>
public sealed record PlanHeader
{
    internal const int Version = 1;

    /// <summary>When the plan was made, and something random.</summary>
    public required string PlanId { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>The command that made it.</summary>
    public required string Cmdlet { get; init; }

    public string? ModuleVersion { get; init; }

    /// <summary>The API's root. A plan is applied to the same service only.</summary>
    public required string BaseUri { get; init; }

    /// <summary>The OAuth client, as the connection names it.</summary>
    public string? Client { get; init; }

    /// <summary>The service's id of the account; null where the connection may not read it.</summary>
    public string? Account { get; init; }

    /// <summary>The source file; null for rows from the pipeline.</summary>
    public string? SourcePath { get; init; }

    /// <summary>Rows of the source.</summary>
    public long Rows { get; init; }

    /// <summary>A hash of what the rows ask for.</summary>
    public string? SourceHash { get; init; }

    public PlanNames Names { get; init; } = new();

    /// <summary>Entries by action.</summary>
    public IReadOnlyDictionary<string, long> Counts
    {
        get;
        init => field = JoinedMap.Of(value);
    } = JoinedMap.Of<long>([]);

    public PlanForecast Forecast { get; init; } = PlanForecast.None;

    /// <summary>Lists that lose members.</summary>
    public IReadOnlyList<PlanRemoval> Removals
    {
        get;
        init => field = JoinedList.Of(value);
    } = JoinedList.Of<PlanRemoval>([]);

    public long Entries { get; init; }

    /// <summary>SHA-256 over the rest of the header and all entries, in hex.</summary>
    public string Hash { get; init; } = "";

    /// <summary>The switches that the plan was made with.</summary>
    internal MergeOptions Merge { get; init; } = new();

    /// <summary>Memberships of lists alone: reading these lists proves all.</summary>
    internal bool ProvesByList { get; init; }

    /// <summary>Of a plan that undoes a run: that run.</summary>
    internal string? Undoes { get; init; }

    public override string ToString() => PlanId;

    internal JsonObject ToJson() =>
        new()
        {
            ["ccplan"] = Version,
            ["plan_id"] = PlanId,
            ["created_at"] = RunJson.Text(CreatedAt),
            ["cmdlet"] = Cmdlet,
            ["module_version"] = ModuleVersion,
            ["base_uri"] = BaseUri,
            ["client"] = Client,
            ["account"] = Account,
            ["source"] = new JsonObject
            {
                ["path"] = SourcePath,
                ["rows"] = Rows,
                ["sha256"] = SourceHash,
            },
            ["options"] = new JsonObject
            {
                ["restore"] = Merge.Restore,
                ["include_unsubscribed"] = Merge.IncludeUnsubscribed,
                ["update_source"] = Merge.UpdateSource,
                ["consent_reference"] = Merge.ConsentReference,
                ["undoes"] = Undoes,
                ["proves_by_list"] = ProvesByList,
            },
            ["names"] = Names.ToJson(),
            ["counts"] = new JsonObject(Counts.Select(static c => new KeyValuePair<string, JsonNode?>(c.Key, c.Value))),
            ["forecast"] = new JsonObject
            {
                ["requests"] = Forecast.Requests,
                ["seconds"] = Math.Round(Forecast.Duration.TotalSeconds, 1),
                ["routes"] = new JsonArray([
                    .. Forecast.Routes.Select(static r =>
                        (JsonNode)
                            new JsonObject
                            {
                                ["route"] = r.Route,
                                ["contacts"] = r.Contacts,
                                ["requests"] = r.Requests,
                            }
                    ),
                ]),
            },
            ["removals"] = new JsonArray([
                .. Removals.Select(static r =>
                    (JsonNode)
                        new JsonObject
                        {
                            ["list"] = r.ListId,
                            ["leaving"] = r.Leaving,
                            ["members"] = r.Members,
                        }
                ),
            ]),
            ["entries"] = Entries,
        };

    /// <exception cref="FormatException">It is no header of a plan, or one of another version.</exception>
    internal static PlanHeader FromJson(JsonObject json)
    {
        if (json.Integer("ccplan") is not Version)
        {
            throw new FormatException(
                json.ContainsKey("ccplan") ? "it was written by another version of the module" : "it is not a plan"
            );
        }

        JsonObject source = json.Object("source") ?? [],
            options = json.Object("options") ?? [],
            forecast = json.Object("forecast") ?? [];
        var names = PlanNames.FromJson(json.Object("names") ?? []);
        return new PlanHeader
        {
            PlanId = json.Text("plan_id") ?? "",
            CreatedAt = DateTimeOffset.Parse(json.Text("created_at") ?? "", CultureInfo.InvariantCulture),
            Cmdlet = json.Text("cmdlet") ?? "",
            ModuleVersion = json.Text("module_version"),
            BaseUri = json.Text("base_uri") ?? "",
            Client = json.Text("client"),
            Account = json.Text("account"),
            SourcePath = source.Text("path"),
            Rows = (long?)source["rows"] ?? 0,
            SourceHash = source.Text("sha256"),
            Merge = new MergeOptions
            {
                Restore = options.Text("restore") == "true",
                IncludeUnsubscribed = options.Text("include_unsubscribed") == "true",
                UpdateSource = options.Text("update_source") ?? "Account",
                ConsentReference = options.Text("consent_reference"),
            },
            Undoes = options.Text("undoes"),
            ProvesByList = options.Text("proves_by_list") == "true",
            Names = names,
            Counts = (json.Object("counts") ?? []).ToDictionary(
                static c => c.Key,
                static c => (long)c.Value!,
                StringComparer.Ordinal
            ),
            Forecast = new PlanForecast
            {
                Duration = TimeSpan.FromSeconds((double?)forecast["seconds"] ?? 0),
                Routes =
                [
                    .. forecast
                        .Entries("routes")
                        .Select(static r => new PlanRouteForecast(
                            r.Text("route") ?? "",
                            (long?)r["contacts"] ?? 0,
                            (long?)r["requests"] ?? 0
                        )),
                ],
            },
            Removals =
            [
                .. json.Entries("removals")
                    .Select(r => new PlanRemoval(
                        r.Text("list") ?? "",
                        names.List(r.Text("list") ?? ""),
                        (long?)r["leaving"] ?? 0,
                        (long?)r["members"] ?? 0
                    )),
            ],
            Entries = (long?)json["entries"] ?? 0,
            Hash = json.Text("sha256") ?? "",
        };
    }
}
