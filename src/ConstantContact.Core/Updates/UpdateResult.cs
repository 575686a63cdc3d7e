using ConstantContact.Core.Base;
using ConstantContact.Core.Contacts;
using ConstantContact.Core.Errors;

namespace ConstantContact.Core.Updates;

/// <summary>The result of one row.</summary>
public sealed class UpdateResult
{
    public long? Row { get; init; }

    public string? Email { get; init; }

    public string? ContactId { get; init; }

    public required string Outcome { get; init; }

    /// <summary>The reason, for outcomes that need one.</summary>
    public string? Reason { get; init; }

    public IReadOnlyList<ContactChange> Changes
    {
        get;
        init => field = JoinedList.Of(value);
    } = JoinedList.Of<ContactChange>([]);

    public IReadOnlyList<string> Warnings
    {
        get;
        init => field = JoinedList.Of(value);
    } = JoinedList.Of<string>([]);

    /// <summary>The request as it was shown. Null if there was none.</summary>
    public UpdatePreview? Preview { get; init; }

    /// <summary>The contact as the service returned it. Null if nothing was written.</summary>
    public Contact? Contact { get; init; }

    /// <summary>The id of the error. Null if there is none.</summary>
    public string? ErrorId => Error?.ErrorId;

    internal object? Input { get; init; }

    internal CcException? Error { get; init; }

    /// <summary>The result of a row about whose contact nothing more is known than the row says.</summary>
    internal static UpdateResult Of(UpdateRow row, string outcome, string? reason, CcException? error = null) =>
        new()
        {
            Row = row.Number,
            Email = row.Email,
            ContactId = row.ContactId,
            Outcome = outcome,
            Reason = reason,
            Error = error,
            Input = row.Input,
        };

    /// <summary>The result of a row that was shown and not sent.</summary>
    internal static UpdateResult Unsent(UpdateRow row, UpdatePreview preview, Approval approval) =>
        new()
        {
            Row = row.Number,
            Email = row.Email,
            ContactId = preview.ContactId,
            Outcome = approval == Approval.PreviewOnly ? UpdateOutcome.Previewed : UpdateOutcome.NotAttempted,
            Reason = approval == Approval.PreviewOnly ? null : "declined",
            Changes = preview.Changes,
            Preview = preview,
            Input = row.Input,
        };

    /// <summary>
    /// The error, or null. A method, because <c>ConvertTo-Json</c> would follow a property into the reflection data of
    /// the exception, which is gigabytes at depth 8.
    /// </summary>
    public CcException? ToException() => Error;

    /// <summary>
    /// The user's input, for the target of the error record. A method, so that exported results do not contain it
    /// again.
    /// </summary>
    public object? ToInput() => Input;

    public override string ToString() =>
        $"{Email ?? ContactId}: {Outcome}{(Reason is null ? string.Empty : $" ({Reason})")}";
}
