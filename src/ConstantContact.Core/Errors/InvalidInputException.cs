using ConstantContact.Core.Base;

namespace ConstantContact.Core.Errors;

/// <summary>Input that the module refused before it sent any request. Names the value and the remedy.</summary>
public sealed class InvalidInputException : CcException
{
    private readonly string _remedy;

    public InvalidInputException(string errorId, string message, string remedy, Exception? innerException = null)
        : base(message, innerException)
    {
        ErrorId = errorId;
        _remedy = remedy;
    }

    public override string ErrorId { get; }

    public override string RecommendedAction => _remedy;

    /// <summary>An invalid value of a member or parameter.</summary>
    public static InvalidInputException Value(string what, string? value, string why, string remedy) =>
        new("CcInvalidValue", value is null ? $"{what}: {why}" : $"{what} '{ShownText.Line(value)}': {why}", remedy);
}
