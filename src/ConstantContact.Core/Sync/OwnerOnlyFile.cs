using System.IO;

namespace ConstantContact.Core.Sync;

/// <summary>Files with personal data: made new or emptied, readable by their owner only.</summary>
internal static class OwnerOnlyFile
{
    /// <remarks>On Windows a file takes the rights of its folder, which for a user's own folders are the owner's.</remarks>
    public static FileStream Create(string path)
    {
#if NET8_0_OR_GREATER
        var options = new FileStreamOptions { Mode = FileMode.Create, Access = FileAccess.Write, Share = FileShare.Read };
        if (!System.OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        }

        return new FileStream(path, options);
#else
        return new FileStream(path, FileMode.Create, FileAccess.Write, FileShare.Read);
#endif
    }
}
