using System.Globalization;
using System.Runtime.InteropServices;

namespace ConstantContact.Core.Rows;

/// <summary>
/// The code pages in which programs on this system write text. They belong to the system and not to the culture of the
/// user: a German user of an English Windows has files in code pages 1252 and 437.
/// </summary>
public static class SystemCodePages
{
    /// <summary>
    /// The "ANSI" code page of Notepad and spreadsheets. On other systems than Windows, that of the culture.
    /// </summary>
    public static int Ansi => IsWindows ? (int)GetACP() : CultureInfo.CurrentCulture.TextInfo.ANSICodePage;

    /// <summary>The code page of the console. On other systems than Windows, that of the culture.</summary>
    public static int Oem => IsWindows ? (int)GetOEMCP() : CultureInfo.CurrentCulture.TextInfo.OEMCodePage;

    private static bool IsWindows =>
#if NET
        OperatingSystem.IsWindows();
#else
        RuntimeInformation.IsOSPlatform(OSPlatform.Windows);
#endif

    // No .NET class returns these: Encoding.Default is UTF-8 in newer versions, and a console can have another one
    // (chcp).
    [DllImport("kernel32.dll")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.System32)]
    private static extern uint GetACP();

    [DllImport("kernel32.dll")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.System32)]
    private static extern uint GetOEMCP();
}
