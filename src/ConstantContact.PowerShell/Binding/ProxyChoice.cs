using System.Management.Automation;
using System.Net;
using ConstantContact.Core.Errors;

namespace ConstantContact.PowerShell.Binding;

/// <summary>
/// The proxy parameters, with the names and meaning of <c>Invoke-RestMethod</c>. In addition, credentials without an
/// address apply to the system's proxy.
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

    /// <summary>Null for the system's proxy.</summary>
    public IWebProxy? Proxy { get; }

    public ICredentials? SystemCredentials { get; }

    /// <exception cref="InvalidInputException">
    /// The parameters exclude each other, or the address is not that of a proxy.
    /// </exception>
    public static ProxyChoice Read(Uri? proxy, PSCredential? credential, bool useDefaultCredentials, bool noProxy)
    {
        if (noProxy && (proxy is not null || credential is not null || useDefaultCredentials))
        {
            throw InvalidInputException.Value(
                "-NoProxy",
                null,
                "it excludes the other proxy parameters.",
                "Give -NoProxy alone, or leave it out."
            );
        }

        if (credential is not null && useDefaultCredentials)
        {
            throw InvalidInputException.Value(
                "-ProxyCredential and -ProxyUseDefaultCredentials",
                null,
                "they exclude each other.",
                "Give one of them."
            );
        }

        // Credentials in an address would be visible wherever the address is shown.
        if (proxy is not null && (!proxy.IsAbsoluteUri || proxy.UserInfo.Length > 0))
        {
            throw InvalidInputException.Value(
                "-Proxy",
                null,
                "it is not the plain, absolute address of a proxy.",
                "Give an address such as http://proxy.example.com:8080, and credentials with -ProxyCredential."
            );
        }

        var credentials = useDefaultCredentials
            ? CredentialCache.DefaultCredentials
            : credential?.GetNetworkCredential();
        return proxy is null
            ? new ProxyChoice(!noProxy, null, credentials)
            : new ProxyChoice(true, new WebProxy(proxy) { Credentials = credentials }, null);
    }
}
