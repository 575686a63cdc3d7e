namespace ConstantContact.Core.Errors;

/// <summary>Something that nobody foresaw happened to one record. The run goes on with the next one.</summary>
public sealed class UnexpectedException : CcException
{
    private UnexpectedException(string message, Exception cause)
        : base(message, cause)
    {
    }

    public override string ErrorId => "CcUnexpected";

    public override string RecommendedAction =>
        "Look at the record and at its contact. Report the message to the module's authors, with the exception's InnerException.";

    /// <param name="what">The record, as a person would call it.</param>
    /// <param name="cause">What happened.</param>
    public static UnexpectedException For(string what, Exception cause) =>
        new($"{what}: an error that this module did not foresee: {cause.GetType().Name}: {cause.Message}", cause);
}
