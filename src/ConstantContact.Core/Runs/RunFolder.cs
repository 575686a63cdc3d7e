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
public class RunFolder : IDisposable
{
    internal const string Runs = "runs";

    internal const string LockName = "lock";

    private const string RecordName = "run.json";

    private const string ChangesName = "changes.jsonl";

    private const string RowsName = "rows.jsonl";

    /// <summary>How far the times of folders may lag behind: two seconds on FAT.</summary>
    private static readonly TimeSpan FolderTimes = TimeSpan.FromSeconds(2);

    private readonly FileLock _lock;

    private protected RunFolder(DataFolder data, string runId, FileLock held, TimeProvider time)
    {
        Data = data;
        _lock = held;
        Time = time;
        RunId = runId;
        Stored = File.Exists(FileOf(RecordName)) ? Read(data, runId) : null;
    }

    public string RunId { get; }

    public string FolderPath => PathOf(Data, RunId);

    /// <summary>The record of the run; null for one that has not begun.</summary>
    public RunRecord? Stored { get; private set; }

    private protected DataFolder Data { get; }

    private protected TimeProvider Time { get; }

    /// <summary>The ids of the runs that are kept, the one that a process worked on last first.</summary>
    public static IEnumerable<string> Known(DataFolder data) => ByUse(data).Select(static run => run.Name);

    /// <summary>
    /// The runs that are kept: unfinished ones first, then the others, each with the one that a process worked on last
    /// first. A record is read when its turn comes, because there may be thousands.
    /// </summary>
    public static IEnumerable<RunRecord> Records(DataFolder data)
    {
        var unfinished = new HashSet<string>(UnfinishedRuns.Ids(data), StringComparer.Ordinal);
        DirectoryInfo[] runs = [.. ByUse(data)];
        foreach (var run in runs.Where(run => unfinished.Contains(run.Name)))
        {
            if (Record(data, run.Name) is { IsFinished: false } open)
            {
                yield return open;
            }
            else
            {
                unfinished.Remove(run.Name);
            }
        }

        foreach (var run in runs.Where(run => !unfinished.Contains(run.Name)))
        {
            if (Record(data, run.Name) is { } record)
            {
                yield return record;
            }
        }
    }

    /// <summary>The run that was started last; null if none fits.</summary>
    public static RunRecord? Last(DataFolder data, Func<RunRecord, bool> fits)
    {
        RunRecord? last = null;
        foreach (var run in ByUse(data))
        {
            // Nothing changes in the folder of a run before it is started, so no later folder can hold a later start.
            if (last is not null && run.LastWriteTimeUtc + FolderTimes < last.StartedAt.UtcDateTime)
            {
                break;
            }

            if (
                Record(data, run.Name) is { } record
                && fits(record)
                && (last is null || record.StartedAt > last.StartedAt)
            )
            {
                last = record;
            }
        }

        return last;
    }

    /// <summary>True if a run of this id is kept.</summary>
    internal static bool Exists(DataFolder data, string runId) =>
        IsWellFormed(runId) && File.Exists(FileOf(data, runId, RecordName));

    /// <summary>The record of one run as it stands now; null if none is kept or it cannot be read.</summary>
    public static RunRecord? Record(DataFolder data, string runId) =>
        ReadRecord(data, runId) is not { } run ? null
        : !run.IsFinished && IsHeld(data, runId) ? run with { State = RunRecord.Running }
        : run;

    /// <summary>Creates the folder of a run, or opens that of an earlier process.</summary>
    /// <param name="data">The data folder.</param>
    /// <param name="runId">Null to make one from the time and random digits.</param>
    /// <param name="time">The clock.</param>
    /// <exception cref="InvalidInputException"><c>CcRunInUse</c>, <c>CcInvalidFile</c>,
    /// <c>CcInvalidValue</c>.</exception>
    /// <exception cref="RunNotWritableException">The folder cannot be created.</exception>
    public static RunFolder Open(DataFolder data, string? runId, TimeProvider time) =>
        Open(data, runId, time, (id, held) => new RunFolder(data, id, held, time));

    /// <summary>The same for a kind of run whose folder holds more.</summary>
    private protected static T Open<T>(
        DataFolder data,
        string? runId,
        TimeProvider time,
        Func<string, FileLock, T> make
    )
        where T : RunFolder
    {
        var id =
            runId
            ?? time.GetUtcNow().ToString("yyyyMMdd-HHmmss", CultureInfo.InvariantCulture)
                + "-"
                + Guid.NewGuid().ToString("N").Substring(0, 6);
        if (!IsWellFormed(id))
        {
            throw RunErrors.Malformed(id);
        }

        try
        {
            data.Make(Runs);
            var held = FileLock.TryAcquire(Path.Combine(data.Make(Runs, id), LockName)) ?? throw RunErrors.InUse(id);
            try
            {
                return make(id, held);
            }
            catch
            {
                held.Dispose();
                RemoveUnbegun(data, id);
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
    /// <exception cref="InvalidInputException"><c>CcRunNotFound</c>, <c>CcRunFinished</c>,
    /// <c>CcInvalidFile</c>.</exception>
    public static IReadOnlyList<RowOutcome> Outcomes(DataFolder data, string runId)
    {
        var run = ReadRecord(data, runId) ?? throw RunErrors.NotFound(runId);
        var folder = PathOf(data, runId);
        try
        {
            return run.IsImport ? throw RunErrors.ReportByResuming(runId)
                : !File.Exists(Path.Combine(folder, RowsName)) ? throw RunErrors.RowsNotKept(runId)
                : RowLedger.ReadOutcomes(
                    JournalFile.ReadLines(Path.Combine(folder, RowsName)),
                    JournalFile.ReadLines(Path.Combine(folder, ChangesName))
                );
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
        var path = FileOf(data, runId, ChangesName);
        try
        {
            return File.Exists(path)
                ?
                [
                    .. JournalFile
                        .ReadLines(path)
                        .Select(static line =>
                            RowChange.FromJson(CcJson.ToObject(CcJson.Parse(Encoding.UTF8.GetBytes(line))))
                        ),
                ]
                : throw RunErrors.RowsNotKept(runId);
        }
        catch (Exception e) when (IsDamage(e) || e is IOException or UnauthorizedAccessException)
        {
            throw RunErrors.Unreadable(runId, e);
        }
    }

    /// <summary>
    /// Lets go of the folder. One that was created for a run that never began is removed: nothing was sent.
    /// </summary>
    public virtual void Close()
    {
        Dispose();
        RemoveUnbegun(Data, RunId);
    }

    public void Dispose()
    {
        Dispose(disposing: true);
        GC.SuppressFinalize(this);
    }

    public override string ToString() => RunId;

    /// <summary>An unfinished run that no process works on and that fits; null if there is none.</summary>
    internal static RunRecord? Unfinished(DataFolder data, Func<RunRecord, bool> fits) =>
        UnfinishedRuns
            .Ids(data)
            .Select(id => Record(data, id))
            .OfType<RunRecord>()
            .Where(run => run.State == RunRecord.Unfinished && fits(run))
            .OrderByDescending(static run => run.StartedAt)
            .FirstOrDefault();

    /// <summary>The path of a file in the folder of a run.</summary>
    internal static string FileOf(DataFolder data, string runId, string name) =>
        Path.Combine(PathOf(data, runId), name);

    internal string FileOf(string name) => Path.Combine(FolderPath, name);

    /// <summary>The rows of the run. One that an earlier process began is continued.</summary>
    /// <param name="begin">Called before anything is written.</param>
    /// <param name="onlyLook">Nothing will be sent, and the run stays as it is.</param>
    internal RowLedger OpenLedger(Action begin, bool onlyLook)
    {
        IJournalFile Open(string name) => new JournalFile(FileOf(name));
        return Guarded(() =>
            new RowLedger(begin, () => Open(ChangesName), () => Open(RowsName), Time, isNew: Stored is null)
            {
                IsReadOnly = onlyLook,
            }
        );
    }

    /// <summary>Replaces the record.</summary>
    /// <exception cref="RunNotWritableException">The disk is full, or the like.</exception>
    internal void Write(RunRecord record)
    {
        Guarded(() =>
        {
            if (!record.IsFinished && Stored is not { IsFinished: false })
            {
                UnfinishedRuns.Add(Data, RunId);
            }

            DurableFile.Replace(FileOf(RecordName), Encoding.UTF8.GetBytes(CcJson.ToIndentedText(record.ToJson())));
            return true;
        });
        Stored = record;
        if (record.IsFinished)
        {
            UnfinishedRuns.Remove(Data, RunId);
        }
    }

    /// <summary>The writes of a run that has no ledger. The caller closes it.</summary>
    internal IJournalFile OpenChanges() =>
        Guarded(() =>
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
    internal static bool IsDamage(Exception e) =>
        e is JsonException or FormatException or InvalidOperationException or ArgumentException;

    private protected virtual void Dispose(bool disposing)
    {
        if (disposing)
        {
            _lock.Dispose();
        }
    }

    /// <summary>The folder's time changes when its record is replaced.</summary>
    private static IEnumerable<DirectoryInfo> ByUse(DataFolder data)
    {
        var folder = new DirectoryInfo(data.PathOf(Runs));
        return folder.Exists
            ? folder
                .EnumerateDirectories()
                .OrderByDescending(static run => run.LastWriteTimeUtc)
                .Where(static run => File.Exists(Path.Combine(run.FullName, RecordName)))
            : [];
    }

    private static void RemoveUnbegun(DataFolder data, string runId)
    {
        try
        {
            if (Directory.Exists(PathOf(data, runId)) && !File.Exists(FileOf(data, runId, RecordName)))
            {
                Directory.Delete(PathOf(data, runId), recursive: true);
            }
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // The sweep removes it later.
        }
    }

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
        RunRecord.FromJson(CcJson.ToObject(CcJson.Parse(SharedFile.ReadAllBytes(FileOf(data, runId, RecordName))))) with
        {
            RunId = runId,
        };

    private static bool IsWellFormed(string id) =>
        id.Length is > 0 and <= 64
        && id.All(static c => c is (>= 'a' and <= 'z') or (>= 'A' and <= 'Z') or (>= '0' and <= '9') or '-' or '_');

    private static string PathOf(DataFolder data, string runId) => data.PathOf(Runs, runId);
}
