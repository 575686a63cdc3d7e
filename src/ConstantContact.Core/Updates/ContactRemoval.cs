using ConstantContact.Core.Errors;
using ConstantContact.Core.Runs;

namespace ConstantContact.Core.Updates;

/// <summary>One contact that is to be deleted, and what became of it.</summary>
public sealed class ContactRemoval
{
    private readonly string? _givenId;

    /// <param name="email">As given; null where an id was given alone.</param>
    /// <param name="contactId">Preferred to the address where both are given.</param>
    /// <param name="input">What the user gave, for the error record's target.</param>
    public ContactRemoval(string? email, string? contactId, object? input)
    {
        Email = email;
        ContactId = contactId;
        _givenId = contactId;
        Input = input;
    }

    /// <summary>Something that names no contact.</summary>
    public static ContactRemoval Invalid(string? text, object? input, CcException error)
    {
        var removal = new ContactRemoval(text, null, input);
        removal.End(RemovalOutcome.Failed, error: error);
        return removal;
    }

    public string? Email { get; }

    /// <summary>Null until it is looked up.</summary>
    public string? ContactId { get; internal set; }

    public string Outcome { get; internal set; } = RemovalOutcome.NotAttempted;

    /// <summary>Why, for outcomes that need a reason.</summary>
    public string? Reason { get; internal set; }

    /// <summary>The bulk activity that did it; null for a request of its own.</summary>
    public string? ActivityId { get; internal set; }

    /// <summary>The error's id, where there was an error.</summary>
    public string? ErrorId => Error?.ErrorId;

    internal object? Input { get; }

    /// <summary>The place in the input, from 1; null where parameters named the contact.</summary>
    public long? Row { get; init; }

    /// <summary>The place among all that the run was given, from 1.</summary>
    internal long Position { get; set; }

    /// <summary>An earlier process may have deleted it: then it was this run that did.</summary>
    internal bool IsInDoubt { get; set; }

    internal string Key => RowLedger.HashOf($"{_givenId?.ToLowerInvariant()}\0{Email?.ToLowerInvariant()}");

    internal CcException? Error { get; private set; }

    /// <summary>What went wrong; null where nothing did. A method, as in <see cref="UpdateResult.ToException"/>.</summary>
    public CcException? ToException() => Error;

    /// <summary>What the user gave. A method, as in <see cref="UpdateResult.ToInput"/>.</summary>
    public object? ToInput() => Input;

    /// <summary>True while nothing is known that makes a request superfluous.</summary>
    internal bool IsOpen => Outcome == RemovalOutcome.NotAttempted && Error is null && ContactId is not null;

    public override string ToString() => Email ?? ContactId ?? "(no contact)";

    /// <summary>It was only to be shown.</summary>
    public void Preview() => Outcome = RemovalOutcome.Previewed;

    internal void End(string outcome, string? reason = null, CcException? error = null) => (Outcome, Reason, Error) = (outcome, reason ?? error?.Message, error);
}
