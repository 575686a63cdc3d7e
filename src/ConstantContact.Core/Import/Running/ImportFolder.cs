using System.IO;
using System.Text.Json.Nodes;
using ConstantContact.Core.Base;
using ConstantContact.Core.Errors;
using ConstantContact.Core.Import.Report;
using ConstantContact.Core.Json;
using ConstantContact.Core.Rows;
using ConstantContact.Core.Runs;
using ConstantContact.Core.Storage;

namespace ConstantContact.Core.Import.Running;

/// <summary>
/// The folder of an import: beside the record of the run, its rows if they came from the pipeline, the journal of its
/// chunks, what was decided about each row that was sent, and the outcome of every row.
/// </summary>
public sealed class ImportFolder : RunFolder
{
    private const string JournalName = "journal.jsonl";

    private const string MarksName = "marks.bin";

    private const string SpoolName = "rows.bin";

    private const string OutcomesName = "outcomes.jsonl";

    private RunRecord _plan;
    private IJournalFile? _changes;

    private ImportFolder(DataFolder data, string runId, FileLock held, RunRecord? plan, TimeProvider time)
        : base(data, runId, held, time)
    {
        _plan = (
            plan
            ?? new RunRecord
            {
                RunId = runId,
                Cmdlet = RunRecord.ImportCmdlet,
                BaseUri = Stored?.BaseUri ?? "",
                StartedAt = time.GetUtcNow(),
            }
        ) with
        {
            RunId = runId,
        };
        if (Stored is { IsImport: false })
        {
            throw RunErrors.Differs(runId, "command");
        }

        if (Stored?.OtherAccountIn(_plan) is { } what)
        {
            throw RunErrors.Differs(Stored, _plan, what);
        }

        Header = Stored?.Import is { } json ? ImportHeader.FromJson(json) : null;
        Journal = new ImportJournal(new JournalFile(FileOf(JournalName)), time);
    }

    public string SpoolPath => FileOf(SpoolName);

    /// <summary>Takes rows that are given to a run a second time. It is removed when the folder is closed.</summary>
    public string AgainPath => SpoolPath + ".again";

    /// <summary>The task of the import; null if it has not begun.</summary>
    public ImportHeader? Header { get; private set; }

    /// <summary>The record as it stands now.</summary>
    public RunRecord Current => Stored ?? _plan;

    /// <summary>Everything was sent, and its outcome is known.</summary>
    public bool IsDone => Journal.IsDone;

    /// <summary>Something was sent, or may have been.</summary>
    public bool HasChunks => Journal.LastNumber > 0;

    internal ImportJournal Journal { get; }

    /// <summary>Creates the folder of an import, or opens that of an earlier process.</summary>
    /// <param name="data">The data folder.</param>
    /// <param name="runId">Null to make one from the time and random digits.</param>
    /// <param name="time">The clock.</param>
    /// <param name="plan">The record of the command; its id is filled in.</param>
    /// <exception cref="InvalidInputException">
    /// <c>CcRunInUse</c>, <c>CcRunDiffers</c>, <c>CcInvalidFile</c>, <c>CcInvalidValue</c>.
    /// </exception>
    /// <exception cref="RunNotWritableException">The folder cannot be created.</exception>
    public static ImportFolder Open(DataFolder data, string? runId, TimeProvider time, RunRecord? plan = null) =>
        Open(data, runId, time, (id, held) => new ImportFolder(data, id, held, plan, time));

    /// <summary>The folder of an import that has begun.</summary>
    /// <exception cref="InvalidInputException"><c>CcRunNotFound</c>, and those of <see cref="Open"/>.</exception>
    public static ImportFolder Find(DataFolder data, string runId, TimeProvider time, RunRecord? plan = null) =>
        Exists(data, runId) ? Open(data, runId, time, plan) : throw RunErrors.NotFound(runId);

    /// <summary>The task of an import; null for another run, and for an import that has not begun.</summary>
    public static ImportHeader? HeaderOf(RunRecord run) => run.Import is { } json ? ImportHeader.FromJson(json) : null;

    /// <summary>The import recorded the old values of its contacts.</summary>
    public static bool IsUndoable(RunRecord run) =>
        HeaderOf(run) is { } header && ImportOptions.FromJson(header.Options).Undoable;

    /// <summary>The outcome of every row of an import whose process has come to an end, also after a failure.</summary>
    /// <param name="data">The data folder.</param>
    /// <param name="run">The import.</param>
    /// <param name="rows">The input; null if it cannot be read any more, and the rows have their numbers only.</param>
    /// <exception cref="InvalidInputException"><c>CcInvalidValue</c>: the outcome of the rows was not
    /// recorded.</exception>
    public static ReportedRows Outcomes(DataFolder data, RunRecord run, IRowSource? rows)
    {
        var path = FileOf(data, run.RunId, OutcomesName);
        var header = HeaderOf(run);
        return header is null || !File.Exists(path)
            ? throw RunErrors.ReportByResuming(run.RunId)
            : new ReportedRows(rows, ImportOptions.FromJson(header.Options), RowVerdict.Read(path));
    }

    /// <summary>The rows from the pipeline of an import; null if they are not kept.</summary>
    public static RowSpool? RowsOf(DataFolder data, RunRecord run)
    {
        var path = FileOf(data, run.RunId, SpoolName);
        return File.Exists(path) && HeaderOf(run) is { } header
            ? RowSpool.Open(path, header.IsStream ? run.Rows : header.Rows)
            : null;
    }

    /// <summary>Saves what the run is to do, for the process that continues it.</summary>
    /// <exception cref="RunNotWritableException">The disk is full, or the like.</exception>
    public void Start(ImportHeader header)
    {
        Write(
            Current with
            {
                Import = header.ToJson(),
                NeedsRows = !header.InputEnded,
                IsFinished = false,
                Account = Current.Account ?? _plan.Account,
            }
        );
        Header = header;
    }

    /// <summary>The first row of a stream from the pipeline was read.</summary>
    public void Begins(InputRow first) =>
        _plan = _plan with
        {
            FirstRow = Digest.Of(
                string.Join("\0", first.Headings.Concat(first.Values.Select(Cells.TextOf))),
                bytes: 16
            ),
        };

    /// <summary>
    /// An unfinished import of the same rows, which this one repeats; null if there is none, or if this one continues a
    /// run.
    /// </summary>
    public RunRecord? Repeats(ImportHeader header) =>
        Header is not null
            ? null
            : Unfinished(
                Data,
                run =>
                    run.RunId != RunId
                    && run.OtherAccountIn(_plan) is null
                    && run.FirstRow == _plan.FirstRow
                    && HeaderOf(run)?.DifferenceTo(header) is null
                    && HeaderOf(run) is not null
            );

    /// <summary>
    /// The rows from the pipeline that an earlier process spooled. For a stream that was interrupted, these are the
    /// rows that were read.
    /// </summary>
    /// <exception cref="InvalidInputException"><c>CcRunFinished</c>, <c>CcInvalidFile</c>.</exception>
    public RowSpool OpenSpool() =>
        IsDone && !File.Exists(SpoolPath) ? throw RunErrors.Finished(RunId)
        : Header is { IsStream: true } ? RowSpool.Reopen(SpoolPath, long.MaxValue)
        : RowSpool.Open(SpoolPath, Header?.Rows ?? 0);

    /// <summary>
    /// Takes the rows of a stream: a new file, or that of an earlier process with the rows that it has sent.
    /// </summary>
    /// <param name="onlyLook">Nothing will be sent, and the run stays as it is.</param>
    /// <exception cref="InvalidInputException"><c>CcRunFinished</c>, <c>CcInvalidFile</c>.</exception>
    /// <exception cref="RunNotWritableException">The disk is full, or the like.</exception>
    public RowSpool ContinueSpool(bool onlyLook)
    {
        if (Header is null)
        {
            return RowSpool.Create(SpoolPath);
        }

        if (IsDone && !File.Exists(SpoolPath))
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

    /// <summary>
    /// Saves a run before it sends: a new one, or the consent reference that an earlier process did not have.
    /// </summary>
    public void SaveBeforeSending(ImportHeader header)
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

    /// <exception cref="InvalidInputException"><c>CcRunDiffers</c>: the run was started to do something
    /// else.</exception>
    public void ThrowIfDifferent(ImportHeader wanted)
    {
        if (Header?.DifferenceTo(wanted) is { } what)
        {
            throw RunErrors.Differs(RunId, what);
        }
    }

    /// <summary>
    /// Saves the account of a process that worked on the import. Without it the import counts as unfinished.
    /// </summary>
    /// <exception cref="RunNotWritableException">The disk is full, or the like.</exception>
    public void End(ImportRun run, ImportSummary summary)
    {
        if (Header is null)
        {
            return;
        }

        Guarded(() =>
        {
            RowVerdict.Write(FileOf(OutcomesName), run.Verdicts(summary));
            return true;
        });
        Write(
            (
                Current with
                {
                    ExitCode = summary.ExitCode,
                    IsFinished = IsDone,
                    Rows = summary.RowsIn,
                    Counts = summary.Counts,
                }
            ).EndedAs(
                Current,
                new RunTally(summary.RequestsUsed, 0, summary.Waited, summary.Paced),
                Time.GetUtcNow(),
                summary.Chunks.Select(static c => c.ActivityId)
            )
        );
    }

    /// <summary>Removes what holds personal data, if nothing of a finished run is to be kept.</summary>
    public void RemoveUnlessKept()
    {
        if (IsDone && RunRetention.KeepsNone)
        {
            DurableFile.TryDelete(SpoolPath);
            DurableFile.TryDelete(FileOf(OutcomesName));
            _changes?.Dispose();
            RemovePersonalData();
        }
    }

    /// <inheritdoc/>
    public override void Close()
    {
        Dispose();
        DurableFile.TryDelete(AgainPath);
        base.Close();
    }

    /// <summary>Saves that the spool holds all rows of a stream.</summary>
    internal void EndInput()
    {
        if (Header is { InputEnded: false })
        {
            Start(Header with { InputEnded = true });
        }
    }

    /// <summary>Records writes before their request leaves; on the disk when this returns.</summary>
    /// <exception cref="RunNotWritableException">They could not be recorded, and the request must not be
    /// sent.</exception>
    internal void Announce(IEnumerable<RowChange> changes)
    {
        _changes ??= OpenChanges();
        foreach (var change in changes)
        {
            _changes.Append(CcJson.ToText((change with { At = Time.GetUtcNow() }).ToJson()));
        }

        _changes.FlushToDisk();
    }

    /// <summary>
    /// The activities that other runs on this machine know as theirs, also runs that another process works on.
    /// </summary>
    /// <exception cref="InvalidInputException"><c>CcInvalidFile</c>: the journal of another run cannot be read, so that
    /// its activities are not known.</exception>
    internal HashSet<string> ActivitiesOfOthers()
    {
        var ids = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
        foreach (var run in Known(Data).Where(id => id != RunId))
        {
            try
            {
                // An entry without an end is being written.
                ids.UnionWith(
                    JournalFile
                        .ReadLines(FileOf(Data, run, JournalName))
                        .Where(static line => line.IndexOf("\"taken\"", StringComparison.Ordinal) >= 0)
                        .Select(static line => (JsonNode.Parse(line) as JsonObject)?.Text("activity"))
                        .OfType<string>()
                );
            }
            catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
            {
                // That run is gone.
            }
            catch (Exception e) when (IsDamage(e) || e is IOException or UnauthorizedAccessException)
            {
                // An activity of that run must not be taken for one of this run.
                throw RunErrors.OtherUnreadable(run, e);
            }
        }

        return ids;
    }

    private protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            Journal.Dispose();
            _changes?.Dispose();
        }

        base.Dispose(disposing);
    }

    /// <summary>Appends what was decided about rows; on the disk when this returns.</summary>
    /// <param name="marks">One byte for each row.</param>
    /// <param name="after">The number of rows before them.</param>
    internal void AppendMarks(byte[] marks, long after) =>
        Guarded(() =>
        {
            using var file = OwnerOnly.Open(FileOf(MarksName), FileMode.OpenOrCreate, FileAccess.Write, FileShare.Read);
            file.SetLength(after);
            file.Position = after;
            file.Write(marks, 0, marks.Length);
            file.Flush(flushToDisk: true);
            return true;
        });

    /// <summary>The verdicts on the rows that were sent; empty if there are none.</summary>
    internal byte[] LoadMarks() => File.Exists(FileOf(MarksName)) ? SharedFile.ReadAllBytes(FileOf(MarksName)) : [];
}
