namespace ConstantContact.Core.Errors;

/// <summary>An unforeseen error with one record. The run continues with the next record.</summary>
public sealed class UnexpectedException : CcException
{
    private UnexpectedException(string message, Exception cause)
        : base(message, cause) { }

    public override string ErrorId => "CcUnexpected";

    public override string RecommendedAction =>
        "Check the record and its contact. Report this message and the exception's InnerException to the "
        + "authors of this module.";

    /// <param name="what">The record, in words for a person.</param>
    /// <param name="cause">The original error.</param>
    public static UnexpectedException For(string what, Exception cause) =>
        new($"{what}: an unexpected error occurred: {cause.GetType().Name}: {cause.Message}", cause);
}
