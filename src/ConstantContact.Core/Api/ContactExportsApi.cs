using System;
using System.IO;
using System.Net;
using System.Net.Http;
using System.Threading;
using System.Threading.Tasks;
using ConstantContact.Core.Errors;
using ConstantContact.Core.Http;

namespace ConstantContact.Core.Api;

/// <summary><c>/contact_exports</c>: the files that export activities made.</summary>
public static class ContactExportsApi
{
    /// <summary>Far above any account, and below what a server that never stops would send.</summary>
    private const long MostBytes = 16L * 1024 * 1024 * 1024;

    /// <summary>The file, written to a stream that can be emptied again, since an attempt that broke off begins anew.</summary>
    /// <exception cref="InvalidInputException"><c>CcReportNotWritable</c>, from sending: the destination failed, not the service.</exception>
    public static ApiRequest<long> Download(string fileExportId, Stream destination) =>
        new(HttpMethod.Get, "contact_exports/{file_export_id}", (stream, cancellationToken) => CopyAsync(stream, destination, cancellationToken))
        {
            PathValues = RequestParts.Path("file_export_id", fileExportId),
            Accept = "text/csv",
            Repeat = RepeatRule.Safe,
            NotReady = HttpStatusCode.Accepted,
            MaxAnswerBytes = MostBytes,
            QueueLimited = true,
            Scope = Need.ContactData,
            Privilege = Need.ContactsWrite,
        };

    private static async Task<long> CopyAsync(Stream stream, Stream destination, CancellationToken cancellationToken)
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
                throw new InvalidInputException("CcReportNotWritable", $"The export cannot be written: {e.Message}", "Make room, or give another -Path.", e);
            }
        }

        return destination.Length;
    }
}
