using System.IO;
using System.Runtime.Versioning;

namespace ConstantContact.Core.Tests.Support;

/// <summary>What only the owner may do on Unix, where the system and the framework have modes.</summary>
internal static class UnixModes
{
    private const UnixFileMode OwnerFile = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    /// <summary>Why there are none here; null where there are.</summary>
    public static string? Missing =>
#if NET
        OperatingSystem.IsWindows() ? "Windows has no Unix file modes." : null;
#else
        ".NET Framework has no Unix file modes.";
#endif

    [UnsupportedOSPlatformGuard("windows")]
    private static bool Exist => Missing is null;

    public static void AssertOwnersFile(string path) => Check(path, OwnerFile);

    public static void AssertOwnersFolder(string path) => Check(path, OwnerFile | UnixFileMode.UserExecute);

    private static void Check(string path, UnixFileMode mode)
    {
        if (Exist)
        {
            Assert.Equal(mode, File.GetUnixFileMode(path));
        }
    }
}
