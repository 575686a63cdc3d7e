using ConstantContact.Core.Errors;
using ConstantContact.Core.Rows;

namespace ConstantContact.Core.Runs;

/// <summary>What can be wrong with the folder of a run.</summary>
internal static class RunErrors
{
    public static RunNotWritableException NotWritable(string path, Exception inner) => new(path, inner);

    public static InvalidInputException NotFound(string runId) => new(
        "CcRunNotFound", $"There is no run '{runId}' on this machine.", "Get-CcRun lists the runs on this machine.");

    public static InvalidInputException InUse(string runId) => new(
        "CcRunInUse", $"Another process is working on the run '{runId}'.", "Wait until that process has ended.");

    public static InvalidInputException Differs(string runId, string what) => new(
        "CcRunDiffers",
        $"The run '{runId}' was started with another {what}.",
        "Use Resume-CcRun to continue the run as it was started. For a new run, give a new -RunId or none.");

    public static InvalidInputException DiffersFrom(string runId, long row) => new(
        "CcRunDiffers",
        $"Row {RowName.Number(row)} differs from the row that the run '{runId}' was given before and may have sent.",
        "Give the same rows in the same order. Only rows after the last one that was sent may differ. For a new run, give a new -RunId or none.");

    public static InvalidInputException ReportByResuming(string runId) => new(
        "CcInvalidValue", $"The report of the import '{runId}' cannot be written without its rows.", $"Write it with: Resume-CcRun -RunId {runId} -ReportPath DIR. Nothing is sent twice.");

    public static InvalidInputException RowsNotKept(string runId) => new(
        "CcRunFinished", $"The rows of the run '{runId}' are not kept.", "To keep rows and changes of later runs longer, set CONSTANTCONTACT_KEEP_DAYS to a number of days.");

    public static InvalidInputException Finished(string runId) => new(
        "CcRunFinished", $"The run '{runId}' is finished, and its rows are not kept.", "No action is needed. For a new run, give a new -RunId or none.");

    public static InvalidInputException Malformed(string runId) => InvalidInputException.Value(
        "-RunId", runId, "an id has 1 to 64 letters, digits, '-' or '_'.", "Choose another id, or leave -RunId out.");

    public static InvalidInputException OtherUnreadable(string runId, Exception inner) => new(
        "CcInvalidFile",
        $"The record of the run '{runId}' cannot be read, so its activities cannot be told apart from those of this run: {inner.Message}",
        "Wait until that run has ended, or remove its folder if it is damaged. Then continue this run.",
        inner);

    public static InvalidInputException Unreadable(string runId, Exception inner) => new(
        "CcInvalidFile", $"The record of the run '{runId}' cannot be read: {inner.Message}", "Import the rows again. That changes nothing for rows that arrived.", inner);
}
