using System.Net;
using System.Net.Http;

namespace ConstantContact.Core.Http;

/// <summary>Makes the handler that carries tokens: no redirects, no cookies, compressed answers, bounded connections.</summary>
internal static class HttpHandlerFactory
{
    // 4 requests a second at a latency of some seconds fit well; the .NET Framework's own limit of 2 would not.
    private const int Connections = 32;

    private static readonly TimeSpan ConnectionLife = TimeSpan.FromMinutes(5);

    public static HttpMessageHandler Create(ApiClientOptions options)
    {
#if NET
        var handler = new SocketsHttpHandler
        {
            AllowAutoRedirect = false,
            UseCookies = false,
            AutomaticDecompression = DecompressionMethods.All,
            MaxConnectionsPerServer = Connections,
            PooledConnectionLifetime = ConnectionLife,
            ConnectTimeout = TimeSpan.FromSeconds(30),
            UseProxy = options.UseProxy,
            DefaultProxyCredentials = options.DefaultProxyCredentials,
        };
#else
        AllowTls12();
        var handler = new HttpClientHandler
        {
            AllowAutoRedirect = false,
            UseCookies = false,
            // Not "deflate": HTTP means zlib by it (RFC 9110, 8.4.1.2), of which the .NET Framework reads the inside only.
            AutomaticDecompression = DecompressionMethods.GZip,
            MaxConnectionsPerServer = Connections,
            UseProxy = options.UseProxy,
            DefaultProxyCredentials = options.DefaultProxyCredentials,
        };

        // Otherwise the .NET Framework keeps a connection for ever and never asks DNS again.
        ServicePointManager.FindServicePoint(options.BaseUri).ConnectionLeaseTimeout = (int)ConnectionLife.TotalMilliseconds;
#endif
        if (options.UseProxy && options.Proxy is not null)
        {
            handler.Proxy = options.Proxy;
        }

        return handler;
    }

#if !NET
    // Added where missing, never set: pinning would take TLS 1.3 and the system's choice from the whole process.
    private static void AllowTls12()
    {
        const SecurityProtocolType SystemDefault = 0;
        var allowed = ServicePointManager.SecurityProtocol;
        if (allowed != SystemDefault && (allowed & SecurityProtocolType.Tls12) == 0)
        {
            ServicePointManager.SecurityProtocol |= SecurityProtocolType.Tls12;
        }
    }
#endif
}
