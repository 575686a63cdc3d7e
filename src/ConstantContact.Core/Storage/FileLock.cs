using System.IO;
using ConstantContact.Core.Base;

namespace ConstantContact.Core.Storage;

/// <summary>
/// A lock that processes of one user share: an open file that nobody else may open. The system lets go of it when its
/// holder ends, however it ends, so that a killed process leaves nothing to clean up. The file itself stays.
/// </summary>
internal sealed class FileLock : IDisposable
{
    private static readonly TimeSpan FirstPause = TimeSpan.FromMilliseconds(2);

    private static readonly TimeSpan LongestPause = TimeSpan.FromMilliseconds(50);

    private readonly FileStream _file;

    private FileLock(FileStream file) => _file = file;

    /// <summary>The file itself, for those who lock what they read and write.</summary>
    public FileStream File => _file;

    /// <summary>The lock, or null where somebody else has it.</summary>
    /// <exception cref="IOException">The file cannot be opened for another reason; also
    /// <see cref="UnauthorizedAccessException"/>.</exception>
    public static FileLock? TryAcquire(string path)
    {
        try
        {
            return new FileLock(OwnerOnly.Open(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None));
        }
        catch (IOException e) when (IsHeld(e))
        {
            return null;
        }
    }

    /// <summary>
    /// Waits for the lock, at most for <paramref name="patience"/>; null where it was held all that time.
    /// </summary>
    public static async Task<FileLock?> AcquireAsync(
        string path,
        TimeProvider time,
        TimeSpan patience,
        CancellationToken cancellationToken
    )
    {
        var start = time.GetTimestamp();
        var pause = FirstPause;
        while (true)
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (TryAcquire(path) is { } held)
            {
                return held;
            }

            if (time.GetElapsedTime(start) >= patience)
            {
                return null;
            }

            await time.WaitAsync(pause, cancellationToken).ConfigureAwait(false);
            pause = TimeSpan.FromTicks(Math.Min(pause.Ticks * 2, LongestPause.Ticks));
        }
    }

    public void Dispose() => _file.Dispose();

    // The result of an exclusive open while another process has the file: a sharing or lock violation on Windows;
    // EWOULDBLOCK of flock elsewhere, whose number is 11 on Linux and 35 on macOS, and which .NET passes on as it is.
    private static bool IsHeld(IOException exception) =>
        exception.GetType() == typeof(IOException)
        && exception.HResult is unchecked((int)0x80070020) or unchecked((int)0x80070021) or 11 or 35;
}
