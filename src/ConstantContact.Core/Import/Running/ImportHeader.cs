using System.Globalization;
using System.Text.Json.Nodes;
using ConstantContact.Core.Json;

namespace ConstantContact.Core.Import.Running;

/// <summary>
/// The task of an import: the part of its record that lets a later process continue it by its id alone.
/// </summary>
public sealed record ImportHeader
{
    private const string Reference = "consent_reference";

    /// <summary>The file's full path; null for rows from the pipeline.</summary>
    public string? Path { get; init; }

    /// <summary>The size of the file in bytes.</summary>
    public long Length { get; init; }

    /// <summary>When the file was written.</summary>
    public DateTime Written { get; init; }

    /// <summary>The encoding of the file as given.</summary>
    public string? Encoding { get; init; }

    public char? Delimiter { get; init; }

    /// <summary>False for a stream from the pipeline that may have had more rows when its process ended.</summary>
    public bool InputEnded { get; init; } = true;

    /// <summary>Rows in the spool; 0 for a file and for a stream.</summary>
    public long Rows { get; init; }

    /// <summary>
    /// SHA-256 of the rows in the spool; null for a file, and for a stream, whose rows are compared one by one.
    /// </summary>
    public string? RowsHash { get; init; }

    /// <summary>Names or ids as given.</summary>
    public required IReadOnlyList<string> Lists { get; init; }

    /// <summary>The <see cref="ImportOptions"/> that decide which rows are sent and how.</summary>
    public required JsonObject Options { get; init; }

    /// <summary>Reads the lists at the end, and names the rows whose contacts are missing there.</summary>
    public bool Verify { get; init; }

    /// <summary>Rows are sent while more are being read.</summary>
    public bool IsStream => (bool?)Options["stream"] ?? false;

    /// <summary>Where the proof of consent is recorded; null if none was given.</summary>
    public string? ConsentReference => (string?)Options[Reference];

    /// <summary>
    /// The difference between two commands, in a word; null if they are the same. A run that has no consent reference
    /// may get one, and a reference is never replaced.
    /// </summary>
    public string? DifferenceTo(ImportHeader other) =>
        Path != other.Path ? "input"
        : RowsHash != other.RowsHash ? "set of rows"
        : Path is not null && (Length != other.Length || Written != other.Written) ? "content of the file"
        : Encoding != other.Encoding || Delimiter != other.Delimiter ? "encoding or delimiter"
        : ConsentReference is { } reference && reference != other.ConsentReference ? "consent reference"
        : Others(Options) != Others(other.Options) ? "set of lists or options"
        : null;

    internal JsonObject ToJson() =>
        new()
        {
            ["path"] = Path,
            ["length"] = Length,
            ["written"] = Written.ToString("O", CultureInfo.InvariantCulture),
            ["encoding"] = Encoding,
            ["delimiter"] = Delimiter?.ToString(),
            ["input_ended"] = InputEnded,
            ["rows"] = Rows,
            ["rows_sha256"] = RowsHash,
            ["lists"] = CcJson.Texts(Lists),
            ["options"] = Options.DeepClone(),
            ["verify"] = Verify,
        };

    internal static ImportHeader FromJson(JsonObject json) =>
        new()
        {
            Path = json.Text("path"),
            Length = (long)json["length"]!,
            Written = DateTime.Parse(
                (string)json["written"]!,
                CultureInfo.InvariantCulture,
                DateTimeStyles.RoundtripKind
            ),
            Encoding = json.Text("encoding"),
            Delimiter = json.Text("delimiter") is { Length: 1 } one ? one[0] : null,
            InputEnded = (bool?)json["input_ended"] ?? true,
            Rows = (long)json["rows"]!,
            RowsHash = json.Text("rows_sha256"),
            Lists = [.. json.Texts("lists")],
            Options = (JsonObject)json["options"]!.DeepClone(),
            Verify = (bool?)json["verify"] ?? false,
        };

    /// <summary>All options but the consent reference, as text to be compared.</summary>
    private static string Others(JsonObject options)
    {
        var others = (JsonObject)options.DeepClone();
        others.Remove(Reference);
        return others.ToJsonString();
    }
}
