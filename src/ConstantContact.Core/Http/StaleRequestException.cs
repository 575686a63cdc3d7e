namespace ConstantContact.Core.Http;

/// <summary>
/// The request waited longer than its <see cref="ApiRequest{T}.SendBefore"/> allows and was not sent. For use inside
/// Core: the code that set the moment creates a new request.
/// </summary>
public sealed class StaleRequestException : Exception
{
    public StaleRequestException(string pathTemplate)
        : base($"The request to {pathTemplate} waited too long and was not sent.") { }
}
