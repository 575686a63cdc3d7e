using ConstantContact.Core.Base;

namespace ConstantContact.Core.Errors;

/// <summary>
/// The item that the request names does not exist (404). All texts about missing items are made here.
/// </summary>
public sealed class NotFoundException : CcException
{
    public NotFoundException(string message, string? remedy = null, Exception? innerException = null)
        : base(message, innerException)
    {
        RecommendedAction = remedy ?? "Check the id.";
    }

    public override string ErrorId => "CcNotFound";

    public override string RecommendedAction { get; }

    /// <summary>After a look-up that includes deleted and unsubscribed contacts.</summary>
    public static NotFoundException ContactWithAddress(string email, string? remedy = null) =>
        new(
            $"There is no contact with the address '{ShownText.Line(email)}'. Deleted contacts were searched too.",
            remedy ?? "Check the spelling. A contact that has only a phone number is found by its id."
        );

    public static NotFoundException ContactWithId(string contactId) => WithId("contact", contactId);

    /// <param name="kind">The kind of item, such as "list".</param>
    /// <param name="id">Its id.</param>
    public static NotFoundException WithId(string kind, string id) =>
        new($"There is no {kind} with the id '{ShownText.Line(id)}'.");
}
