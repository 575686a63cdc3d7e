namespace ConstantContact.Core.Resilience;

/// <summary>
/// Whose allowance it is. The service counts per client id, whichever account or token is used with it; the host is part
/// of the key so that an emulator does not share the pace of the real service.
/// </summary>
public sealed record AllowanceKey
{
    public AllowanceKey(Uri baseUri, string clientId)
    {
        Authority = baseUri.Authority.ToLowerInvariant();
        ClientId = clientId;
    }

    /// <summary>Host and port.</summary>
    public string Authority { get; }

    public string ClientId { get; }
}
