using ConstantContact.Core.Base;
using ConstantContact.Core.Errors;
using ConstantContact.Core.Import.Chunks;
using ConstantContact.Core.Import.Judging;
using ConstantContact.Core.Rows;
using ConstantContact.Core.Runs;

namespace ConstantContact.Core.Import.Report;

/// <summary>
/// The account of an import, in rows: <see cref="RowsIn"/> = <see cref="Accepted"/> + <see cref="Correctable"/> +
/// <see cref="Rejected"/> + <see cref="Suppressed"/> + <see cref="Duplicates"/> + <see cref="Failed"/> +
/// <see cref="NotAttempted"/> + <see cref="Pending"/> + <see cref="Unknown"/> + <see cref="Unaccounted"/>.
/// </summary>
public sealed record ImportSummary
{
    /// <summary>By which the run is resumed and its journal found; null for one that keeps none.</summary>
    public string? RunId { get; init; }

    public required long RowsIn { get; init; }

    /// <summary>Rows that the service took, or may have taken.</summary>
    public required long Sent { get; init; }

    /// <summary>New and updated contacts, as counted by the service.</summary>
    public required long Accepted { get; init; }

    /// <summary>Part of <see cref="Accepted"/>: unsubscribed, so updated and not put on the lists.</summary>
    public required long NotAddedToList { get; init; }

    /// <summary>Read by the service, which refused a value in them. They can be corrected and imported again.</summary>
    public required long Correctable { get; init; }

    /// <summary>Refused by the service for good.</summary>
    public required long Rejected { get; init; }

    /// <summary>Held back: deleted or unsubscribed contacts.</summary>
    public required long Suppressed { get; init; }

    /// <summary>Left out in favour of another row about the same contact.</summary>
    public required long Duplicates { get; init; }

    /// <summary>Invalid rows, and rows of chunks that the service refused as a whole.</summary>
    public required long Failed { get; init; }

    public required long NotAttempted { get; init; }

    /// <summary>Taken by the service; the command did not wait for the result.</summary>
    public required long Pending { get; init; }

    /// <summary>Sent, with an outcome that could not be learned.</summary>
    public required long Unknown { get; init; }

    /// <summary>The rows that are missing in the sum; negative if the service counts more than was sent.</summary>
    public long Unaccounted =>
        RowsIn
        - Accepted
        - Correctable
        - Rejected
        - Suppressed
        - Duplicates
        - Failed
        - NotAttempted
        - Pending
        - Unknown;

    /// <summary>Why <see cref="Unaccounted"/> is not zero.</summary>
    public string? UnaccountedReason =>
        Unaccounted == 0
            ? null
            : "The service's counters do not add up to the rows that were sent. The service merges rows that it "
                + "takes for one contact and does not say which.";

    public required IReadOnlyList<ImportChunkResult> Chunks
    {
        get;
        init => field = JoinedList.Of(value);
    }

    /// <summary>
    /// The first thousand invalid rows in the input's order, and after them the rows that the service named. The report
    /// has all.
    /// </summary>
    public required IReadOnlyList<RowFailure> Failures
    {
        get;
        init => field = JoinedList.Of(value);
    }

    /// <summary>The first thousand.</summary>
    public required IReadOnlyList<SuppressedRow> SuppressedRows
    {
        get;
        init => field = JoinedList.Of(value);
    }

    /// <summary>
    /// Doubtful values that were sent all the same: the first thousand of <see cref="WarningCount"/>.
    /// </summary>
    public required IReadOnlyList<RowFinding> Warnings
    {
        get;
        init => field = JoinedList.Of(value);
    }

    public required long WarningCount { get; init; }

    /// <summary>
    /// Values that look damaged, such as a postal code without its zero: one for each rule. They were sent all the
    /// same.
    /// </summary>
    public IReadOnlyList<DamageNote> Damage
    {
        get;
        init => field = JoinedList.Of(value);
    } = JoinedList.Of<DamageNote>([]);

    /// <summary>Columns that were left out although nobody said so, and why.</summary>
    public IReadOnlyList<string> Notices
    {
        get;
        init => field = JoinedList.Of(value);
    } = JoinedList.Of<string>([]);

    /// <summary>The files of the rows' outcomes, where they were asked for.</summary>
    public WrittenReport? Report { get; init; }

    /// <summary>Who is missing on the lists, where that was asked for.</summary>
    public ImportVerification? Verification { get; init; }

    /// <summary>
    /// False: deleted and unsubscribed contacts were not looked for, because the caller said so or nothing was sent.
    /// </summary>
    public required bool ConsentChecked { get; init; }

    /// <summary>
    /// True: chunks were sent while rows were still being read, so that nothing was refused as a whole.
    /// </summary>
    public bool IsStreamed { get; init; }

    /// <summary>True: the run went on where an earlier process ended. Requests and times are this process's.</summary>
    public bool IsResumed { get; init; }

    public required long RequestsUsed { get; init; }

    /// <summary>
    /// Time in which requests waited to be repeated, because the service asked to slow down or failed.
    /// </summary>
    public required TimeSpan Waited { get; init; }

    /// <summary>
    /// Time in which requests waited for their turn in the shared pace; those who wait at the same time wait once.
    /// </summary>
    public required TimeSpan Paced { get; init; }

    public required TimeSpan Duration { get; init; }

    /// <summary>The id of the error that ended the run before its end; null where nothing did.</summary>
    public string? ErrorId => EndedBy?.ErrorId;

    internal CcException? EndedBy { get; init; }

    /// <summary>The account by name, for the record of the run.</summary>
    internal IReadOnlyDictionary<string, long> Counts =>
        new Dictionary<string, long>(StringComparer.Ordinal)
        {
            [nameof(Accepted)] = Accepted,
            [nameof(Correctable)] = Correctable,
            [nameof(Rejected)] = Rejected,
            [nameof(Suppressed)] = Suppressed,
            [nameof(Duplicates)] = Duplicates,
            [nameof(Failed)] = Failed,
            [nameof(NotAttempted)] = NotAttempted,
            [nameof(Pending)] = Pending,
            [nameof(Unknown)] = Unknown,
        };

    /// <summary>
    /// The error that ended the run early; null if there was none. A method, so that <c>ConvertTo-Json</c> does not
    /// follow it.
    /// </summary>
    public CcException? ToException() => EndedBy;

    /// <summary>The same run, ended by what came after it.</summary>
    public ImportSummary With(CcException endedBy) => this with { EndedBy = endedBy };

    /// <summary>
    /// For CI: 0 all rows are where they should be, 2 some, 3 none, 4 not signed in, 5 today's allowance is used up.
    /// </summary>
    public int ExitCode
    {
        get
        {
            if (EndedBy?.ErrorId is "CcAuthenticationFailed" or "CcNotConnected")
            {
                return 4;
            }

            if (EndedBy?.ErrorId == "CcQuotaExceeded")
            {
                return 5;
            }

            var clean =
                EndedBy is null
                && Failed + NotAttempted + Unknown + Correctable + Rejected == 0
                && Chunks.All(c => c.Unaccounted == 0)
                && (Verification?.Missing ?? 0) == 0;
            return clean ? 0
                : Accepted + Pending > 0 ? 2
                : 3;
        }
    }
}
