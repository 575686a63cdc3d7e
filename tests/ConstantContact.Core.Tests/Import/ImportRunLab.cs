using ConstantContact.Core.Contacts;
using ConstantContact.Core.Import;
using ConstantContact.Core.Import.Judging;
using ConstantContact.Core.Import.Report;
using ConstantContact.Core.Import.Running;
using ConstantContact.Core.Rows;
using ConstantContact.Core.Runs;
using ConstantContact.Core.Tests.Support;

namespace ConstantContact.Core.Tests.Import;

/// <summary>Imports of rows that are all read before the first request.</summary>
public abstract class ImportRunLab : ImportLab
{
    private protected static ImportOptions Options(
        ImportInvalid onInvalid = ImportInvalid.Stop,
        ImportDuplicates duplicates = ImportDuplicates.Error,
        bool restore = false,
        bool includeUnsubscribed = false,
        bool skipConsent = false,
        bool wait = true,
        int maxRows = ContactLimits.ImportRows,
        int maxBytes = ContactLimits.ImportBytes,
        TimeSpan? timeout = null,
        ImportFormat format = ImportFormat.Auto,
        bool allowBlank = false,
        string? sms = null
    ) =>
        new()
        {
            ListIds = ["list-1"],
            OnInvalid = onInvalid,
            Duplicates = duplicates,
            Restore = restore,
            IncludeUnsubscribed = includeUnsubscribed,
            SkipConsentCheck = skipConsent,
            Wait = wait,
            MaxRows = maxRows,
            MaxBytes = maxBytes,
            Timeout = timeout ?? TimeSpan.FromHours(1),
            Format = format,
            AllowBlank = allowBlank,
            SmsPermission = sms,
        };

    private protected static RowSpool Emails(params string[] names)
    {
        var spool = new RowSpool(new System.IO.MemoryStream());
        foreach (string name in names)
        {
            spool.Add(
                new InputRow(
                    spool.Count + 1,
                    null,
                    Headings,
                    (string?[])[name.Length == 0 ? "" : name + "@example.com", "X"]
                )
            );
        }

        return spool;
    }

    private protected Task<ImportSummary> RunAsync(ImportOptions options, IRowSource rows) =>
        RunAsync(Service, options, rows);

    private protected async Task<ImportSummary> RunAsync(
        FakeImportService service,
        ImportOptions options,
        IRowSource rows
    )
    {
        using var run = new ImportRun(service, options, Clock);
        await run.PrepareAsync(rows, CancellationToken.None);
        return await Clock.DriveAsync(run.SendAsync(CancellationToken.None));
    }
}
