using ConstantContact.Core.Contacts;
using ConstantContact.Core.Errors;
using ConstantContact.Core.Rows;
using ConstantContact.Core.Runs;

namespace ConstantContact.Core.Updates;

/// <summary>The place of one row in the account of its run.</summary>
public sealed class RowEntry
{
    private readonly RowLedger _ledger;
    private readonly long _position;
    private readonly string _key;
    private readonly UpdateRow _row;
    private readonly string? _consentReference;

    internal RowEntry(RowLedger ledger, long position, string key, UpdateRow row, string? consentReference)
    {
        _ledger = ledger;
        _position = position;
        _key = key;
        _row = row;
        _consentReference = consentReference;
        Doubt = ledger.Doubt(position);
    }

    /// <summary>A write of an earlier process that may have arrived; null if there was none.</summary>
    public RowChange? Doubt { get; }

    /// <summary>This process announced a write of the row.</summary>
    internal bool IsAnnounced { get; private set; }

    /// <summary>Saves a write before its request leaves.</summary>
    /// <exception cref="RunNotWritableException">The request must not be sent.</exception>
    public void Announce(
        string write,
        string? contactId,
        string? email,
        IReadOnlyList<ContactChange> changes,
        IReadOnlyList<string> warnings
    )
    {
        _ledger.Announce(
            new RowChange
            {
                Position = _position,
                Key = _key,
                Write = write,
                ContactId = contactId,
                Email = email,
                Changes = changes,
                Warnings = warnings,
            }
        );
        IsAnnounced = true;
    }

    /// <summary>Records the result before the next row about the same contact is written.</summary>
    public UpdateResult Settle(UpdateResult result)
    {
        if (result.Outcome != UpdateOutcome.Previewed)
        {
            _ledger.Settle(
                new RowOutcome
                {
                    Position = _position,
                    Key = _key,
                    Row = result.Row,
                    Email = result.Email ?? _row.Planned?.Email,
                    ContactId = result.ContactId,
                    Outcome = _row.Planned is null ? result.Outcome : PlannedWrite.OutcomeOf(result),
                    Reason = result.Error?.Message ?? result.Reason,
                    ErrorId = result.ErrorId,
                    Remedy = result.Error?.RecommendedAction,
                    Changes = result.Changes,
                    Warnings = result.Warnings,
                    ConsentReference = _consentReference,
                    Before = (result.Error as MergeNotAppliedException)?.BeforeImage,
                    Cells = CellsOf(_row.Source),
                }
            );
        }

        return result;
    }

    /// <summary>The result that an earlier process recorded.</summary>
    public UpdateResult Known(RowOutcome known) =>
        new()
        {
            Row = _row.Number,
            Email = known.Email,
            ContactId = known.ContactId,
            Outcome = known.Outcome,
            Reason = known.Reason,
            Changes = known.Changes,
            Warnings = known.Warnings,
            Error = known.ToException(),
            Input = _row.Input,
        };

    private static KeyValuePair<string, string>[] CellsOf(InputRow? source)
    {
        if (source is null)
        {
            return [];
        }

        var isGuarded = ReportLine.IsReport(source.Headings);
        string TextOf(object? cell) => isGuarded ? ReportLine.Unguard(Cells.TextOf(cell)) : Cells.TextOf(cell);
        return
        [
            .. source.Headings.Zip(
                source.Values,
                (heading, value) => new KeyValuePair<string, string>(heading, TextOf(value))
            ),
        ];
    }
}
