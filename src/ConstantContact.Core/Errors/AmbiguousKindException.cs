namespace ConstantContact.Core.Errors;

/// <summary>
/// A contact has several phone numbers or addresses of the kind that the update names, so the update is ambiguous.
/// </summary>
public sealed class AmbiguousKindException : CcException
{
    private AmbiguousKindException(string message)
        : base(message) { }

    public override string ErrorId => "CcAmbiguousKind";

    public override string RecommendedAction =>
        "Remove all but one entry of this kind in the web application, or change it there. Nothing was sent.";

    public static AmbiguousKindException For(string contact, string what, string kind, int count) =>
        new($"Contact {contact} has {count} {what} of kind '{kind}', so the update is ambiguous.");
}
