namespace ConstantContact.Core.Errors;

/// <summary>
/// After the PUT, the contact differs from what was sent: a member changed or disappeared that the update did not name.
/// The run stops, so that only one contact is affected. The exception carries the contact as it was before.
/// </summary>
public sealed class MergeNotAppliedException : CcException
{
    private MergeNotAppliedException(
        string message,
        string contactId,
        string beforeImage,
        IReadOnlyList<string> differences
    )
        : base(message)
    {
        ContactId = contactId;
        BeforeImage = beforeImage;
        Differences = differences;
    }

    public override string ErrorId => "CcMergeNotApplied";

    public override string RecommendedAction =>
        "The run stopped after this contact. The exception's BeforeImage holds the contact before the update, as "
        + "JSON. Compare it with the contact, correct the differences, and report them to the authors of this "
        + "module.";

    public override bool EndsTheRun => true;

    public string ContactId { get; }

    /// <summary>The contact before the update, as JSON text.</summary>
    public string BeforeImage { get; }

    /// <summary>One sentence for each member that differs.</summary>
    public IReadOnlyList<string> Differences { get; }

    public static MergeNotAppliedException For(
        string contact,
        string contactId,
        string beforeImage,
        IReadOnlyList<string> differences
    ) =>
        new(
            $"After the update, contact {contact} differs from what was sent: {string.Join("; ", differences)}.",
            contactId,
            beforeImage,
            differences
        );
}
