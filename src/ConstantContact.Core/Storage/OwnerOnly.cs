using System.IO;
#if !NET
using System.Runtime.InteropServices;
#endif

namespace ConstantContact.Core.Storage;

/// <summary>Files and folders that only their owner can read: they hold personal data, or what a token can be had from.</summary>
/// <remarks>On Windows files take the rights of their folder; a folder that is made here has those of its owner, and inherits none.</remarks>
internal static class OwnerOnly
{
    /// <summary>Opens a file, made owner-only whether it is new or was there with wider rights.</summary>
    public static FileStream Open(string path, FileMode mode, FileAccess access, FileShare share, FileOptions options = FileOptions.None)
    {
#if NET
        var how = new FileStreamOptions { Mode = mode, Access = access, Share = share, Options = options };
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
        // Windows removes it when the last handle is closed, which a kill does too. On Unix a name can be removed at once.
        var onUnix = Path.DirectorySeparatorChar == '/';
        var file = Open(path, FileMode.CreateNew, FileAccess.ReadWrite, FileShare.None, onUnix ? FileOptions.None : FileOptions.DeleteOnClose);
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
            Directory.CreateDirectory(path, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
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
}
