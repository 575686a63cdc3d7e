using System.Globalization;
using System.IO;
using System.Text;
using System.Text.Json;
using ConstantContact.Core.Base;
using ConstantContact.Core.Errors;
using ConstantContact.Core.Json;
using ConstantContact.Core.Storage;

namespace ConstantContact.Core.Runs;

/// <summary>
/// The folder of one run below the data folder. One process at a time holds it, and only its owner can read it.
/// </summary>
public sealed class RunFolder : IDisposable
{
    internal const string Runs = "runs";

    internal const string LockName = "lock";

    private const string RecordName = "run.json";

    private const string ChangesName = "changes.jsonl";

    private const string RowsName = "rows.jsonl";

    private readonly DataFolder _data;
    private readonly FileLock _lock;
    private readonly TimeProvider _time;

    private RunFolder(DataFolder data, string runId, FileLock held, TimeProvider time)
    {
        _data = data;
        _lock = held;
        _time = time;
        RunId = runId;
    }

    public string RunId { get; }

    public string FolderPath => PathOf(_data, RunId);

    /// <summary>The record of the run; null for one that has not begun.</summary>
    public RunRecord? Stored { get; private set; }

    /// <summary>The ids of the runs that are kept, the latest first.</summary>
    public static IReadOnlyList<string> Known(DataFolder data)
    {
        var folder = data.PathOf(Runs);
        return Directory.Exists(folder)
            ?
            [
                .. new DirectoryInfo(folder).EnumerateDirectories()
                    .Where(static run => File.Exists(Path.Combine(run.FullName, RecordName)))
                    .OrderByDescending(static run => run.LastWriteTimeUtc)
                    .Select(static run => run.Name),
            ]
            : [];
    }

    /// <summary>The runs that are kept: unfinished ones first, and the latest first among each.</summary>
    public static IReadOnlyList<RunRecord> Records(DataFolder data) =>
    [
        .. Known(data).Select(id => Record(data, id)).OfType<RunRecord>()
            .OrderBy(static run => run.IsFinished).ThenByDescending(static run => run.StartedAt),
    ];

    /// <summary>The record of one run as it stands now; null if none is kept or it cannot be read.</summary>
    public static RunRecord? Record(DataFolder data, string runId) =>
        ReadRecord(data, runId) is not { } run ? null
        : !run.IsFinished && IsHeld(data, runId) ? run with { State = RunRecord.Running }
        : run;

    /// <summary>Creates the folder of a run, or opens that of an earlier process.</summary>
    /// <param name="data">The data folder.</param>
    /// <param name="runId">Null to make one from the time and random digits.</param>
    /// <param name="time">The clock.</param>
    /// <exception cref="InvalidInputException"><c>CcRunInUse</c>, <c>CcInvalidFile</c>, <c>CcInvalidValue</c>.</exception>
    /// <exception cref="RunNotWritableException">The folder cannot be created.</exception>
    public static RunFolder Open(DataFolder data, string? runId, TimeProvider time)
    {
        var id = runId
            ?? time.GetUtcNow().ToString("yyyyMMdd-HHmmss", CultureInfo.InvariantCulture) + "-" + Guid.NewGuid().ToString("N").Substring(0, 6);
        if (!IsWellFormed(id))
        {
            throw RunErrors.Malformed(id);
        }

        try
        {
            data.Make(Runs);
            var held = FileLock.TryAcquire(Path.Combine(data.Make(Runs, id), LockName)) ?? throw RunErrors.InUse(id);
            var run = new RunFolder(data, id, held, time);
            try
            {
                run.Stored = File.Exists(run.FileOf(RecordName)) ? Read(data, id) : null;
                return run;
            }
            catch
            {
                run.Dispose();
                throw;
            }
        }
        catch (Exception e) when (IsDamage(e))
        {
            throw RunErrors.Unreadable(id, e);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw RunErrors.NotWritable(PathOf(data, id), e);
        }
    }

    /// <summary>The error for a run that is not kept.</summary>
    public static InvalidInputException NotFound(string runId) => RunErrors.NotFound(runId);

    /// <summary>True while a process works on the run.</summary>
    public static bool IsHeld(DataFolder data, string runId)
    {
        try
        {
            using var held = FileLock.TryAcquire(Path.Combine(PathOf(data, runId), LockName));
            return held is null;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }

    /// <summary>The outcome of each row as far as it is known now, also of a run that is under way.</summary>
    /// <exception cref="InvalidInputException"><c>CcRunNotFound</c>, <c>CcRunFinished</c>, <c>CcInvalidFile</c>.</exception>
    public static IReadOnlyList<RowOutcome> Outcomes(DataFolder data, string runId)
    {
        var run = ReadRecord(data, runId) ?? throw RunErrors.NotFound(runId);
        var folder = PathOf(data, runId);
        try
        {
            return run.IsImport ? throw RunErrors.ReportByResuming(runId)
                : !File.Exists(Path.Combine(folder, RowsName)) ? throw RunErrors.RowsNotKept(runId)
                : RowLedger.ReadOutcomes(JournalFile.ReadLines(Path.Combine(folder, RowsName)), JournalFile.ReadLines(Path.Combine(folder, ChangesName)));
        }
        catch (Exception e) when (IsDamage(e) || e is IOException or UnauthorizedAccessException)
        {
            throw RunErrors.Unreadable(runId, e);
        }
    }

    /// <summary>Each write that a run announced, in order.</summary>
    /// <exception cref="InvalidInputException"><c>CcRunFinished</c>, <c>CcInvalidFile</c>.</exception>
    internal static IReadOnlyList<RowChange> Changes(DataFolder data, string runId)
    {
        string path = FileOf(data, runId, ChangesName);
        try
        {
            return File.Exists(path)
                ? [.. JournalFile.ReadLines(path).Select(static line => RowChange.FromJson(CcJson.ToObject(CcJson.Parse(Encoding.UTF8.GetBytes(line)))))]
                : throw RunErrors.RowsNotKept(runId);
        }
        catch (Exception e) when (IsDamage(e) || e is IOException or UnauthorizedAccessException)
        {
            throw RunErrors.Unreadable(runId, e);
        }
    }

    /// <summary>Lets go of the folder. One that was created for a run that never began is removed: nothing was sent.</summary>
    public void Close()
    {
        Dispose();
        try
        {
            if (Stored is null && Directory.Exists(FolderPath))
            {
                Directory.Delete(FolderPath, recursive: true);
            }
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // The sweep removes it later.
        }
    }

    public void Dispose() => _lock.Dispose();

    public override string ToString() => RunId;

    /// <summary>An unfinished run that no process works on and that fits; null if there is none.</summary>
    internal static RunRecord? Unfinished(DataFolder data, Func<RunRecord, bool> fits) =>
        UnfinishedRuns.Ids(data).Select(id => Record(data, id)).OfType<RunRecord>()
            .Where(run => run.State == RunRecord.Unfinished && fits(run))
            .OrderByDescending(static run => run.StartedAt)
            .FirstOrDefault();

    /// <summary>The path of a file in the folder of a run.</summary>
    internal static string FileOf(DataFolder data, string runId, string name) => Path.Combine(PathOf(data, runId), name);

    internal string FileOf(string name) => Path.Combine(FolderPath, name);

    /// <summary>The rows of the run. One that an earlier process began is continued.</summary>
    /// <param name="begin">Called before anything is written.</param>
    /// <param name="onlyLook">Nothing will be sent, and the run stays as it is.</param>
    internal RowLedger OpenLedger(Action begin, bool onlyLook)
    {
        IJournalFile Open(string name) => new JournalFile(FileOf(name));
        return Guarded(() => new RowLedger(begin, () => Open(ChangesName), () => Open(RowsName), _time, isNew: Stored is null) { IsReadOnly = onlyLook });
    }

    /// <summary>Replaces the record.</summary>
    /// <exception cref="RunNotWritableException">The disk is full, or the like.</exception>
    internal void Write(RunRecord record)
    {
        Guarded(() =>
        {
            if (!record.IsFinished && Stored is not { IsFinished: false })
            {
                UnfinishedRuns.Add(_data, RunId);
            }

            DurableFile.Replace(FileOf(RecordName), Encoding.UTF8.GetBytes(CcJson.ToIndentedText(record.ToJson())));
            return true;
        });
        Stored = record;
        if (record.IsFinished)
        {
            UnfinishedRuns.Remove(_data, RunId);
        }
    }

    /// <summary>The writes of a run that has no ledger. The caller closes it.</summary>
    internal IJournalFile OpenChanges() => Guarded(() =>
    {
        var file = new JournalFile(FileOf(ChangesName));
        file.Open();
        return file;
    });

    /// <summary>Removes the files that hold personal data.</summary>
    internal void RemovePersonalData()
    {
        DurableFile.TryDelete(FileOf(ChangesName));
        DurableFile.TryDelete(FileOf(RowsName));
    }

    /// <summary>Work on the run's files, with the errors of a run.</summary>
    internal T Guarded<T>(Func<T> work)
    {
        try
        {
            return work();
        }
        catch (Exception e) when (IsDamage(e))
        {
            throw RunErrors.Unreadable(RunId, e);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw RunErrors.NotWritable(FolderPath, e);
        }
    }

    /// <summary>A file of the run does not hold what this module writes.</summary>
    internal static bool IsDamage(Exception e) => e is JsonException or FormatException or InvalidOperationException or ArgumentException;

    private static RunRecord? ReadRecord(DataFolder data, string runId)
    {
        try
        {
            return IsWellFormed(runId) ? Read(data, runId) : null;
        }
        catch (Exception e) when (IsDamage(e) || e is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    private static RunRecord Read(DataFolder data, string runId) =>
        RunRecord.FromJson(CcJson.ToObject(CcJson.Parse(SharedFile.ReadAllBytes(FileOf(data, runId, RecordName))))) with { RunId = runId };

    private static bool IsWellFormed(string id) =>
        id.Length is > 0 and <= 64 && id.All(static c => c is (>= 'a' and <= 'z') or (>= 'A' and <= 'Z') or (>= '0' and <= '9') or '-' or '_');

    private static string PathOf(DataFolder data, string runId) => data.PathOf(Runs, runId);
}
