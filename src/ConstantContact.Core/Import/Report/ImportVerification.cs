using ConstantContact.Core.Base;
using ConstantContact.Core.Import.Chunks;
using ConstantContact.Core.Import.Judging;
using ConstantContact.Core.Rows;

namespace ConstantContact.Core.Import.Report;

/// <summary>
/// Whether the contacts of the rows that were sent are on the lists, as a look at the lists themselves says.
/// </summary>
public sealed class ImportVerification
{
    private readonly RowMarks _missing;

    private ImportVerification(RowMarks missing) => _missing = missing;

    /// <summary>Rows that were sent and looked for.</summary>
    public required long Checked { get; init; }

    /// <summary>Rows whose contact is missing on at least one of the lists.</summary>
    public required long Missing { get; init; }

    /// <summary>The first thousand of them.</summary>
    public required IReadOnlyList<RowFailure> MissingRows
    {
        get;
        init => field = JoinedList.Of(value);
    }

    public override string ToString() => $"{Missing:N0} of {Quantity.Of(Checked, "row")} missing";

    internal bool IsMissing(long row) => _missing[row] != RowMark.Send;

    internal static async Task<ImportVerification> MakeAsync(
        IImportService service,
        ImportRows rows,
        IReadOnlyList<ImportChunkResult> chunks,
        IReadOnlyList<string> listIds,
        Action<long> tell,
        CancellationToken cancellationToken
    )
    {
        var missing = new RowMarks();
        foreach (var listId in listIds)
        {
            var members = await MembersAsync(service, listId, tell, cancellationToken).ConfigureAwait(false);
            var present = new RowMarks();
            foreach (var row in rows.RowsOf(members))
            {
                present[row] = RowMark.Invalid;
            }

            foreach (var row in Sent(rows, chunks).Where(r => present[r] == RowMark.Send))
            {
                missing[row] = RowMark.Invalid;
            }
        }

        long count = 0,
            looked = 0;
        var shown = new List<RowFailure>();
        foreach (var row in Sent(rows, chunks))
        {
            looked++;
            if (missing[row] != RowMark.Send)
            {
                count++;
                if (shown.Count < ImportRows.Shown)
                {
                    shown.Add(
                        new RowFailure(
                            row,
                            rows.Source.Name,
                            [
                                new RowFinding(
                                    RowRules.NotOnList,
                                    FindingSeverity.Error,
                                    row,
                                    rows.Source.Name,
                                    null,
                                    null,
                                    "the contact is not on every list that it was imported to",
                                    "Import the row again, or look at the contact."
                                ),
                            ]
                        )
                    );
                }
            }
        }

        return new ImportVerification(missing)
        {
            Checked = looked,
            Missing = count,
            MissingRows = shown,
        };
    }

    private static async Task<HashSet<RowKey>> MembersAsync(
        IImportService service,
        string listId,
        Action<long> tell,
        CancellationToken cancellationToken
    )
    {
        var members = new HashSet<RowKey>();
        long read = 0;
        await service
            .FindMembersAsync(
                listId,
                (email, sms) =>
                {
                    members.UnionWith(RowKey.Of(email, sms));
                    if (++read % 1000 == 0)
                    {
                        tell(read);
                    }
                },
                cancellationToken
            )
            .ConfigureAwait(false);
        return members;
    }

    private static IEnumerable<long> Sent(ImportRows rows, IReadOnlyList<ImportChunkResult> chunks)
    {
        foreach (var chunk in chunks.Where(c => c.ActivityId is not null).OrderBy(c => c.FirstRow))
        {
            for (var row = chunk.FirstRow; row <= chunk.LastRow; row++)
            {
                if (rows.MarkOf(row) == RowMark.Send)
                {
                    yield return row;
                }
            }
        }
    }
}
