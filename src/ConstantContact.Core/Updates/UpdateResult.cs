using ConstantContact.Core.Base;
using ConstantContact.Core.Contacts;
using ConstantContact.Core.Errors;

namespace ConstantContact.Core.Updates;

/// <summary>What became of one row.</summary>
public sealed class UpdateResult
{
    public long? Row { get; init; }

    public string? Email { get; init; }

    public string? ContactId { get; init; }

    public required UpdateOutcome Outcome { get; init; }

    /// <summary>Why, for outcomes that need a reason.</summary>
    public string? Reason { get; init; }

    public IReadOnlyList<ContactChange> Changes { get; init => field = JoinedList.Of(value); } = JoinedList.Of<ContactChange>([]);

    public IReadOnlyList<string> Warnings { get; init => field = JoinedList.Of(value); } = JoinedList.Of<string>([]);

    /// <summary>The request as it was shown; null where none was made.</summary>
    public UpdatePreview? Preview { get; init; }

    /// <summary>The contact as the service answered it; null where nothing was written.</summary>
    public Contact? Contact { get; init; }

    /// <summary>The error's id, where there was an error.</summary>
    public string? ErrorId => Error?.ErrorId;

    /// <summary>What the user gave, for the error record's target.</summary>
    public object? Input { get; init; }

    internal CcException? Error { get; init; }

    /// <summary>The result of a row about whose contact nothing more is known than the row says.</summary>
    internal static UpdateResult Of(UpdateRow row, UpdateOutcome outcome, string? reason, CcException? error = null) => new()
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
    internal static UpdateResult Unsent(UpdateRow row, UpdatePreview preview, Approval approval) => new()
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
    /// What went wrong; null where nothing did. A method: as a property it would lead <c>ConvertTo-Json</c> through the
    /// exception's reflection data, gigabytes of it at depth 8.
    /// </summary>
    public CcException? ToException() => Error;

    public override string ToString() => $"{Email ?? ContactId}: {Outcome}{(Reason is null ? string.Empty : $" ({Reason})")}";
}
