using ConstantContact.Core.Errors;

namespace ConstantContact.Core.Base;

internal static class QuietTask
{
    /// <summary>
    /// Waits until the task has ended and ignores its outcome. The code that awaits the task itself sees the error.
    /// </summary>
    public static async Task QuietlyAsync(this Task task)
    {
        try
        {
            await task.ConfigureAwait(false);
        }
        catch (Exception e) when (e is CcException or OperationCanceledException)
        {
            // Ignored; see the summary.
        }
    }
}
