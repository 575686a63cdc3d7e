using System;
using System.IO;

namespace ConstantContact.Emulator.Persistence;

/// <summary>
/// Files and folders that only their owner can read (mode 0600 and 0700): a rehearsal may run on real people's data. On
/// Windows they have the permissions of the folder above.
/// </summary>
internal static class OwnerFile
{
    private const UnixFileMode FilePermissions = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    internal static void CreateFolder(string path)
    {
        if (OperatingSystem.IsWindows())
        {
            Directory.CreateDirectory(path);
        }
        else
        {
            Directory.CreateDirectory(path, FilePermissions | UnixFileMode.UserExecute);
        }
    }

    internal static FileStream Open(
        string path,
        FileMode mode,
        FileAccess access,
        FileShare share,
        int bufferSize = 4096
    )
    {
        var options = new FileStreamOptions
        {
            Mode = mode,
            Access = access,
            Share = share,
            BufferSize = bufferSize,
        };
        if (OperatingSystem.IsWindows())
        {
            return new FileStream(path, options);
        }

        if (mode != FileMode.Open)
        {
            options.UnixCreateMode = FilePermissions;
        }

        var file = new FileStream(path, options);

        // One that was there before may be open to others.
        File.SetUnixFileMode(file.SafeFileHandle, FilePermissions);
        return file;
    }
}
