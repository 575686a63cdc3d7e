using ConstantContact.Core.Errors;
using ConstantContact.Core.Import.Chunks;
using ConstantContact.Core.Import.Report;
using ConstantContact.Core.Rows;
using ConstantContact.Core.Runs;

namespace ConstantContact.Core.Import.Running;

/// <summary>Accounts for every row of an import: counts the outcomes, and says why a row was not sent.</summary>
internal sealed class ImportAccount(ImportParts parts, HeldContacts held)
{
    private readonly long _started = parts.Time.GetTimestamp();
    private readonly bool _isResumed = parts.Journal.LastNumber > 0;

    /// <summary>Null if nothing was to be sent yet.</summary>
    public ImportSending? Sending { get; set; }

    /// <summary>The user stopped the run.</summary>
    public bool IsStopped { get; set; }

    /// <param name="endedBy">The error that ended the run early. Null if there was none.</param>
    public ImportSummary Summarize(CcException? endedBy)
    {
        var rows = parts.Rows;
        var chunks = Chunks();

        long RowsIn(params string[] states) => In(states).Sum(static c => (long)c.Rows);

        // Rows that an activity took before it failed count as accepted, the others as the chunk's state says.
        long RestIn(params string[] states) => In(states).Sum(static c => c.Rest);

        IEnumerable<ImportChunkResult> In(string[] states) =>
            chunks.Where(c => states.Contains(c.State, StringComparer.Ordinal));

        var notAttempted =
            rows.Count
            - rows.Failed
            - rows.Suppressed
            - rows.Duplicates
            - chunks.Where(static c => c.State != ImportChunkState.NotAttempted).Sum(static c => (long)c.Rows);
        return new ImportSummary
        {
            RunId = parts.RunId,
            RowsIn = rows.Count,
            Sent = chunks
                .Where(static c => c.ActivityId is not null || c.State == ImportChunkState.Unknown)
                .Sum(static c => (long)c.Rows),
            Accepted = chunks.Sum(static c => c.Accepted),
            NotAddedToList = chunks.Sum(static c => c.NotAddedToList),
            Correctable = chunks.Sum(static c => c.Correctable),
            Rejected = chunks.Sum(static c => c.Rejected),
            Suppressed = rows.Suppressed,
            Duplicates = rows.Duplicates,
            Failed = rows.Failed + RestIn(ImportChunkState.Failed),
            NotAttempted = notAttempted,
            Pending = RowsIn(ImportChunkState.Pending, ImportChunkState.Unfinished),
            Unknown = RestIn(ImportChunkState.Unknown, ImportChunkState.TimedOut, ImportChunkState.Forgotten),
            Chunks = ErrorRows is { } named ? [.. chunks.Select(named.Translate)] : chunks,
            Failures = [.. rows.Failures, .. ErrorRows?.Failures ?? []],
            SuppressedRows = rows.SuppressedRows(),
            Warnings = rows.Warnings,
            Damage = rows.Damage,
            Notices = [.. parts.Plans.Notices],
            WarningCount = rows.WarningCount,
            ConsentChecked = held.WereRead,
            IsStreamed = Sending is { IsStream: true },
            IsResumed = _isResumed,
            RequestsUsed = parts.Service.RequestsUsed,
            Waited = parts.Service.Waited,
            Paced = parts.Service.Paced,
            Duration = parts.Time.GetElapsedTime(_started),
            EndedBy = endedBy is QuotaExceededException quota
                ? quota.WithUndone(notAttempted, parts.ResumeCommand)
                : endedBy,
        };
    }

    /// <summary>The outcome of each row that was read.</summary>
    public IEnumerable<RowVerdict> Verdicts(ImportSummary summary) =>
        new ImportVerdicts(parts.Rows, summary, ErrorRows, NotSent(summary)).Read(CancellationToken.None);

    private ServiceErrorRows? ErrorRows => Sending?.ErrorRows;

    /// <summary>The chunks of the journal, and the one that the service refused.</summary>
    private List<ImportChunkResult> Chunks()
    {
        List<ImportChunkResult> chunks = [.. parts.Journal.Chunks];
        if (Sending?.Refused is { } refused && chunks.TrueForAll(c => c.Number != refused.Number))
        {
            chunks.Add(refused);
        }

        return chunks;
    }

    /// <summary>The reason why a valid row that is in no chunk was not sent.</summary>
    private string NotSent(ImportSummary summary) =>
        IsStopped ? "not sent: the run was stopped"
        : Sending?.StoppedBy is { } stop ? $"not sent, because row {RowName.Number(stop.Row)} before it is invalid"
        : !summary.IsStreamed && !parts.Rows.MaySend ? "nothing was sent, because other rows are invalid"
        : summary.EndedBy switch
        {
            null => "not sent",
            // The number of rows that are left does not belong in the reason of each of them.
            QuotaExceededException { InnerException: { } first } => first.Message,
            { } ended => ended.Message,
        };
}
