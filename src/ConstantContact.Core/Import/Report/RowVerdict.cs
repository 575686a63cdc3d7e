using System.IO;
using System.Text;
using System.Text.Json.Nodes;
using ConstantContact.Core.Base;
using ConstantContact.Core.Json;
using ConstantContact.Core.Storage;

namespace ConstantContact.Core.Import.Report;

/// <summary>
/// The outcome of one row of an import. A file of verdicts has one JSON line for each range of rows that came out
/// alike, so that a million accepted rows take as many lines as chunks.
/// </summary>
internal readonly record struct RowVerdict(
    long Row,
    string Outcome,
    string Reason,
    string? ErrorId = null,
    string? ActivityId = null
)
{
    /// <summary>Replaces the file when all is written.</summary>
    /// <exception cref="IOException">The disk is full, or the like; also
    /// <see cref="UnauthorizedAccessException"/>.</exception>
    public static void Write(string path, IEnumerable<RowVerdict> verdicts)
    {
        var beside = path + ".new";
        using (var file = OwnerOnly.Create(beside))
        using (var text = new StreamWriter(file, new UTF8Encoding(false), 1 << 14))
        {
            RowVerdict? first = null;
            long last = 0;
            foreach (var verdict in verdicts)
            {
                if (first is { } begun && begun with { Row = verdict.Row } != verdict)
                {
                    text.Write(Line(begun, last));
                    first = null;
                }

                first ??= verdict;
                last = verdict.Row;
            }

            text.Write(first is { } rest ? Line(rest, last) : "");
            text.Flush();
            file.Flush(flushToDisk: true);
        }

        DurableFile.MoveOver(beside, path);
    }

    /// <summary>Reads the file while the verdicts are enumerated.</summary>
    public static IEnumerable<RowVerdict> Read(string path)
    {
        using var reader = new StreamReader(SharedFile.OpenRead(path), Encoding.UTF8);
        while (reader.ReadLine() is { } line)
        {
            var json = (JsonObject)JsonNode.Parse(line)!;
            var last = (long)json["last"]!;
            for (var row = (long)json["first"]!; row <= last; row++)
            {
                yield return new RowVerdict(
                    row,
                    (string)json["outcome"]!,
                    (string)json["reason"]!,
                    (string?)json["error_id"],
                    (string?)json["activity_id"]
                );
            }
        }
    }

    private static string Line(RowVerdict first, long last) =>
        CcJson.ToText(
            new JsonObject
            {
                ["first"] = first.Row,
                ["last"] = last,
                ["outcome"] = first.Outcome,
                ["reason"] = first.Reason,
                ["error_id"] = first.ErrorId,
                ["activity_id"] = first.ActivityId,
            }
        ) + "\n";
}
