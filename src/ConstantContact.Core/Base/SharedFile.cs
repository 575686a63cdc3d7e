using System.IO;

namespace ConstantContact.Core.Base;

/// <summary>
/// Reads files that other processes may have open for writing, replacing or deleting, such as a run in progress or a
/// spreadsheet that displays the file. On Windows, opening them without these share modes fails.
/// </summary>
internal static class SharedFile
{
    public static FileStream OpenRead(string path, int bufferSize = 4096, FileOptions options = FileOptions.None) =>
        new(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete, bufferSize, options);

    public static byte[] ReadAllBytes(string path)
    {
        using var file = OpenRead(path);
        using var all = new MemoryStream();
        file.CopyTo(all);
        return all.ToArray();
    }
}
