using System.Text.Json.Nodes;
using ConstantContact.Core.Errors;
using ConstantContact.Core.Runs;

namespace ConstantContact.Core.Updates;

/// <summary>One contact to delete, and its outcome.</summary>
public sealed class ContactRemoval
{
    private readonly string? _givenId;

    /// <param name="email">The address as given. Null if only an id was given.</param>
    /// <param name="contactId">The id. It takes precedence over the address.</param>
    /// <param name="input">The user's input, for the target of the error record.</param>
    public ContactRemoval(string? email, string? contactId, object? input)
    {
        Email = email;
        ContactId = contactId;
        _givenId = contactId;
        Input = input;
    }

    /// <summary>Creates an entry for input that identifies no contact.</summary>
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

    /// <summary>The reason, for outcomes that need one.</summary>
    public string? Reason { get; internal set; }

    /// <summary>The bulk activity that deleted the contact. Null for a single request.</summary>
    public string? ActivityId { get; internal set; }

    /// <summary>The id of the error. Null if there is none.</summary>
    public string? ErrorId => Error?.ErrorId;

    internal object? Input { get; }

    /// <summary>The position in the input, from 1. Null if parameters named the contact.</summary>
    public long? Row { get; init; }

    /// <summary>The position among everything that the run was given, from 1.</summary>
    internal long Position { get; set; }

    /// <summary>
    /// An earlier process of this run may have deleted the contact. If it is deleted, this run did it.
    /// </summary>
    internal bool IsInDoubt { get; set; }

    /// <summary>The contact as it was right before its deletion. Null if it was not read.</summary>
    internal JsonObject? Before { get; set; }

    internal string Key => RowLedger.HashOf($"{_givenId?.ToLowerInvariant()}\0{Email?.ToLowerInvariant()}");

    internal CcException? Error { get; private set; }

    /// <summary>The error, or null. A method, for the same reason as <see cref="UpdateResult.ToException"/>.</summary>
    public CcException? ToException() => Error;

    /// <summary>The user's input. A method, for the same reason as <see cref="UpdateResult.ToInput"/>.</summary>
    public object? ToInput() => Input;

    /// <summary>True until the contact turns out to need no request.</summary>
    internal bool IsOpen => Outcome == RemovalOutcome.NotAttempted && Error is null && ContactId is not null;

    public override string ToString() => Email ?? ContactId ?? "(no contact)";

    /// <summary>Marks the contact as only shown.</summary>
    public void Preview() => Outcome = RemovalOutcome.Previewed;

    internal void End(string outcome, string? reason = null, CcException? error = null) =>
        (Outcome, Reason, Error) = (outcome, reason ?? error?.Message, error);
}
