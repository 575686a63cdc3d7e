using System.Globalization;
using System.Text.Json.Nodes;

namespace ConstantContact.Core.Runs;

/// <summary>What a run was started to do: enough to go on with it from its id alone.</summary>
public sealed record RunHeader
{
    private const string Reference = "consent_reference";

    public required string RunId { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>The API's root. A run is resumed against the same service only.</summary>
    public required string BaseUri { get; init; }

    /// <summary>The file's whole path; null for rows from the pipeline.</summary>
    public string? Path { get; init; }

    /// <summary>Of the file: bytes.</summary>
    public long Length { get; init; }

    /// <summary>Of the file: when it was written.</summary>
    public DateTime Written { get; init; }

    /// <summary>As given.</summary>
    public string? Encoding { get; init; }

    public char? Delimiter { get; init; }

    /// <summary>False for a stream from the pipeline of which rows may have been to come when its process ended.</summary>
    public bool InputEnded { get; init; } = true;

    /// <summary>Rows in the spool; 0 for a file and for a stream.</summary>
    public long Rows { get; init; }

    /// <summary>SHA-256 of the rows in the spool; null for a file and for a stream, whose rows are compared one by one.</summary>
    public string? RowsHash { get; init; }

    /// <summary>As given: names or ids.</summary>
    public required IReadOnlyList<string> Lists { get; init; }

    /// <summary>What decides which rows are sent and how, as the one who runs it wrote it down.</summary>
    public required JsonObject Options { get; init; }

    /// <summary>Rows are sent while more are being read.</summary>
    public bool IsStream => (bool?)Options["stream"] ?? false;

    /// <summary>Where the proof of consent is to be found; null where none was given.</summary>
    public string? ConsentReference => (string?)Options[Reference];

    public string? ReportPath { get; init; }

    public bool Verify { get; init; }

    /// <summary>
    /// What differs between two commands, in a word; null where they are the same. A consent reference may be added to a run that has none, but none be replaced.
    /// </summary>
    public string? DifferenceTo(RunHeader other) =>
        !string.Equals(BaseUri, other.BaseUri, StringComparison.OrdinalIgnoreCase) ? "service"
        : Path != other.Path ? "input"
        : RowsHash != other.RowsHash ? "set of rows"
        : Path is not null && (Length != other.Length || Written != other.Written) ? "content of the file"
        : Encoding != other.Encoding || Delimiter != other.Delimiter ? "encoding or delimiter"
        : ConsentReference is { } reference && reference != other.ConsentReference ? "consent reference"
        : Others(Options) != Others(other.Options) ? "set of lists or options"
        : null;

    internal JsonObject ToJson() => new()
    {
        ["version"] = 1,
        ["run_id"] = RunId,
        ["created_at"] = CreatedAt.ToString("O", CultureInfo.InvariantCulture),
        ["base_uri"] = BaseUri,
        ["path"] = Path,
        ["length"] = Length,
        ["written"] = Written.ToString("O", CultureInfo.InvariantCulture),
        ["encoding"] = Encoding,
        ["delimiter"] = Delimiter?.ToString(),
        ["input_ended"] = InputEnded,
        ["rows"] = Rows,
        ["rows_sha256"] = RowsHash,
        ["lists"] = Texts(Lists),
        ["options"] = Options.DeepClone(),
        ["report_path"] = ReportPath,
        ["verify"] = Verify,
    };

    internal static RunHeader FromJson(JsonObject json) => new()
    {
        RunId = (string)json["run_id"]!,
        CreatedAt = DateTimeOffset.Parse((string)json["created_at"]!, CultureInfo.InvariantCulture),
        BaseUri = (string)json["base_uri"]!,
        Path = (string?)json["path"],
        Length = (long)json["length"]!,
        Written = DateTime.Parse((string)json["written"]!, CultureInfo.InvariantCulture, DateTimeStyles.RoundtripKind),
        Encoding = (string?)json["encoding"],
        Delimiter = (string?)json["delimiter"] is { Length: 1 } one ? one[0] : null,
        InputEnded = (bool?)json["input_ended"] ?? true,
        Rows = (long)json["rows"]!,
        RowsHash = (string?)json["rows_sha256"],
        Lists = [.. ((JsonArray)json["lists"]!).Select(l => (string)l!)],
        Options = (JsonObject)json["options"]!.DeepClone(),
        ReportPath = (string?)json["report_path"],
        Verify = (bool?)json["verify"] ?? false,
    };

    /// <summary>All but the consent reference, as text to be compared.</summary>
    private static string Others(JsonObject options)
    {
        var others = (JsonObject)options.DeepClone();
        others.Remove(Reference);
        return others.ToJsonString();
    }

    internal static JsonArray Texts(IEnumerable<string> texts) => new([.. texts.Select(t => (JsonNode?)JsonValue.Create(t))]);
}
