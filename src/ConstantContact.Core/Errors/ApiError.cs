namespace ConstantContact.Core.Errors;

/// <summary>What an error answer says, whichever of the shapes it came in.</summary>
public sealed class ApiError
{
    public ApiError(string? key, string? message)
    {
        Key = key;
        Message = message;
    }

    /// <summary>The API's <c>error_key</c>, the OAuth server's <c>error</c> or Okta's <c>errorCode</c>.</summary>
    public string? Key { get; }

    /// <summary>The text; several texts are joined with "; ".</summary>
    public string? Message { get; }
}
