using System.IO;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using ConstantContact.Core.Base;
using ConstantContact.Core.Errors;
using ConstantContact.Core.Json;
using ConstantContact.Core.Plans.Snapshots;
using ConstantContact.Core.Storage;

namespace ConstantContact.Core.Plans;

/// <summary>
/// The changes that an account would get, for review, agreement and application. A file of JSON lines: a header, and an
/// entry for each row.
/// </summary>
public sealed class Plan
{
    private const string HashMember = "sha256";

    private readonly IReadOnlyList<string> _lines;
    private readonly string _headLine;

    private Plan(PlanHeader header, IReadOnlyList<PlanEntry> entries, string headLine, IReadOnlyList<string> lines)
    {
        Header = header;
        Entries = entries;
        _headLine = headLine;
        _lines = lines;
    }

    public PlanHeader Header { get; }

    /// <summary>In the order of the rows; contacts that no row names come last.</summary>
    public IReadOnlyList<PlanEntry> Entries { get; }

    /// <summary>The drafts of the plan; null for a plan that was read from a file.</summary>
    internal AccountSnapshot? Snapshot { get; init; }

    /// <summary>Entries that write something.</summary>
    internal IEnumerable<PlanEntry> Writing => Entries.Where(static e => e.Writes);

    /// <exception cref="InvalidInputException"> <c>CcInvalidFile</c>: there is no such plan. <c>CcPlanEdited</c>: it
    /// was changed after it was made. <c>CcPlanUnsafe</c>: others can write to the file. </exception>
    public static Plan Read(string path)
    {
        try
        {
            if (OwnerOnly.OthersCanWrite(path))
            {
                throw PlanErrors.Unsafe(path);
            }

            return Parse(path, Encoding.UTF8.GetString(SharedFile.ReadAllBytes(path)));
        }
        catch (Exception e)
            when (e is IOException or UnauthorizedAccessException or NotSupportedException or ArgumentException)
        {
            throw PlanErrors.Unreadable(path, e.Message.TrimEnd('.'), e);
        }
        catch (Exception e)
            when (e is JsonException or FormatException or InvalidOperationException or OverflowException)
        {
            throw PlanErrors.Unreadable(path, e is FormatException ? e.Message : "it is not a plan", e);
        }
    }

    internal static Plan Make(PlanHeader header, IReadOnlyList<PlanEntry> entries, AccountSnapshot? snapshot)
    {
        string[] lines = [.. entries.Select(static e => CcJson.ToText(e.ToJson()))];
        header = header with
        {
            Entries = entries.Count,
            Counts = entries
                .GroupBy(static e => e.Action, StringComparer.Ordinal)
                .OrderBy(static g => Array.IndexOf(PlanAction.All, g.Key))
                .ToDictionary(static g => g.Key, static g => (long)g.Count(), StringComparer.Ordinal),
        };
        var head = header.ToJson();
        var hash = HashOf(CcJson.ToText(head), lines);
        head[HashMember] = hash;
        return new Plan(
            header with
            {
                Hash = hash,
            },
            EntriesOf(lines, header.Names), // as another process reads them, so that both do the same
            CcJson.ToText(head),
            lines
        )
        {
            Snapshot = snapshot,
        };
    }

    /// <summary>Takes the place of a plan that is there; no other file is overwritten.</summary>
    /// <exception cref="InvalidInputException"><c>CcReportNotWritable</c>.</exception>
    public void Write(string path)
    {
        try
        {
            if (File.Exists(path) && !IsPlan(path))
            {
                throw new IOException("there is a file of that name that is not a plan.");
            }

            var text = new StringBuilder(_headLine).Append('\n');
            foreach (var line in _lines)
            {
                text.Append(line).Append('\n');
            }

            DurableFile.Replace(path, Encoding.UTF8.GetBytes(text.ToString()));
        }
        catch (Exception e)
            when (e is IOException or UnauthorizedAccessException or NotSupportedException or ArgumentException)
        {
            throw PlanErrors.NotWritable(path, e);
        }
    }

    private static bool IsPlan(string path)
    {
        using var reader = new StreamReader(SharedFile.OpenRead(path), Encoding.UTF8);
        return reader.ReadLine() is not { } first || first.StartsWith("{\"ccplan\":", StringComparison.Ordinal);
    }

    private static Plan Parse(string path, string text)
    {
        var all = text.Split(['\n'], StringSplitOptions.RemoveEmptyEntries);
        if (all.Length == 0)
        {
            throw new FormatException("it is empty");
        }

        var head = ObjectOf(all[0]);
        var header = PlanHeader.FromJson(head);
        string[] lines = [.. all.Skip(1)];
        head.Remove(HashMember);
        if (!string.Equals(HashOf(CcJson.ToText(head), lines), header.Hash, StringComparison.Ordinal))
        {
            throw PlanErrors.Edited(path);
        }

        return new Plan(header, EntriesOf(lines, header.Names), all[0], lines);
    }

    private static PlanEntry[] EntriesOf(IEnumerable<string> lines, PlanNames names) =>
        [.. lines.Select(line => PlanEntry.FromJson(ObjectOf(line), names, KeyOf(line)))];

    private static JsonObject ObjectOf(string line) => CcJson.ToObject(CcJson.Parse(Encoding.UTF8.GetBytes(line)));

    private static string HashOf(string head, IEnumerable<string> lines)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (var line in lines.Prepend(head))
        {
            hash.AppendData(Encoding.UTF8.GetBytes(line + "\n"));
        }

        return BitConverter.ToString(hash.GetHashAndReset()).Replace("-", "").ToLowerInvariant();
    }

    private static string KeyOf(string line) => Runs.RowLedger.HashOf(line);
}
