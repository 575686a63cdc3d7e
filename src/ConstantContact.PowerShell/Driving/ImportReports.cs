using ConstantContact.Core.Errors;
using ConstantContact.Core.Import;
using ConstantContact.Core.Import.Report;
using ConstantContact.Core.Import.Running;
using ConstantContact.Core.Rows;
using ConstantContact.Core.Runs;
using ConstantContact.Core.Storage;
using ConstantContact.PowerShell.Binding;
using ConstantContact.PowerShell.Hosting;

namespace ConstantContact.PowerShell.Driving;

/// <summary>Writes the report of an import again, from the folder of its run.</summary>
internal static class ImportReports
{
    /// <exception cref="InvalidInputException"><c>CcInvalidValue</c>, <c>CcReportNotWritable</c>.</exception>
    public static void Write(CmdletOutput output, DataFolder data, RunRecord run, ReportTarget target)
    {
        Read(output, data, run, rows => rows.WriteTo(target, run, isKept: true));
    }

    /// <summary>The outcome of each row.</summary>
    /// <exception cref="InvalidInputException"><c>CcInvalidValue</c>.</exception>
    public static IReadOnlyList<RowOutcome> Rows(CmdletOutput output, DataFolder data, RunRecord run) =>
        Read(output, data, run, static rows => rows.Read().ToList());

    private static T Read<T>(CmdletOutput output, DataFolder data, RunRecord run, Func<ReportedRows, T> use)
    {
        using var spool = ImportFolder.RowsOf(data, run);
        using var file = OpenUnchanged(run);
        var rows = ImportFolder.Outcomes(data, run, spool is null ? file : spool);
        if (spool is null && file is null)
        {
            output.WriteWarning(
                $"The input of the import '{run.RunId}' was changed or removed, so the report names its rows by "
                    + "number only."
            );
        }

        return use(rows);
    }

    /// <summary>The file of an import. Null if it has changed or is missing.</summary>
    private static CsvRowSource? OpenUnchanged(RunRecord run)
    {
        if (ImportFolder.HeaderOf(run) is not { Path: { } path } header)
        {
            return null;
        }

        try
        {
            var file = InputFile.Open(path, header.Encoding, header.Delimiter);
            if (file.Length == header.Length && file.Written == header.Written)
            {
                return file;
            }

            file.Dispose();
        }
        catch (CcException)
        {
            // The file is missing or cannot be read any more.
        }

        return null;
    }
}
