namespace ConstantContact.Core.Errors;

/// <summary>
/// After the PUT the contact is not what was sent: something that the update did not ask for changed or went away. The run
/// stops, so that it stays one contact; the exception carries the contact as it was.
/// </summary>
public sealed class MergeNotAppliedException : CcException
{
    private MergeNotAppliedException(string message, string contactId, string beforeImage, IReadOnlyList<string> differences)
        : base(message)
    {
        ContactId = contactId;
        BeforeImage = beforeImage;
        Differences = differences;
    }

    public override string ErrorId => "CcMergeNotApplied";

    public override string RecommendedAction =>
        "The run stopped after this contact. The exception's BeforeImage holds the contact before the update, as JSON. Compare it with the contact, correct the differences, and report them to the authors of this module.";

    public override bool EndsTheRun => true;

    public string ContactId { get; }

    /// <summary>The contact before the update, as JSON text.</summary>
    public string BeforeImage { get; }

    /// <summary>One sentence for each member that is not as expected.</summary>
    public IReadOnlyList<string> Differences { get; }

    public static MergeNotAppliedException For(string contact, string contactId, string beforeImage, IReadOnlyList<string> differences) =>
        new($"After the update, contact {contact} differs from what was sent: {string.Join("; ", differences)}.", contactId, beforeImage, differences);
}
