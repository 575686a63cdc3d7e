using System.IO;
#if !NET
using System.Runtime.InteropServices;
#endif

namespace ConstantContact.Core.Storage;

/// <summary>
/// Files and folders that only their owner can read: they hold personal data, or what a token can be had from.
/// </summary>
/// <remarks>
/// On Windows files take the rights of their folder; a folder that is made here has those of its owner, and inherits
/// none.
/// </remarks>
internal static class OwnerOnly
{
    /// <summary>Opens a file, made owner-only whether it is new or was there with wider rights.</summary>
    public static FileStream Open(
        string path,
        FileMode mode,
        FileAccess access,
        FileShare share,
        FileOptions options = FileOptions.None
    )
    {
#if NET
        var how = new FileStreamOptions
        {
            Mode = mode,
            Access = access,
            Share = share,
            Options = options,
        };
        if (OperatingSystem.IsWindows())
        {
            return new FileStream(path, how);
        }

        const UnixFileMode Mode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        how.UnixCreateMode = mode is FileMode.Open ? null : Mode;
        var file = new FileStream(path, how);
        try
        {
            // The mode above is for new files only.
            File.SetUnixFileMode(file.SafeFileHandle, Mode);
            return file;
        }
        catch
        {
            file.Dispose();
            throw;
        }
#else
        return new FileStream(path, mode, access, share, 4096, options);
#endif
    }

    /// <summary>A new or emptied file to write to; others of the same owner may read along.</summary>
    public static FileStream Create(string path) => Open(path, FileMode.Create, FileAccess.Write, FileShare.Read);

    /// <summary>A new file to write and read, which goes with its process, however that ends.</summary>
    public static FileStream CreateTemporary(string path)
    {
        // Windows removes it when the last handle is closed, which a kill does too. On Unix a name can be removed at
        // once.
        var onUnix = Path.DirectorySeparatorChar == '/';
        var file = Open(
            path,
            FileMode.CreateNew,
            FileAccess.ReadWrite,
            FileShare.None,
            onUnix ? FileOptions.None : FileOptions.DeleteOnClose
        );
        if (onUnix)
        {
            File.Delete(path);
        }

        return file;
    }

    /// <summary>Makes the folder, and those above it, where they are missing.</summary>
    public static void CreateDirectory(string path)
    {
#if NET
        if (OperatingSystem.IsWindows())
        {
            WindowsRights.CreateDirectory(path);
        }
        else
        {
            // Each missing one by itself: the mode is given to the last one only, and the others get what the umask
            // leaves.
            for (var missing = new Stack<string>(MissingOf(path)); missing.Count > 0; )
            {
                Directory.CreateDirectory(
                    missing.Pop(),
                    UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute
                );
            }
        }
#else
        if (RuntimeInformation.IsOSPlatform(OSPlatform.Windows))
        {
            WindowsRights.CreateDirectory(path);
        }
        else
        {
            Directory.CreateDirectory(path);
        }
#endif
    }

    /// <summary>
    /// Refuses a folder in which others could put a file of theirs in the place of one of ours. On Windows its rights
    /// are its owner's.
    /// </summary>
    /// <param name="path">The folder.</param>
    /// <param name="mayBeLink">A person named it; the folders in it are ours, and a link there was planted.</param>
    /// <exception cref="UnauthorizedAccessException">It is not to be trusted; says what to do.</exception>
    public static void RefuseUnsafe(string path, bool mayBeLink)
    {
        var folder = new DirectoryInfo(path);
        if (!mayBeLink && (folder.Attributes & FileAttributes.ReparsePoint) != 0)
        {
            throw new UnauthorizedAccessException(
                $"'{path}' is a link, which may lead anywhere. Remove it, or name another data folder with "
                    + $"{DataFolder.Variable}."
            );
        }

#if NET
        if (
            !System.OperatingSystem.IsWindows()
            && (File.GetUnixFileMode(path) & (UnixFileMode.GroupWrite | UnixFileMode.OtherWrite)) != 0
        )
        {
            throw new UnauthorizedAccessException(
                $"Others can write to the data folder '{path}'. Make it yours alone with: chmod 700 '{path}'; or name "
                    + $"another one with {DataFolder.Variable}."
            );
        }
#endif
    }

    /// <summary>True for a file that others could have changed. On Windows its rights are its folder's.</summary>
    public static bool OthersCanWrite(string path)
    {
#if NET
        return !OperatingSystem.IsWindows()
            && (File.GetUnixFileMode(path) & (UnixFileMode.GroupWrite | UnixFileMode.OtherWrite)) != 0;
#else
        return false;
#endif
    }

#if NET
    /// <summary>The folders that are not there, the innermost first.</summary>
    private static IEnumerable<string> MissingOf(string path)
    {
        for (
            var folder = Path.GetFullPath(path);
            folder is not null && !Directory.Exists(folder);
            folder = Path.GetDirectoryName(folder)
        )
        {
            yield return folder;
        }
    }
#endif
}
