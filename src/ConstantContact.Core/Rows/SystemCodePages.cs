using System.Globalization;
using System.Runtime.InteropServices;

namespace ConstantContact.Core.Rows;

/// <summary>
/// The code pages that programs of this system write text in. They are the system's and not those of the user's culture: a
/// German user of an English Windows has files of code page 1252 and 437.
/// </summary>
public static class SystemCodePages
{
    /// <summary>"ANSI", as Notepad and spreadsheets call it; outside Windows that of the culture.</summary>
    public static int Ansi => IsWindows ? (int)GetACP() : CultureInfo.CurrentCulture.TextInfo.ANSICodePage;

    /// <summary>That of the console; outside Windows that of the culture.</summary>
    public static int Oem => IsWindows ? (int)GetOEMCP() : CultureInfo.CurrentCulture.TextInfo.OEMCodePage;

    private static bool IsWindows =>
#if NET
        OperatingSystem.IsWindows();
#else
        RuntimeInformation.IsOSPlatform(OSPlatform.Windows);
#endif

    // No class of .NET tells these: Encoding.Default is UTF-8 in the later ones, and a console's can be another (chcp).
    [DllImport("kernel32.dll")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.System32)]
    private static extern uint GetACP();

    [DllImport("kernel32.dll")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.System32)]
    private static extern uint GetOEMCP();
}
