using System.IO;
using System.Runtime.Versioning;

namespace ConstantContact.Core.Tests.Support;

/// <summary>The permissions of the owner alone, if the system and the framework have Unix modes.</summary>
internal static class UnixModes
{
    private const UnixFileMode OwnerFile = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    /// <summary>The reason why there are none here. Null if there are.</summary>
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
