using System.Management.Automation;
using System.Net;
using ConstantContact.Core.Errors;

namespace ConstantContact.PowerShell.Binding;

/// <summary>
/// The proxy parameters, with the names and meaning that <c>Invoke-RestMethod</c> gives them; beyond it, credentials without
/// an address are for the system's proxy.
/// </summary>
internal sealed class ProxyChoice
{
    private ProxyChoice(bool useProxy, IWebProxy? proxy, ICredentials? systemCredentials)
    {
        UseProxy = useProxy;
        Proxy = proxy;
        SystemCredentials = systemCredentials;
    }

    public bool UseProxy { get; }

    /// <summary>Null for the system's.</summary>
    public IWebProxy? Proxy { get; }

    public ICredentials? SystemCredentials { get; }

    /// <exception cref="InvalidInputException">Parameters that exclude each other, or no address of a proxy.</exception>
    public static ProxyChoice Read(Uri? proxy, PSCredential? credential, bool useDefaultCredentials, bool noProxy)
    {
        if (noProxy && (proxy is not null || credential is not null || useDefaultCredentials))
        {
            throw InvalidInputException.Value("-NoProxy", null, "it excludes the other proxy parameters.", "Give -NoProxy alone, or leave it out.");
        }

        if (credential is not null && useDefaultCredentials)
        {
            throw InvalidInputException.Value("-ProxyCredential and -ProxyUseDefaultCredentials", null, "they exclude each other.", "Give one of them.");
        }

        // Credentials in an address would show up wherever the address does.
        if (proxy is not null && (!proxy.IsAbsoluteUri || proxy.UserInfo.Length > 0))
        {
            throw InvalidInputException.Value(
                "-Proxy", null, "it is not the plain, absolute address of a proxy.", "Give an address such as http://proxy.example.com:8080, and credentials with -ProxyCredential.");
        }

        ICredentials? credentials = useDefaultCredentials ? CredentialCache.DefaultCredentials : credential?.GetNetworkCredential();
        return proxy is null
            ? new ProxyChoice(!noProxy, null, credentials)
            : new ProxyChoice(true, new WebProxy(proxy) { Credentials = credentials }, null);
    }
}
