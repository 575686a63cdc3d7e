using System.Globalization;
using System.IO;
using System.Text.Json;
using System.Text.Json.Nodes;
using ConstantContact.Core.Import.Chunks;
using ConstantContact.Core.Json;
using ConstantContact.Core.Runs;

namespace ConstantContact.Core.Import.Running;

/// <summary>
/// The history of each chunk of a run, one JSON line for each event. An entry that announces a chunk is on the disk
/// before the chunk is sent, so that after any end a chunk is known to be taken, known not to be, or one that has to be
/// looked for.
/// </summary>
internal sealed class ImportJournal : IDisposable
{
    private const string OnItsWay = "The process ended while this chunk was on its way.";

    private readonly IJournalFile _file;
    private readonly TimeProvider _time;
    private readonly List<ImportChunkResult> _chunks = [];

    /// <exception cref="IOException">The file cannot be opened; also
    /// <see cref="UnauthorizedAccessException"/>.</exception>
    /// <exception cref="JsonException">It is no journal.</exception>
    public ImportJournal(IJournalFile file, TimeProvider time)
    {
        _file = file;
        _time = time;
        foreach (var line in file.Open())
        {
            Replay(CcJson.Parse(System.Text.Encoding.UTF8.GetBytes(line)));
        }
    }

    /// <summary>
    /// The chunks that are, or may be, with the service, in order. One that was announced and has no known outcome is
    /// <see cref="ImportChunkState.Unknown"/>.
    /// </summary>
    public IReadOnlyList<ImportChunkResult> Chunks => _chunks;

    /// <summary>The run came to its end, and nothing is left to do.</summary>
    public bool IsDone { get; private set; }

    /// <summary>The highest number that was given to a chunk, also to one that was then not taken.</summary>
    public int LastNumber { get; private set; }

    /// <summary>Through which row everything has its chunk already.</summary>
    public long SentThrough => _chunks.Count == 0 ? 0 : _chunks.Max(c => c.LastRow);

    /// <summary>Before the chunk is sent; on the disk when this returns.</summary>
    public ImportChunkResult Sending(ImportChunkResult chunk, string? source)
    {
        var announced = chunk with { State = ImportChunkState.Unknown, SentAt = _time.GetUtcNow(), Message = OnItsWay };
        Write(
            "sending",
            chunk.Number,
            new JsonObject
            {
                ["source"] = source,
                ["first"] = chunk.FirstRow,
                ["last"] = chunk.LastRow,
                ["rows"] = chunk.Rows,
                ["bytes"] = chunk.Bytes,
                ["sha256"] = chunk.Hash,
                ["sample"] = new JsonArray([.. chunk.Sample.Select(row => (JsonNode?)JsonValue.Create(row))]),
            }
        );
        Set(announced);
        return announced;
    }

    /// <summary>The service has the chunk.</summary>
    public void Taken(ImportChunkResult chunk, string activityId)
    {
        Write("taken", chunk.Number, new JsonObject { ["activity"] = activityId });
        Set(chunk with { State = ImportChunkState.Pending, ActivityId = activityId, Message = null });
    }

    /// <summary>The service does not have the chunk, for certain.</summary>
    public void NotTaken(ImportChunkResult chunk, string why)
    {
        Write("not-taken", chunk.Number, new JsonObject { ["why"] = why });
        _chunks.RemoveAll(c => c.Number == chunk.Number);
    }

    /// <summary>It could not be learned whether the service has the chunk.</summary>
    public void Unclear(ImportChunkResult chunk) => Set(chunk);

    /// <summary>The activity came to an end, or is known no more.</summary>
    public void Ended(ImportChunkResult chunk)
    {
        Write(
            "ended",
            chunk.Number,
            new JsonObject
            {
                ["state"] = chunk.State.ToString(),
                ["accepted"] = chunk.Accepted,
                ["correctable"] = chunk.Correctable,
                ["rejected"] = chunk.Rejected,
                ["not_added_to_list"] = chunk.NotAddedToList,
                ["unaccounted"] = chunk.Unaccounted,
                ["message"] = chunk.Message,
                ["errors"] = new JsonArray([.. chunk.Errors.Select(e => (JsonNode?)JsonValue.Create(e))]),
            }
        );
        Set(chunk);
    }

    public void Done()
    {
        Write("done", 0, []);
        IsDone = true;
    }

    public void Dispose() => _file.Dispose();

    private void Set(ImportChunkResult chunk)
    {
        LastNumber = Math.Max(LastNumber, chunk.Number);
        var index = _chunks.FindIndex(c => c.Number == chunk.Number);
        if (index < 0)
        {
            _chunks.Add(chunk);
        }
        else
        {
            _chunks[index] = chunk;
        }
    }

    private void Write(string what, int number, JsonObject facts)
    {
        var entry = new JsonObject
        {
            ["event"] = what,
            ["chunk"] = number,
            ["at"] = _time.GetUtcNow().ToString("O", CultureInfo.InvariantCulture),
        };
        foreach (var fact in facts.ToArray())
        {
            facts.Remove(fact.Key);
            entry[fact.Key] = fact.Value;
        }

        _file.Append(CcJson.ToText(entry));
        _file.FlushToDisk();
    }

    private void Replay(JsonElement entry)
    {
        var number = (int)(entry.Number("chunk") ?? 0);
        var chunk = _chunks.Find(c => c.Number == number);
        switch (entry.RequiredText("event"))
        {
            case "sending":
                Set(
                    new ImportChunkResult
                    {
                        Number = number,
                        State = ImportChunkState.Unknown,
                        Rows = (int)(entry.Number("rows") ?? 0),
                        Bytes = (int)(entry.Number("bytes") ?? 0),
                        FirstRow = entry.Number("first") ?? 0,
                        LastRow = entry.Number("last") ?? 0,
                        Hash = entry.Text("sha256"),
                        Sample = [.. entry.Items("sample").Select(row => row.GetString() ?? "")],
                        SentAt = entry.Moment("at"),
                        Message = OnItsWay,
                    }
                );
                break;
            case "taken" when chunk is not null:
                Set(
                    chunk with
                    {
                        State = ImportChunkState.Pending,
                        ActivityId = entry.Text("activity"),
                        Message = null,
                    }
                );
                break;
            case "not-taken" when chunk is not null:
                _chunks.Remove(chunk);
                break;
            case "ended" when chunk is not null:
                Set(
                    chunk with
                    {
                        State = entry.RequiredText("state"),
                        Accepted = entry.Number("accepted") ?? 0,
                        Correctable = entry.Number("correctable") ?? 0,
                        Rejected = entry.Number("rejected") ?? 0,
                        NotAddedToList = entry.Number("not_added_to_list") ?? 0,
                        Unaccounted = entry.Number("unaccounted") ?? 0,
                        Message = entry.Text("message"),
                        Errors = [.. entry.Items("errors").Select(e => e.GetString() ?? "")],
                    }
                );
                break;
            case "done":
                IsDone = true;
                break;
        }
    }
}
