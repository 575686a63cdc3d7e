using System.IO;
using ConstantContact.Core.Base;

namespace ConstantContact.Core.Storage;

/// <summary>
/// Does something to a file again while another process has it open. On Windows a virus scanner, an indexer or a backup
/// opens a file just after it was written, for some milliseconds: until it has closed it, nothing can be put in the
/// file's place.
/// </summary>
internal sealed class SharingRetry(TimeProvider time)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);

    private static readonly TimeSpan FirstPause = TimeSpan.FromMilliseconds(10);

    private static readonly TimeSpan LongestPause = TimeSpan.FromMilliseconds(200);

    /// <summary>Null where a file that is open can be replaced, as on Unix.</summary>
    public static SharingRetry? OfThisSystem { get; } =
        Path.DirectorySeparatorChar == '\\' ? new(TimeProvider.System) : null;

    /// <summary>
    /// Repeats it for up to two seconds; then, and for any other reason at once, its exception is the caller's.
    /// </summary>
    public void Run(Action action)
    {
        var start = time.GetTimestamp();
        for (var pause = FirstPause; ; pause = TimeSpan.FromTicks(Math.Min(pause.Ticks * 2, LongestPause.Ticks)))
        {
            try
            {
                action();
                return;
            }
            catch (Exception e) when (MayPass(e) && time.GetElapsedTime(start) < Patience)
            {
                // Blocks: the callers are short and write where nothing can be awaited.
                time.WaitAsync(pause, CancellationToken.None).ConfigureAwait(false).GetAwaiter().GetResult();
            }
        }
    }

    // Access denied (what a replacement answers while the file is open), sharing violation, lock violation, "unable to
    // remove the file to be replaced": https://learn.microsoft.com/windows/win32/debug/system-error-codes
    private static bool MayPass(Exception exception) =>
        exception is IOException or UnauthorizedAccessException
        && exception.HResult
            is unchecked((int)0x80070005)
                or unchecked((int)0x80070020)
                or unchecked((int)0x80070021)
                or unchecked((int)0x80070497);
}
