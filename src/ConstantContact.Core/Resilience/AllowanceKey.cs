namespace ConstantContact.Core.Resilience;

/// <summary>
/// Identifies the owner of an allowance. The service counts per client id, for all its accounts and tokens. The host is
/// part of the key so that an emulator does not share the pace of the real service.
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
