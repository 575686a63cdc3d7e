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
    /// <summary>The heading of all questions about an import.</summary>
    public const string Caption = "Import contacts";

    public static string Status(ImportProgress progress) =>
        progress.Phase switch
        {
            ImportPhase.Validating => $"checking rows: {Quantity.Number(progress.Done)}",
            ImportPhase.CheckingConsent =>
                $"looking for deleted and unsubscribed contacts: {Quantity.Number(progress.Done)} checked",
            ImportPhase.Sending => $"sending chunk {Quantity.Number(progress.Chunk)}",
            ImportPhase.Verifying => $"reading the lists: {Quantity.Of(progress.Done, "member")}",
            _ => $"waiting for chunk {Quantity.Number(progress.Chunk)}",
        };

    public static string RowsOf(ImportChunkResult chunk) =>
        $"rows {Quantity.Number(chunk.FirstRow)} to {Quantity.Number(chunk.LastRow)}";

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
        return $"POST {path}  chunk {Quantity.Number(chunk.Number)}: {Quantity.Of(chunk.Rows, "row")} "
            + $"({Quantity.Number(chunk.FirstRow)} to {Quantity.Number(chunk.LastRow)}), "
            + $"{Quantity.Of(chunk.Bytes, "byte")}\n"
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
        text.Append($"Import {Quantity.Number(forecast.Rows)} of {Quantity.Of(run.RowsIn, "row")} to {Named(header)}");
        text.Append(
            $" ({Quantity.Number(forecast.Suppressed)} held back, {Quantity.Of(forecast.Duplicates, "duplicate")}, "
                + $"{Quantity.Number(run.Invalid)} invalid)\n"
        );
        var requests = (forecast.Requests * (options.Wait ? 2 : 1)) + (recording ?? 0);
        var minutes = Math.Max(1, Math.Ceiling(requests / (double)account.RequestsPerSecond / 60));
        text.Append(
            $"requests: {Quantity.Number(forecast.Requests)} to send"
                + (options.Wait ? $", {Quantity.Number(forecast.Requests)} or more to wait" : "")
                + (recording is { } most ? $", up to {Quantity.Number(most)} to be able to undo it" : "")
                + $"{(verify ? ", one for each 500 members of each list to verify" : "")}; "
                + $"{Quantity.Of((long)minutes, "minute")} or more; "
                + $"{Quantity.Of(account.Client.Allowance.Left, "request is", "requests are")} left today"
        );
        return text.ToString();
    }

    /// <summary>Describes an import that sends rows while it reads them.</summary>
    public string AboutStream(ImportHeader header, string runId) =>
        $"The run id is {runId}. Rows are sent before the whole input is read, so an error or a duplicate late in the "
        + "input is found after earlier rows were sent. "
        + (
            options.Undoable
                ? "Before each chunk, its contacts are read: one request for each 500 contacts of the account, or one "
                    + "for each row, whichever is less. "
                : ""
        )
        + "To continue after an interruption: "
        + (
            header.Path is null
                ? $"give the same rows again with -RunId {runId}, or send only the rows that were read: "
                : ""
        )
        + $"Resume-CcRun -RunId {runId}";

    public string Named(ImportHeader header) =>
        string.Join(
            ", ",
            header.Lists.Zip(
                options.ListIds,
                (given, id) =>
                    string.Equals(given.Trim(), id, StringComparison.OrdinalIgnoreCase) ? id : $"'{given.Trim()}'"
            )
        );
}
