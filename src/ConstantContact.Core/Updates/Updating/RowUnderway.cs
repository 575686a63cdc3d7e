using System.Text.Json.Nodes;
using ConstantContact.Core.Contacts;
using ConstantContact.Core.Errors;
using ConstantContact.Core.Runs;
using ConstantContact.Core.Updates.Planning;

namespace ConstantContact.Core.Updates.Updating;

/// <summary>A row that is being processed.</summary>
/// <param name="Row">The row.</param>
/// <param name="Entry">Its entry in the ledger of the run.</param>
/// <param name="Patch">Its changes.</param>
/// <param name="Turn">Its turn in the order of decisions.</param>
/// <param name="Place">Its place among the rows about the same contact.</param>
internal sealed record RowUnderway(UpdateRow Row, RowEntry Entry, ResolvedPatch Patch, Turn Turn, InFlight.Place Place)
{
    /// <summary>Call this when the write is announced. It is sent next, and the next row may decide.</summary>
    public void BeginWrite()
    {
        Turn.Pass();
        Place.Writes = true;
    }

    public UpdateResult Result(
        UpdatePlan? plan,
        string outcome,
        string? reason,
        UpdatePreview? preview = null,
        JsonObject? answer = null,
        IReadOnlyList<string>? remarks = null,
        CcException? error = null
    ) =>
        new()
        {
            Row = Row.Number,
            Email = plan?.Contact.EmailAddress ?? Row.Email,
            ContactId = plan?.Contact.ContactId ?? (answer is null ? Row.ContactId : new Contact(answer).ContactId),
            Outcome = outcome,
            Reason = reason,
            Changes = preview?.Changes ?? [],
            Warnings = [.. Row.Changes.Warnings, .. plan?.Warnings ?? [], .. remarks ?? []],
            Preview = preview,
            Contact = answer is null ? null : new Contact(answer),
            Error = error,
            Input = Row.Input,
        };

    /// <summary>The result if the user's answer forbids the write; otherwise null.</summary>
    public UpdateResult? Unsent(UpdatePlan? plan, UpdatePreview preview, Approval answer) =>
        answer switch
        {
            Approval.PreviewOnly => Result(plan, UpdateOutcome.Previewed, null, preview),
            Approval.Declined => Result(plan, UpdateOutcome.NotAttempted, "declined", preview),
            _ => null,
        };

    /// <summary>
    /// The result of a row that did not succeed, but whose update had no answer and may have changed the contact.
    /// </summary>
    public UpdateResult InDoubt(ContactSnapshot found, string end, CcException? error) =>
        new()
        {
            Row = Row.Number,
            Email = new Contact(found.Json).EmailAddress,
            ContactId = new Contact(found.Json).ContactId,
            Outcome = UpdateOutcome.Unknown,
            Reason =
                "The answer to an update was lost, and the contact has "
                + $"changed since, but not as requested. Then: {end}",
            Warnings = [.. Row.Changes.Warnings],
            Error = error,
            Input = Row.Input,
        };

    /// <summary>
    /// The result of a write that an earlier process announced without learning its result, and that arrived.
    /// </summary>
    public UpdateResult Announced(RowChange doubt, JsonObject found) =>
        new()
        {
            Row = Row.Number,
            Email = doubt.Write == RowChange.Create ? Row.Email : doubt.Email ?? Row.Email,
            ContactId = new Contact(found).ContactId,
            Outcome = doubt.Write == RowChange.Create ? UpdateOutcome.Created : UpdateOutcome.Updated,
            Changes = Patch.Names.Show(doubt.Changes),
            Warnings = doubt.Warnings,
            Contact = new Contact(found),
            Input = Row.Input,
        };
}
