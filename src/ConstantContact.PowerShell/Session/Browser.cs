using System.ComponentModel;
using System.Diagnostics;

namespace ConstantContact.PowerShell.Session;

/// <summary>The system's web browser.</summary>
internal static class Browser
{
    /// <returns>False if there is no browser or it does not start.</returns>
    internal static bool TryOpen(Uri address)
    {
        try
        {
            using var started = Process.Start(new ProcessStartInfo(address.AbsoluteUri) { UseShellExecute = true });
            return true;
        }
        catch (Exception e) when (e is Win32Exception or InvalidOperationException or PlatformNotSupportedException)
        {
            return false;
        }
    }
}
