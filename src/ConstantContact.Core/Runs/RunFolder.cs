using System.Globalization;
using System.IO;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using ConstantContact.Core.Base;
using ConstantContact.Core.Errors;
using ConstantContact.Core.Json;
using ConstantContact.Core.Rows;
using ConstantContact.Core.Storage;

namespace ConstantContact.Core.Runs;

/// <summary>
/// A run's own folder below the data folder: what it is to do, its rows where they came down the pipeline, its journal. Held by
/// one process at a time; readable by its owner alone.
/// </summary>
public sealed class RunFolder : IDisposable
{
    private const string Runs = "runs";

    /// <summary>How many days runs are kept: 30 unless the environment says otherwise.</summary>
    public const string KeepDaysVariable = "CONSTANTCONTACT_KEEP_DAYS";

    private const int UsualDays = 30;

    private const string RecordName = "run.json";

    private const string ChangesName = "changes.jsonl";

    private const string RowsName = "rows.jsonl";

    private readonly DataFolder _data;
    private readonly FileLock _lock;
    private readonly TimeProvider _time;
    private RunJournal? _journal;

    private RunFolder(DataFolder data, string runId, FileLock held, TimeProvider time)
    {
        _data = data;
        _lock = held;
        _time = time;
        RunId = runId;
    }

    public string RunId { get; }

    public string FolderPath => PathOf(_data, RunId);

    public string SpoolPath => System.IO.Path.Combine(FolderPath, "rows.bin");

    /// <summary>For rows that are given to a run a second time; gone when the folder is closed.</summary>
    public string AgainPath => SpoolPath + ".again";

    /// <summary>What the import was started to do; null for one that has not been, and for a run of another kind.</summary>
    public RunHeader? Header { get; private set; }

    /// <summary>What is known of the run; null for one that has not been started.</summary>
    public RunRecord? Stored { get; private set; }

    /// <summary>Rows and changes are removed when their run has come to its end.</summary>
    internal static bool KeepsNone => KeepDays == 0;

    private static int KeepDays =>
        int.TryParse(Environment.GetEnvironmentVariable(KeepDaysVariable), NumberStyles.None, CultureInfo.InvariantCulture, out int days) ? Math.Min(days, 3650) : UsualDays;

    internal RunJournal Journal => _journal ?? throw new InvalidOperationException("The run has no journal yet.");

    private string HeaderPath => System.IO.Path.Combine(FolderPath, RecordName);

    private string MarksPath => System.IO.Path.Combine(FolderPath, "marks.bin");

    /// <summary>Ids of the runs that are kept, the latest first.</summary>
    public static IReadOnlyList<string> Known(DataFolder data)
    {
        string folder = data.PathOf(Runs);
        return Directory.Exists(folder)
            ? [.. new DirectoryInfo(folder).GetDirectories().Where(d => File.Exists(System.IO.Path.Combine(d.FullName, RecordName))).OrderByDescending(d => d.LastWriteTimeUtc).Select(d => d.Name)]
            : [];
    }

    /// <summary>Makes the folder of a run, or opens that of an earlier process.</summary>
    /// <param name="data">Where runs are kept.</param>
    /// <param name="runId">Null for one that is made up: when, and something random.</param>
    /// <param name="time">The clock.</param>
    /// <exception cref="InvalidInputException"><c>CcRunInUse</c>, <c>CcRunNotWritable</c>, <c>CcInvalidFile</c>, <c>CcInvalidValue</c>.</exception>
    public static RunFolder Open(DataFolder data, string? runId, TimeProvider time) => Open(data, runId, time, hasChunks: true);

    /// <summary>The same for a run whose work is rows, not chunks.</summary>
    internal static RunFolder Open(DataFolder data, string? runId, TimeProvider time, bool hasChunks)
    {
        string id = runId ?? time.GetUtcNow().ToString("yyyyMMdd-HHmmss", CultureInfo.InvariantCulture) + "-" + Guid.NewGuid().ToString("N").Substring(0, 6);
        if (id.Length is 0 or > 64 || id.Any(c => !(c is (>= 'a' and <= 'z') or (>= 'A' and <= 'Z') or (>= '0' and <= '9') or '-' or '_')))
        {
            throw RunErrors.Malformed(id);
        }

        try
        {
            data.Make(Runs);
            string path = data.Make(Runs, id);
            FileLock held = FileLock.TryAcquire(System.IO.Path.Combine(path, "lock")) ?? throw RunErrors.InUse(id);
            var run = new RunFolder(data, id, held, time);
            try
            {
                run.Load(hasChunks);
                return run;
            }
            catch
            {
                run.Dispose();
                throw;
            }
        }
        catch (Exception e) when (e is JsonException or FormatException)
        {
            throw RunErrors.Unreadable(id, e);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw RunErrors.NotWritable(PathOf(data, id), e);
        }
    }

    /// <summary>The runs that are kept, unfinished ones first, the latest first among each.</summary>
    public static IReadOnlyList<RunRecord> Records(DataFolder data) =>
        [.. Known(data).Select(id => ReadRecord(data, id) is not { } run ? null : IsHeld(data, id) ? run with { State = "Running" } : run).OfType<RunRecord>().OrderBy(static r => r.IsFinished).ThenByDescending(static r => r.StartedAt)];

    /// <summary>The error for a run that is not kept.</summary>
    public static InvalidInputException NotFound(string runId) => RunErrors.NotFound(runId);

    /// <summary>True while a process works on the run.</summary>
    public static bool IsHeld(DataFolder data, string runId)
    {
        try
        {
            using FileLock? held = FileLock.TryAcquire(System.IO.Path.Combine(PathOf(data, runId), "lock"));
            return held is null;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }

    /// <summary>What became of each row of a run, as far as it is known now. Also of a run that is under way.</summary>
    /// <exception cref="InvalidInputException"><c>CcRunNotFound</c>, <c>CcRunFinished</c>, <c>CcInvalidFile</c>.</exception>
    public static IReadOnlyList<RowOutcome> Outcomes(DataFolder data, string runId)
    {
        RunRecord run = Known(data).Contains(runId, StringComparer.Ordinal) && ReadRecord(data, runId) is { } found ? found : throw RunErrors.NotFound(runId);
        string folder = PathOf(data, run.RunId), rows = System.IO.Path.Combine(folder, RowsName);
        try
        {
            return run.Cmdlet == RunRecord.ImportCmdlet ? throw RunErrors.ReportByResuming(runId)
                : File.Exists(rows) ? RowLedger.ReadOutcomes(LinesOf(rows), LinesOf(System.IO.Path.Combine(folder, ChangesName))) : throw RunErrors.RowsNotKept(runId);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or JsonException or FormatException)
        {
            throw RunErrors.Unreadable(runId, e);
        }
    }

    /// <summary>Each write that a run announced, in order.</summary>
    /// <exception cref="InvalidInputException"><c>CcRunNotFound</c>, <c>CcRunFinished</c>, <c>CcInvalidFile</c>.</exception>
    internal static IReadOnlyList<RowChange> Changes(DataFolder data, string runId)
    {
        string path = System.IO.Path.Combine(PathOf(data, runId), ChangesName);
        try
        {
            return File.Exists(path)
                ? [.. LinesOf(path).Select(static line => RowChange.FromJson(CcJson.ToObject(CcJson.Parse(Encoding.UTF8.GetBytes(line)))))]
                : throw RunErrors.RowsNotKept(runId);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or JsonException or FormatException)
        {
            throw RunErrors.Unreadable(runId, e);
        }
    }

    /// <summary>An unfinished run of the same command and input that nobody works on; null where there is none.</summary>
    internal static RunRecord? Unfinished(DataFolder data, RunRecord wanted) =>
        Records(data).FirstOrDefault(r => !r.IsFinished && r.RunId != wanted.RunId && r.FirstRow == wanted.FirstRow && r.State == "Unfinished" && r.DifferenceTo(wanted) is null);

    /// <summary>The folder of a run that was started.</summary>
    /// <exception cref="InvalidInputException"><c>CcRunNotFound</c>, and those of <see cref="Open(DataFolder, string?, TimeProvider)"/>.</exception>
    public static RunFolder Find(DataFolder data, string runId, TimeProvider time) =>
        Known(data).Contains(runId, StringComparer.Ordinal) ? Open(data, runId, time) : throw RunErrors.NotFound(runId);

    /// <summary>The rows of the run; one that an earlier process began is gone on with.</summary>
    /// <param name="begin">Called before the first thing is written down.</param>
    /// <param name="onlyLook">Nothing will be sent: the run stays as it is.</param>
    internal RowLedger OpenLedger(Action begin, bool onlyLook)
    {
        IJournalFile Open(string name) => new JournalFile(System.IO.Path.Combine(FolderPath, name));
        return Guarded(() => new RowLedger(begin, () => Open(ChangesName), () => Open(RowsName), _time, isNew: Stored is null) { IsReadOnly = onlyLook });
    }

    /// <summary>Puts the record in the place of the one before.</summary>
    /// <exception cref="RunNotWritableException">The disk is full, or the like.</exception>
    internal void Write(RunRecord record)
    {
        Guarded(() =>
        {
            DurableFile.Replace(HeaderPath, Encoding.UTF8.GetBytes(CcJson.ToIndentedText(record.ToJson())));
            return true;
        });
        Stored = record;
    }

    /// <summary>Adds what is known of an import to its record. Never fails: the journal is what counts.</summary>
    public void NoteEnd(int exitCode, bool isFinished, long rows, IReadOnlyDictionary<string, long> counts, long requests, IReadOnlyList<string> activityIds)
    {
        if (Header is null)
        {
            return;
        }

        JsonObject json = Header.ToJson();
        RunRecord end = RunRecord.FromJson(json) with
        {
            EndedAt = _time.GetUtcNow(), ExitCode = exitCode, IsFinished = isFinished, Rows = rows, Counts = counts, Requests = requests, ActivityIds = activityIds,
        };
        JsonObject more = end.ToJson();
        foreach (string name in new[] { "ended_at", "exit_code", "finished", "counts", "requests", "activity_ids" })
        {
            json[name] = more[name]?.DeepClone();
        }

        json["rows_in"] = rows;
        try
        {
            DurableFile.Replace(HeaderPath, Encoding.UTF8.GetBytes(CcJson.ToIndentedText(json)));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // The run counts as unfinished, and going on with it finds nothing to do.
        }
    }

    /// <summary>Removes what holds personal data.</summary>
    internal void RemovePersonalData()
    {
        foreach (string name in new[] { ChangesName, RowsName })
        {
            try
            {
                File.Delete(System.IO.Path.Combine(FolderPath, name));
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                // The whole folder is removed later.
            }
        }
    }

    private T Guarded<T>(Func<T> work)
    {
        try
        {
            return work();
        }
        catch (Exception e) when (e is JsonException or FormatException)
        {
            throw RunErrors.Unreadable(RunId, e);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw RunErrors.NotWritable(FolderPath, e);
        }
    }

    /// <summary>Removes runs that are too old to be resumed; one that is in use stays. Looks once a day at most.</summary>
    public static void RemoveOld(DataFolder data, TimeProvider time)
    {
        string folder = data.PathOf(Runs);
        if (!Directory.Exists(folder))
        {
            return;
        }

        string mark = System.IO.Path.Combine(folder, "swept");
        DateTime now = time.GetUtcNow().UtcDateTime;
        TimeSpan kept = TimeSpan.FromDays(KeepsNone ? UsualDays : KeepDays);
        if (File.Exists(mark) && File.GetLastWriteTimeUtc(mark) is var last && last <= now && now - last < TimeSpan.FromDays(1))
        {
            return;
        }

        try
        {
            OwnerOnly.Create(mark).Dispose();
            File.SetLastWriteTimeUtc(mark, now);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return;
        }

        foreach (DirectoryInfo run in new DirectoryInfo(folder).GetDirectories())
        {
            try
            {
                string lockPath = System.IO.Path.Combine(run.FullName, "lock");
                if (now - run.GetFiles().Select(f => f.LastWriteTimeUtc).DefaultIfEmpty(run.LastWriteTimeUtc).Max() > kept && FileLock.TryAcquire(lockPath) is { } held)
                {
                    held.Dispose();
                    run.Delete(recursive: true);
                }
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                // Another process is at it; the next run tries again.
            }
        }
    }

    /// <summary>Writes down what the run is to do, for whoever resumes it.</summary>
    public void Start(RunHeader header)
    {
        try
        {
            DurableFile.Replace(HeaderPath, Encoding.UTF8.GetBytes(CcJson.ToIndentedText(header.ToJson())));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw RunErrors.NotWritable(HeaderPath, e);
        }

        Header = header;
    }

    /// <summary>The rows from the pipeline that an earlier process spooled. Of a stream that was interrupted these are those that it had read.</summary>
    /// <exception cref="InvalidInputException"><c>CcRunFinished</c>, <c>CcInvalidFile</c>.</exception>
    public RowSpool OpenSpool() =>
        Journal.IsDone && !File.Exists(SpoolPath) ? throw RunErrors.Finished(RunId)
        : Header is { IsStream: true } ? RowSpool.Reopen(SpoolPath, long.MaxValue)
        : RowSpool.Open(SpoolPath, Header?.Rows ?? 0);

    /// <summary>Where a stream puts the rows that arrive: a new file, or that of an earlier process with the rows that it has sent.</summary>
    /// <param name="onlyLook">Nothing will be sent: the run stays as it is.</param>
    /// <exception cref="InvalidInputException"><c>CcRunFinished</c>, <c>CcInvalidFile</c>, <c>CcRunNotWritable</c>.</exception>
    public RowSpool ContinueSpool(bool onlyLook)
    {
        if (Header is null)
        {
            return RowSpool.Create(SpoolPath);
        }

        if (Journal.IsDone && !File.Exists(SpoolPath))
        {
            throw RunErrors.Finished(RunId);
        }

        if (!onlyLook)
        {
            Start(Header with { InputEnded = false });
            return RowSpool.Reopen(SpoolPath, Journal.SentThrough);
        }

        try
        {
            File.Copy(SpoolPath, AgainPath, overwrite: true);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw RunErrors.NotWritable(AgainPath, e);
        }

        return RowSpool.Reopen(AgainPath, Journal.SentThrough);
    }

    /// <summary>Writes down a run before it sends: a new one as it is to be, of one that is gone on with the consent reference that it did not have.</summary>
    public void Record(RunHeader header)
    {
        if (Header is null)
        {
            Start(header);
        }
        else if (Header.ConsentReference != header.ConsentReference)
        {
            Start(Header with { Options = header.Options });
        }
    }

    /// <summary>Writes down that the spool holds all rows of a stream.</summary>
    internal void EndInput()
    {
        if (Header is { InputEnded: false })
        {
            Start(Header with { InputEnded = true });
        }
    }

    /// <exception cref="InvalidInputException"><c>CcRunDiffers</c>: the run was started to do something else.</exception>
    public void ThrowIfDifferent(RunHeader wanted)
    {
        if (Header?.DifferenceTo(wanted) is { } what)
        {
            throw RunErrors.Differs(RunId, what);
        }
    }

    /// <summary>The run is at its end: everything was sent, and it is known what became of it.</summary>
    public bool IsDone => Journal.IsDone;

    /// <summary>Something was sent, or may have been.</summary>
    public bool HasChunks => Journal.LastNumber > 0;

    /// <summary>Lets go of the folder. One that was made and never started is removed: nothing was sent.</summary>
    public void Close()
    {
        bool empty = Header is null && Stored is null && _journal is null or { LastNumber: 0 };
        Dispose();
        try
        {
            File.Delete(AgainPath);
            if (empty && Directory.Exists(FolderPath))
            {
                Directory.Delete(FolderPath, recursive: true);
            }
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // Old runs are removed later.
        }
    }

    /// <summary>The run came to its end: its rows are not needed any more, its journal says what was.</summary>
    public void RemoveRows()
    {
        try
        {
            File.Delete(SpoolPath);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // As above.
        }
    }

    public void Dispose()
    {
        _journal?.Dispose();
        _journal = null;
        _lock.Dispose();
    }

    public override string ToString() => RunId;

    /// <summary>Activities that other runs on this machine know as theirs, those of runs that go on among them.</summary>
    /// <exception cref="InvalidInputException"><c>CcInvalidFile</c>: the record of one of them cannot be read, so that its activities are not known.</exception>
    internal HashSet<string> ActivitiesOfOthers()
    {
        var ids = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
        foreach (string run in Known(_data).Where(id => id != RunId))
        {
            try
            {
                string text = Encoding.UTF8.GetString(SharedFile.ReadAllBytes(System.IO.Path.Combine(PathOf(_data, run), "journal.jsonl")));

                // What comes after the last line end is being written.
                foreach (string line in text.Substring(0, text.LastIndexOf('\n') + 1).Split('\n').Where(l => l.IndexOf("\"taken\"", StringComparison.Ordinal) >= 0))
                {
                    if (JsonNode.Parse(line)?["activity"]?.GetValue<string>() is { } id)
                    {
                        ids.Add(id);
                    }
                }
            }
            catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
            {
                // That run has just begun or is gone.
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException or JsonException or InvalidOperationException)
            {
                // An activity of that run must not be taken for one of this.
                throw RunErrors.OtherUnreadable(run, e);
            }
        }

        return ids;
    }

    /// <summary>Puts the marks of rows behind those of the rows before; on the disk when this returns.</summary>
    /// <param name="marks">A byte a row.</param>
    /// <param name="after">The rows before them.</param>
    internal void AppendMarks(byte[] marks, long after)
    {
        try
        {
            using FileStream file = OwnerOnly.Open(MarksPath, FileMode.OpenOrCreate, FileAccess.Write, FileShare.Read);
            file.SetLength(after);
            file.Position = after;
            file.Write(marks, 0, marks.Length);
            file.Flush(flushToDisk: true);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw RunErrors.NotWritable(MarksPath, e);
        }
    }

    /// <summary>Empty where there are none.</summary>
    internal byte[] LoadMarks() => File.Exists(MarksPath) ? SharedFile.ReadAllBytes(MarksPath) : [];

    private void Load(bool hasChunks)
    {
        if (File.Exists(HeaderPath))
        {
            JsonObject json = CcJson.ToObject(CcJson.Parse(SharedFile.ReadAllBytes(HeaderPath)));
            Stored = RunRecord.FromJson(json);
            if (json.ContainsKey("cmdlet") == hasChunks)
            {
                throw RunErrors.Differs(RunId, "command");
            }

            Header = hasChunks ? RunHeader.FromJson(json) : null;
        }

        if (hasChunks)
        {
            _journal = new RunJournal(new JournalFile(System.IO.Path.Combine(FolderPath, "journal.jsonl")), _time);
        }
    }

    private static RunRecord? ReadRecord(DataFolder data, string runId)
    {
        try
        {
            string path = System.IO.Path.Combine(PathOf(data, runId), RecordName);
            return RunRecord.FromJson(CcJson.ToObject(CcJson.Parse(SharedFile.ReadAllBytes(path))));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or JsonException or FormatException or InvalidOperationException)
        {
            return null;
        }
    }

    private static IReadOnlyList<string> LinesOf(string path)
    {
        if (!File.Exists(path))
        {
            return [];
        }

        using var reader = new StreamReader(SharedFile.OpenRead(path), Encoding.UTF8);
        string text = reader.ReadToEnd();
        return text.Substring(0, text.LastIndexOf('\n') + 1).Split(['\n'], StringSplitOptions.RemoveEmptyEntries);
    }

    private static string PathOf(DataFolder data, string runId) => data.PathOf(Runs, runId);
}
