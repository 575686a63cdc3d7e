using System.IO;

namespace ConstantContact.Core.Storage;

/// <summary>
/// Replaces a file so that whoever looks, at any moment and after any crash, finds either the old content or the new
/// one whole: written beside, flushed to the disk, renamed over.
/// </summary>
internal static class DurableFile
{
    /// <exception cref="IOException">It was not replaced, and the old content is still there; also
    /// <see cref="UnauthorizedAccessException"/>.</exception>
    public static void Replace(string path, byte[] content) =>
        Replace(path, content, Rename, SharingRetry.OfThisSystem);

    /// <summary>The same with another way to rename, and other patience.</summary>
    internal static void Replace(string path, byte[] content, Action<string, string> rename, SharingRetry? retry)
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

            Patiently(() => rename(beside, path), retry);
        }
        catch
        {
            TryDelete(beside);
            throw;
        }
    }

    /// <summary>Puts a finished file in the place of another one, or where there is none.</summary>
    public static void MoveOver(string beside, string path) =>
        Patiently(() => Rename(beside, path), SharingRetry.OfThisSystem);

    /// <summary>Gives a finished file its name.</summary>
    /// <exception cref="IOException">There is a file of that name, among other reasons.</exception>
    public static void MoveNew(string beside, string path) =>
        Patiently(() => File.Move(beside, path), SharingRetry.OfThisSystem);

    /// <summary>Removes a file; one that is not there is no error.</summary>
    public static void Delete(string path) => Patiently(() => File.Delete(path), SharingRetry.OfThisSystem);

    /// <summary>Removes what is left over. Where it cannot be, what went wrong before matters more.</summary>
    public static void TryDelete(string path)
    {
        try
        {
            File.Delete(path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // It holds what its owner alone can read.
        }
    }

    private static void Patiently(Action action, SharingRetry? retry)
    {
        if (retry is null)
        {
            action();
        }
        else
        {
            retry.Run(action);
        }
    }

    private static void Rename(string beside, string path)
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
