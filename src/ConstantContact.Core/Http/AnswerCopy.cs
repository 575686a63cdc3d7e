using System.IO;
using ConstantContact.Core.Errors;

namespace ConstantContact.Core.Http;

/// <summary>Saves an answer. Distinguishes a failure of the destination from a failure of the service.</summary>
internal static class AnswerCopy
{
    /// <summary>Replaces the content of the destination with the answer.</summary>
    /// <returns>The number of bytes.</returns>
    /// <exception cref="InvalidInputException">
    /// <c>CcReportNotWritable</c>: the destination failed, not the service.
    /// </exception>
    public static async Task<long> ToAsync(Stream stream, Stream destination, CancellationToken cancellationToken)
    {
        destination.SetLength(0);
        var buffer = new byte[81920];
        int read;
        while ((read = await stream.ReadAsync(buffer, 0, buffer.Length, cancellationToken).ConfigureAwait(false)) > 0)
        {
            try
            {
                await destination.WriteAsync(buffer, 0, read, cancellationToken).ConfigureAwait(false);
            }
            catch (IOException e)
            {
                throw new InvalidInputException(
                    "CcReportNotWritable",
                    $"The export cannot be written: {e.Message}",
                    "Free up disk space, or give a different -Path.",
                    e
                );
            }
        }

        return destination.Length;
    }
}
