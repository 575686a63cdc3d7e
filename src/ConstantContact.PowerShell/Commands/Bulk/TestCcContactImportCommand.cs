using System.Globalization;
using System.Management.Automation;
using ConstantContact.Core.Import;
using ConstantContact.Core.Rows;
using ConstantContact.Core.Runs;
using ConstantContact.PowerShell.Bases;
using ConstantContact.PowerShell.Driving;
using ConstantContact.PowerShell.Hosting;

namespace ConstantContact.PowerShell.Commands.Bulk;

/// <summary>
/// <c>Test-CcContactImport</c>: says of rows what an import would say, and what looks damaged, without sending anything. Needs no connection;
/// with one, the names of custom fields are checked too.
/// </summary>
[Cmdlet(VerbsDiagnostic.Test, "CcContactImport")]
[OutputType(typeof(RowFinding))]
public sealed class TestCcContactImportCommand : ImportInputCmdlet
{
    /// <summary>As long as the id of a list is, so that the forecast's bytes are those of an import to one list.</summary>
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
        using CmdletProgress progress = output.StartProgress("Checking contacts");
        var lint = new ImportLint(InputOptions([AnyList]))
        {
            Progress = count => progress.Report("checking rows: " + count.ToString("N0", CultureInfo.InvariantCulture), count, 0),
        };
        try
        {
            foreach (RowFinding finding in lint.Check(Open, cancellationToken))
            {
                await output.WriteObjectAsync(finding).ConfigureAwait(false);
            }

            if (AccountOrNone is { } account)
            {
                var service = new ImportService(account.Client, account.Names, new RequestTrace(output));
                await output.WriteObjectAsync(await lint.CheckFieldsAsync(service, cancellationToken).ConfigureAwait(false), enumerate: true).ConfigureAwait(false);
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

        IRowSource Open() => FilePath is not null ? file = OpenFile(FilePath) : Spool ??= RowSpool.Create(Folder.SpoolPath);
    }
}
