using ConstantContact.Core.Contacts;
using ConstantContact.Core.Errors;
using ConstantContact.Core.Rows;
using ConstantContact.Core.Runs;

namespace ConstantContact.Core.Updates;

/// <summary>The entry of one row in the record of its run.</summary>
internal sealed class RowEntry(RowLedger ledger, long position, string key, UpdateRow row, string? consentReference)
{
    /// <summary>A write of an earlier process that may have arrived. Null if there is none.</summary>
    public RowChange? Doubt { get; } = ledger.Doubt(position);

    /// <summary>Records the write before the request is sent.</summary>
    /// <exception cref="RunNotWritableException">The request must not be sent.</exception>
    public void Announce(string write, string? contactId, string? email, IReadOnlyList<ContactChange> changes, IReadOnlyList<string> warnings) => ledger.Announce(new RowChange
    {
        Position = position,
        Key = key,
        Write = write,
        ContactId = contactId,
        Email = email,
        Changes = changes,
        Warnings = warnings,
    });

    /// <summary>Records the result before the next row about the same contact is written.</summary>
    public UpdateResult Settle(UpdateResult result)
    {
        if (result.Outcome != UpdateOutcome.Previewed)
        {
            ledger.Settle(new RowOutcome
            {
                Position = position,
                Key = key,
                Row = result.Row,
                Email = result.Email ?? row.Planned?.Email,
                ContactId = result.ContactId,
                Outcome = row.Planned is null ? result.Outcome.ToString() : PlannedWrite.OutcomeOf(result),
                Reason = result.Error?.Message ?? result.Reason,
                ErrorId = result.ErrorId,
                Remedy = result.Error?.RecommendedAction,
                Changes = result.Changes,
                Warnings = result.Warnings,
                ConsentReference = consentReference,
                Before = (result.Error as MergeNotAppliedException)?.BeforeImage,
                Cells = row.Source is { } source
                    ? [.. source.Headings.Zip(
                        source.Values,
                        static (heading, value) => new KeyValuePair<string, string>(heading, Cells.TextOf(value)))]
                    : [],
            });
        }

        return result;
    }

    /// <summary>The result that an earlier process recorded.</summary>
    public UpdateResult Known(RowOutcome known) => new()
    {
        Row = row.Number,
        Email = known.Email,
        ContactId = known.ContactId,
        Outcome = known.Outcome,
        Reason = known.Reason,
        Changes = known.Changes,
        Warnings = known.Warnings,
        Error = known.ErrorId is { } id
            ? new InvalidInputException(id, known.Reason ?? known.Outcome, known.Remedy ?? "")
            : null,
        Input = row.Input,
    };
}
