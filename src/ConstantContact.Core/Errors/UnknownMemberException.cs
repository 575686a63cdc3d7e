namespace ConstantContact.Core.Errors;

/// <summary>
/// The service refused a contact member that this module does not know and therefore sent back unchanged.
/// </summary>
public sealed class UnknownMemberException : CcException
{
    private UnknownMemberException(string message, Exception inner)
        : base(message, inner) { }

    public override string ErrorId => "CcUnknownMember";

    public override string RecommendedAction =>
        "The contact was not changed, because sending it without this member could erase the member. Install a "
        + "newer version of the module, or change the contact in the web application.";

    public static UnknownMemberException For(
        string contact,
        IReadOnlyCollection<string> members,
        CcException refusal
    ) =>
        new(
            $"Contact {contact} has members that this module does not know ({string.Join(", ", members)}), and the "
                + $"service does not accept them: {refusal.Message}",
            refusal
        )
        {
            StatusCode = refusal.StatusCode,
            ErrorKey = refusal.ErrorKey,
        };
}
