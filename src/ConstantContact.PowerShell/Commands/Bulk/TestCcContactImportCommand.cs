using System.Globalization;
using System.Management.Automation;
using ConstantContact.Core.Import;
using ConstantContact.Core.Import.Running;
using ConstantContact.Core.Rows;
using ConstantContact.Core.Runs;
using ConstantContact.PowerShell.Bases;
using ConstantContact.PowerShell.Driving;
using ConstantContact.PowerShell.Hosting;

namespace ConstantContact.PowerShell.Commands.Bulk;

/// <summary>
/// <c>Test-CcContactImport</c>: reports the errors and the damaged values that an import of the rows would report,
/// without sending anything. Needs no connection. With one, the names and types of custom fields are checked too.
/// </summary>
[Cmdlet(VerbsDiagnostic.Test, "CcContactImport")]
[OutputType(typeof(RowFinding))]
public sealed class TestCcContactImportCommand : ImportInputCmdlet
{
    /// <summary>Has the length of a list id, so that the forecast has the bytes of an import to one list.</summary>
    private const string AnyList = "00000000-0000-0000-0000-000000000000";

    private protected override bool NeedsAccount => false;

    private protected override void Prepare()
    {
        base.Prepare();
        OpenFolder(null, AccountOrNone?.Time ?? System.TimeProvider.System);
    }

    private protected override void ProcessOne()
    {
        if (ReadRow(out _) is { } row)
        {
            Spool ??= RowSpool.Create(Folder.SpoolPath);
            Spool.Add(row);
        }
    }

    private protected override async Task EndProcessingAsync(CmdletOutput output, CancellationToken cancellationToken)
    {
        CsvRowSource? file = null;
        using var progress = output.StartProgress("Checking contacts");
        var lint = new ImportLint(InputOptions([AnyList]))
        {
            Progress = count =>
                progress.Report("checking rows: " + count.ToString("N0", CultureInfo.InvariantCulture), count, 0),
        };
        try
        {
            var service = AccountOrNone is { } account
                ? new ImportService(account.Client, account.Names, new RequestTrace(output))
                : null;
            await foreach (var finding in lint.CheckAsync(Open, service, cancellationToken).ConfigureAwait(false))
            {
                await output.WriteObjectAsync(finding).ConfigureAwait(false);
            }

            if (await lint.ForecastAsync(cancellationToken).ConfigureAwait(false) is { } forecast)
            {
                await output.WriteObjectAsync(forecast).ConfigureAwait(false);
            }
        }
        finally
        {
            file?.Dispose();
        }

        IRowSource Open() =>
            FilePath is not null ? file = OpenFile(FilePath) : Spool ??= RowSpool.Create(Folder.SpoolPath);
    }
}
