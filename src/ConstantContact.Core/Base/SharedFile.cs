using System.IO;

namespace ConstantContact.Core.Base;

/// <summary>
/// Reads files that other processes may have open, to write, replace or remove them: a run that goes on, a spreadsheet that shows
/// the file. Windows refuses every other way of opening those.
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
