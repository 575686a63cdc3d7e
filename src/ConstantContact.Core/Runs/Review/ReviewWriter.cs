using System.Globalization;
using System.IO;
using System.Text;
using System.Text.Json.Nodes;
using ConstantContact.Core.Base;
using ConstantContact.Core.Errors;
using ConstantContact.Core.Json;

namespace ConstantContact.Core.Runs.Review;

/// <summary>
/// Makes one HTML file of a <see cref="ReviewPage"/>: its style, its script and its data are in it, and it asks nobody
/// for anything. The data is JSON in a block that no browser runs; the script writes it as text, never as markup. A
/// content security policy forbids all but the one script and the one style, by their hashes. The file is ASCII.
/// </summary>
public static class ReviewWriter
{
    private static readonly Lazy<string> Style = new(static () => Resource("page.css"));

    private static readonly Lazy<string> Script = new(static () => Resource("page.js"));

    /// <summary>The page's content security policy. Trusted types make the browser refuse markup from text.</summary>
    internal static string Policy =>
        $"default-src 'none'; script-src 'sha256-{Digest.Base64Of(Script.Value)}'; style-src "
        + $"'sha256-{Digest.Base64Of(Style.Value)}'; "
        + "base-uri 'none'; form-action 'none'; require-trusted-types-for 'script'; trusted-types 'none'";

    /// <exception cref="InvalidInputException"><c>CcReportNotWritable</c>.</exception>
    public static void Write(ReportTarget target, ReviewPage page)
    {
        try
        {
            target.Write(files => Write(files[0], page), withMark: false);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new InvalidInputException(
                "CcReportNotWritable",
                $"The page '{target.Path}' cannot be written: {FileTrouble.Text(e)}",
                "Name another file with -Path.",
                e
            );
        }
    }

    internal static void Write(TextWriter file, ReviewPage page)
    {
        List<string> outcomes = [.. page.Totals.Select(static t => t.Key.Name)];
        List<ReviewField[]> changes = [.. page.Entries.Select(static e => ReviewField.Of(e.Changes))];
        List<(string Name, int Count)> fields =
        [
            .. changes
                .SelectMany(static c => c.Select(static f => f.Name).Distinct(StringComparer.Ordinal))
                .GroupBy(static name => name, StringComparer.Ordinal)
                .Select(static g => (g.Key, g.Count()))
                .OrderByDescending(static f => f.Item2)
                .ThenBy(static f => f.Key, StringComparer.Ordinal),
        ];

        // The template's parts are written one after another: a value that looks like a place of the template is a
        // value.
        foreach (var part in Resource("page.html").Split(["{{"], StringSplitOptions.None))
        {
            var end = part.IndexOf("}}", StringComparison.Ordinal);
            switch (end < 0 ? "" : part.Substring(0, end))
            {
                case "policy":
                    file.Write(Policy);
                    break;
                case "style":
                    file.Write(Style.Value);
                    break;
                case "script":
                    file.Write(Script.Value);
                    break;
                case "page":
                    file.Write(CcJson.ToScriptText(Head(page, fields)));
                    break;
                case "entries":
                    Entries(file, page.Entries, changes, outcomes, [.. fields.Select(static f => f.Name)]);
                    break;
            }

            file.Write(end < 0 ? part : part.Substring(end + 2));
        }
    }

    private static JsonObject Head(ReviewPage page, IEnumerable<(string Name, int Count)> fields) =>
        new()
        {
            ["kind"] = Line(page.Kind),
            ["title"] = Line(page.Title),
            ["lead"] = Line(page.Lead),
            ["made"] = Time(page.MadeAt),
            ["notes"] = new JsonArray([.. page.Notes.Select(static note => Lines(note))]),
            ["outcomes"] = new JsonArray([
                .. page.Totals.Select(static t => new JsonObject
                {
                    ["label"] = Line(t.Key.Label),
                    ["tone"] = t.Key.Tone.ToString().ToLowerInvariant(),
                    ["count"] = t.Value,
                }),
            ]),
            ["fields"] = new JsonArray([
                .. fields.Select(static f => new JsonObject { ["name"] = Line(f.Name), ["count"] = f.Count }),
            ]),
            ["cost"] = Facts(page.Cost),
            ["facts"] = Facts(page.Facts),
        };

    private static JsonArray Facts(IEnumerable<ReviewFact> facts) =>
        new([
            .. facts.Select(static f => new JsonObject
            {
                ["label"] = Line(f.Label),
                ["value"] = Lines(f.Value),
                ["note"] = Lines(f.Note),
                ["code"] = f.IsCode,
            }),
        ]);

    /// <summary>
    /// A line for each entry: what it does not have is left out, and outcome and fields are places in the lists of the
    /// head.
    /// </summary>
    private static void Entries(
        TextWriter file,
        IReadOnlyList<ReviewEntry> entries,
        List<ReviewField[]> changes,
        List<string> outcomes,
        List<string> fields
    )
    {
        var places = fields
            .Select(static (name, at) => (name, at))
            .ToDictionary(static f => f.name, static f => f.at, StringComparer.Ordinal);
        file.Write("[\n");
        for (var i = 0; i < entries.Count; i++)
        {
            var entry = entries[i];
            var json = new JsonObject { ["key"] = Line(entry.Key), ["outcome"] = outcomes.IndexOf(entry.Outcome) };
            Add(json, "id", Line(entry.ContactId));
            Add(json, "row", entry.Row is { } row ? JsonValue.Create(row) : null);
            Add(json, "route", Line(entry.Route));
            Add(json, "reason", Lines(entry.Reason));
            Add(json, "error", Line(entry.ErrorId));
            Add(json, "remedy", Lines(entry.Remedy));
            if (changes[i].Length > 0)
            {
                json["changes"] = new JsonArray([
                    .. changes[i].Select(c => new JsonArray(places[c.Name], Line(c.Part), Lines(c.Old), Lines(c.New))),
                ]);
            }

            if (entry.Warnings.Count > 0)
            {
                json["warnings"] = new JsonArray([.. entry.Warnings.Select(static w => Lines(w))]);
            }

            file.Write(CcJson.ToScriptText(json));
            file.Write(i + 1 < entries.Count ? ",\n" : "\n");
        }

        file.Write("]");
    }

    private static void Add(JsonObject json, string name, JsonNode? value)
    {
        if (value is not null)
        {
            json[name] = value;
        }
    }

    private static JsonValue? Line(string? text) => text is null ? null : JsonValue.Create(ShownText.Line(text));

    private static JsonValue? Lines(string? text) => text is null ? null : JsonValue.Create(ShownText.Lines(text));

    internal static string Time(DateTimeOffset moment) =>
        moment.UtcDateTime.ToString("yyyy-MM-dd HH:mm 'UTC'", CultureInfo.InvariantCulture);

    /// <summary>
    /// With the line ends that a browser sees, whatever a checkout made of them: the hashes are over these.
    /// </summary>
    private static string Resource(string name)
    {
        using var stream =
            typeof(ReviewWriter).Assembly.GetManifestResourceStream($"{typeof(ReviewWriter).Namespace}.Page.{name}")
            ?? throw new InvalidOperationException($"The resource {name} is missing.");
        using var reader = new StreamReader(stream, Encoding.UTF8);
        return reader.ReadToEnd().Replace("\r\n", "\n");
    }
}
