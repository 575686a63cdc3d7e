using System;
using System.Net;
using System.Net.Sockets;
using System.Threading;

namespace ConstantContact.Tests.Shared;

/// <summary>
/// Ports for tests that need a number before they listen. They are below the range (from 32,768 on) from which the system
/// serves "any free port", so that no emulator of another test takes the port in the meantime.
/// </summary>
internal static class FreePort
{
    private const int First = 20_000;

    private const int Count = 10_000;

    /// <summary>Test processes that run side by side begin at different numbers.</summary>
    private static int _last = Math.Abs(Guid.NewGuid().GetHashCode() % Count);

    public static int Next()
    {
        while (true)
        {
            var port = First + (Interlocked.Increment(ref _last) % Count);
            var probe = new TcpListener(IPAddress.Loopback, port);
            try
            {
                probe.Start();
                return port;
            }
            catch (SocketException)
            {
                // In use.
            }
            finally
            {
                probe.Stop();
            }
        }
    }
}
