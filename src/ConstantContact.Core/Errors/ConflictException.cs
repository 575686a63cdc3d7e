using System.Text.RegularExpressions;
using ConstantContact.Core.Base;

namespace ConstantContact.Core.Errors;

/// <summary>
/// The item that the request would create already exists (409). A deleted contact keeps its address forever, so its
/// address conflicts as well.
/// </summary>
public sealed class ConflictException : CcException
{
    private const string Uuid = "[0-9a-fA-F]{8}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{12}";

    private static readonly Regex AfterContact = new(
        $@"\bcontact\b[^0-9a-fA-F]{{0,12}}(?<id>{Uuid})\b",
        RegexOptions.IgnoreCase | RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture,
        TimeSpan.FromSeconds(1)
    );

    private static readonly Regex AnyId = new(
        $@"\b(?<id>{Uuid})\b",
        RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture,
        TimeSpan.FromSeconds(1)
    );

    private readonly string? _remedy;

    public ConflictException(
        string message,
        string? existingContactId,
        Exception? innerException = null,
        string? remedy = null
    )
        : base(message, innerException)
    {
        ExistingContactId = existingContactId;
        _remedy = remedy;
    }

    public override string ErrorId => "CcConflict";

    public override string RecommendedAction =>
        _remedy
        ?? (
            ExistingContactId is null
                ? "Look up the existing item, including deleted contacts, and update it instead."
                : $"Look up contact {ExistingContactId}, which may be deleted, and update or restore it instead."
        );

    /// <summary>The contact that already has the address or number; null if the answer does not name it.</summary>
    public string? ExistingContactId { get; }

    /// <summary><c>active</c>, <c>unsubscribed</c> or <c>deleted</c>; null if it was not looked up.</summary>
    public string? ExistingState { get; init; }

    /// <summary>Another list, tag, field or segment has the name that a new one should get.</summary>
    /// <param name="kind">The kind of item, such as "list".</param>
    /// <param name="name">The name.</param>
    /// <param name="id">The item that has it.</param>
    /// <param name="refusal">The service's answer.</param>
    public static ConflictException NameTaken(string kind, string name, string id, ConflictException refusal) =>
        new(
            $"There is already a {kind} with the name '{ShownText.Line(name)}': {id}.",
            null,
            refusal,
            $"Use the existing {kind}, or give another name."
        )
        {
            StatusCode = refusal.StatusCode,
            ErrorKey = refusal.ErrorKey,
        };

    /// <summary>
    /// Extracts the contact id from the text of the answer, the only place where the answer states it. Texts seen over
    /// the years: "Validation failed: Email already exists for contact ID", the same without the prefix, and
    /// "Validation failed: EmailAddress is not unique" without an id.
    /// </summary>
    internal static string? FindContactId(string? text)
    {
        if (text is null)
        {
            return null;
        }

        if (AfterContact.Match(text) is { Success: true } named)
        {
            return named.Groups["id"].Value.ToLowerInvariant();
        }

        // In other wordings, a single id must be the contact's. If there are several, none of them is certain.
        var any = AnyId.Matches(text);
        return any.Count == 1 ? any[0].Groups["id"].Value.ToLowerInvariant() : null;
    }
}
