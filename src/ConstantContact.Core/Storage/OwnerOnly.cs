using System.IO;

namespace ConstantContact.Core.Storage;

/// <summary>Files and folders that only their owner can read: they hold personal data, or what a token can be had from.</summary>
/// <remarks>On Windows they take the rights of their folder, which for a user's own folders are the owner's.</remarks>
internal static class OwnerOnly
{
    /// <summary>Opens a file, made owner-only whether it is new or was there with wider rights.</summary>
    public static FileStream Open(string path, FileMode mode, FileAccess access, FileShare share)
    {
#if NET
        var options = new FileStreamOptions { Mode = mode, Access = access, Share = share };
        if (System.OperatingSystem.IsWindows())
        {
            return new FileStream(path, options);
        }

        const UnixFileMode Mode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        options.UnixCreateMode = Mode;
        var file = new FileStream(path, options);
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
        return new FileStream(path, mode, access, share);
#endif
    }

    /// <summary>A new or emptied file to write to; others of the same owner may read along.</summary>
    public static FileStream Create(string path) => Open(path, FileMode.Create, FileAccess.Write, FileShare.Read);

    /// <summary>Makes the folder, and those above it, where they are missing.</summary>
    public static void CreateDirectory(string path)
    {
#if NET
        if (!System.OperatingSystem.IsWindows())
        {
            Directory.CreateDirectory(path, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
            return;
        }
#endif
        Directory.CreateDirectory(path);
    }
}
