using System.IO;

namespace ConstantContact.Core.Storage;

/// <summary>
/// Replaces a file so that whoever looks, at any moment and after any crash, finds either the old content or the new one
/// whole: written beside, flushed to the disk, renamed over.
/// </summary>
internal static class DurableFile
{
    /// <exception cref="IOException">It was not replaced, and the old content is still there; also <see cref="UnauthorizedAccessException"/>.</exception>
    public static void Replace(string path, byte[] content)
    {
        // One name per process and call: two writers never share the file beside.
        var beside = path + "." + Guid.NewGuid().ToString("N") + ".new";
        try
        {
            using (var file = OwnerOnly.Open(beside, FileMode.CreateNew, FileAccess.Write, FileShare.None))
            {
                file.Write(content, 0, content.Length);
                file.Flush(flushToDisk: true);
            }

            MoveOver(beside, path);
        }
        catch
        {
            File.Delete(beside);
            throw;
        }
    }

    /// <summary>Puts a finished file in the place of another one, or where there is none.</summary>
    public static void MoveOver(string beside, string path)
    {
#if NET
        File.Move(beside, path, overwrite: true);
#else
        // Replace wants a file to replace, Move none; and neither exists for both on the .NET Framework.
        if (File.Exists(path))
        {
            File.Replace(beside, path, destinationBackupFileName: null);
        }
        else
        {
            File.Move(beside, path);
        }
#endif
    }
}
