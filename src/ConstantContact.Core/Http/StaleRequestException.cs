namespace ConstantContact.Core.Http;

/// <summary>
/// The request waited longer than its <see cref="ApiRequest{T}.SendBefore"/> allows and was not sent.
/// Between Core's own classes: whoever set the moment makes a fresh request.
/// </summary>
public sealed class StaleRequestException : Exception
{
    public StaleRequestException(string pathTemplate)
        : base($"The request to {pathTemplate} waited too long and was not sent.")
    {
    }
}
