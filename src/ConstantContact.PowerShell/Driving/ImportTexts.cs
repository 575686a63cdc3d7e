using System.Globalization;
using System.Text;
using ConstantContact.Core.Base;
using ConstantContact.Core.Import;
using ConstantContact.Core.Import.Chunks;
using ConstantContact.Core.Import.Running;
using ConstantContact.PowerShell.Session;

namespace ConstantContact.PowerShell.Driving;

/// <summary>The texts that describe an import before it is sent, and while it runs.</summary>
internal sealed class ImportTexts(CcConnection account, ImportOptions options, bool verify)
{
    public static string Status(ImportProgress progress) =>
        progress.Phase switch
        {
            ImportPhase.Validating => $"checking rows: {Text(progress.Done)}",
            ImportPhase.CheckingConsent =>
                $"looking for deleted and unsubscribed contacts: {Text(progress.Done)} checked",
            ImportPhase.Sending => $"sending chunk {Text(progress.Chunk)}",
            ImportPhase.Verifying => $"reading the lists: {Quantity.Of(progress.Done, "member")}",
            _ => $"waiting for chunk {Text(progress.Chunk)}",
        };

    public string Describe(ImportRun run, ImportForecast forecast, ImportHeader header, long? recording) =>
        string.Join(
            "\n",
            forecast
                .Chunks.Select((chunk, at) => Describe(chunk, at == 0))
                .Prepend(Totals(run, forecast, header, recording))
        );

    /// <summary>Describes one request, with the whole body if requested.</summary>
    public string Describe(ImportChunkForecast chunk, bool whole)
    {
        var csv = options.Format == ImportFormat.Csv;
        var path =
            account.BaseUri.AbsolutePath.TrimEnd('/')
            + (csv ? "/activities/contacts_file_import" : "/activities/contacts_json_import");
        return $"POST {path}  chunk {Text(chunk.Number)}: {Quantity.Of(chunk.Rows, "row")} "
            + $"({Text(chunk.FirstRow)} to {Text(chunk.LastRow)}), {Quantity.Of(chunk.Bytes, "byte")}\n"
            + (whole || chunk.Body.Length <= 200 ? chunk.Body : chunk.Body.Substring(0, 200) + "...").TrimEnd();
    }

    /// <param name="run">The import.</param>
    /// <param name="forecast">The chunks.</param>
    /// <param name="header">The task of the import.</param>
    /// <param name="recording">
    /// The most requests that read the contacts before they change. Null if they are not read, or if that is not known.
    /// </param>
    public string Totals(ImportRun run, ImportForecast forecast, ImportHeader header, long? recording = null)
    {
        var text = new StringBuilder();
        text.Append($"Import {Text(forecast.Rows)} of {Quantity.Of(run.RowsIn, "row")} to {Named(header)}");
        text.Append(
            $" ({Text(forecast.Suppressed)} held back, {Quantity.Of(forecast.Duplicates, "duplicate")}, "
                + $"{Text(run.Invalid)} invalid)\n"
        );
        var requests = (forecast.Requests * (options.Wait ? 2 : 1)) + (recording ?? 0);
        var minutes = Math.Max(1, Math.Ceiling(requests / (double)account.RequestsPerSecond / 60));
        text.Append(
            $"requests: {Text(forecast.Requests)} to send"
                + (options.Wait ? $", {Text(forecast.Requests)} or more to wait" : "")
                + (recording is { } most ? $", up to {Text(most)} to be able to undo it" : "")
                + $"{(verify ? ", one for each 500 members of each list to verify" : "")}; "
                + $"{Quantity.Of((long)minutes, "minute")} or more; "
                + $"{Quantity.Of(account.Client.Allowance.Left, "request is", "requests are")} left today"
        );
        return text.ToString();
    }

    public string Named(ImportHeader header) =>
        string.Join(
            ", ",
            header.Lists.Zip(
                options.ListIds,
                (given, id) =>
                    string.Equals(given.Trim(), id, StringComparison.OrdinalIgnoreCase) ? id : $"'{given.Trim()}'"
            )
        );

    private static string Text(long number) => number.ToString("N0", CultureInfo.InvariantCulture);
}
