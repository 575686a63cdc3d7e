using System.IO;
using ConstantContact.Core.Errors;

namespace ConstantContact.Core.Auth;

/// <summary>
/// Checks whether a token file can be trusted: the file and its folder are not links, other users cannot read the file,
/// and they cannot replace it. On Windows, the content is encrypted for its user, so only links are checked.
/// </summary>
internal static class TokenFileGuard
{
    /// <summary>Call before reading or writing. The file need not exist.</summary>
    /// <exception cref="TokenStoreException">The file cannot be trusted.</exception>
    public static void Check(string path)
    {
        RefuseLink(path, path, "it is a link, which could point to any file.");
        if (Directory.Exists(path))
        {
            throw TokenStoreException.Unsafe(path, "it is a folder.");
        }

        var folder = Path.GetDirectoryName(path)!;
        RefuseLink(path, folder, "its folder is a link, which could point to any folder.");
#if NET
        if (OperatingSystem.IsWindows())
        {
            return;
        }

        if (File.Exists(path) && (File.GetUnixFileMode(path) & Others) != 0)
        {
            throw TokenStoreException.Unsafe(path, "other users have rights to it.");
        }

        for (var directory = new DirectoryInfo(folder); directory is not null; directory = directory.Parent)
        {
            if (!directory.Exists)
            {
                continue;
            }

            // With the sticky bit, as on /tmp, a user cannot move another user's file, but any user can create a file
            // there first.
            var mode = File.GetUnixFileMode(directory.FullName);
            if (
                (mode & (UnixFileMode.GroupWrite | UnixFileMode.OtherWrite)) != 0
                && (directory.FullName == folder || (mode & UnixFileMode.StickyBit) == 0)
            )
            {
                throw TokenStoreException.Unsafe(
                    path,
                    $"other users can write to the folder {directory.FullName} and could replace the file."
                );
            }
        }
#endif
    }

#if NET
    private const UnixFileMode Others =
        UnixFileMode.GroupRead
        | UnixFileMode.GroupWrite
        | UnixFileMode.GroupExecute
        | UnixFileMode.OtherRead
        | UnixFileMode.OtherWrite
        | UnixFileMode.OtherExecute;
#endif

    private static void RefuseLink(string file, string path, string why)
    {
        // Check the file itself, not its target, so that a link to nothing is found as well.
        var info = new FileInfo(path);
        if (
            (info.Exists || Directory.Exists(path) || IsDanglingLink(info))
            && (info.Attributes & FileAttributes.ReparsePoint) != 0
        )
        {
            throw TokenStoreException.Unsafe(file, why);
        }
    }

    private static bool IsDanglingLink(FileInfo info) => (int)info.Attributes != -1;
}
