namespace ConstantContact.Core.Errors;

/// <summary>The content of an error answer, in any of the known shapes.</summary>
public sealed class ApiError
{
    public ApiError(string? key, string? message)
    {
        Key = key;
        Message = message;
    }

    /// <summary>The API's <c>error_key</c>, the OAuth server's <c>error</c> or Okta's <c>errorCode</c>.</summary>
    public string? Key { get; }

    /// <summary>The text. Several texts are joined with "; ".</summary>
    public string? Message { get; }
}
