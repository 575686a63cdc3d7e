using System.Net;
using System.Net.Http;

namespace ConstantContact.Core.Http;

/// <summary>
/// Creates the handler for requests with tokens: no redirects, no cookies, compressed answers, limited connections.
/// </summary>
internal static class HttpHandlerFactory
{
    // Enough for 4 requests a second at a latency of some seconds. The .NET Framework's default of 2 would be too few.
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
            // Not "deflate": in HTTP it means zlib (RFC 9110, 8.4.1.2), but the .NET Framework reads only the raw
            // deflate data.
            AutomaticDecompression = DecompressionMethods.GZip,
            MaxConnectionsPerServer = Connections,
            UseProxy = options.UseProxy,
            DefaultProxyCredentials = options.DefaultProxyCredentials,
        };

        // Otherwise, the .NET Framework keeps a connection forever and never asks DNS again.
        ServicePointManager.FindServicePoint(options.BaseUri).ConnectionLeaseTimeout = (int)
            ConnectionLife.TotalMilliseconds;
#endif
        if (options.UseProxy && options.Proxy is not null)
        {
            handler.Proxy = options.Proxy;
        }

        return handler;
    }

#if !NET
    // Added if missing, never set alone: that would disable TLS 1.3 and the system's choice for the whole process.
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
