using ConstantContact.Core.Errors;

namespace ConstantContact.Core.Base;

internal static class QuietTask
{
    /// <summary>Waits until the task has ended. Whoever wants its result is told what went wrong; here it is only waited for.</summary>
    public static async Task QuietlyAsync(this Task task)
    {
        try
        {
            await task.ConfigureAwait(false);
        }
        catch (Exception e) when (e is CcException or OperationCanceledException)
        {
            // As said above.
        }
    }
}
