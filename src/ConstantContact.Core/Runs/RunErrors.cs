using ConstantContact.Core.Errors;
using ConstantContact.Core.Rows;

namespace ConstantContact.Core.Runs;

/// <summary>What can be wrong with the folder of a run.</summary>
internal static class RunErrors
{
    /// <summary>The id of <see cref="RowsNotKept"/>.</summary>
    public const string RowsGone = "CcRunFinished";

    public static RunNotWritableException NotWritable(string path, Exception inner) => new(path, inner);

    public static InvalidInputException NotFound(string runId) => new(
        "CcRunNotFound", $"There is no run '{runId}' on this machine.", "Get-CcRun lists the runs that are kept.");

    public static InvalidInputException InUse(string runId) => new(
        "CcRunInUse", $"The run '{runId}' is being worked on by another process.", "Wait until that one has ended.");

    public static InvalidInputException Differs(string runId, string what) => new(
        "CcRunDiffers",
        $"The run '{runId}' was started with another {what}.",
        "Resume-CcRun goes on with a run as it was started; a new run needs a new -RunId, or none.");

    public static InvalidInputException DiffersFrom(string runId, long row) => new(
        "CcRunDiffers",
        $"Row {RowName.Number(row)} is not the one that the run '{runId}' was given, and has sent or may have sent.",
        "Give the rows in the same order: those that were sent have to be the same, what comes after them may be others. A new run needs a new -RunId, or none.");

    public static InvalidInputException ReportByResuming(string runId) => new(
        "CcInvalidValue", $"The report of the import '{runId}' is made from its rows.", $"Write it again with: Resume-CcRun -RunId {runId} -ReportPath DIR. Nothing is sent twice.");

    public static InvalidInputException RowsNotKept(string runId) => new(
        RowsGone, $"The rows of the run '{runId}' are not kept.", "CONSTANTCONTACT_KEEP_DAYS says for how many days rows and changes of a run are kept.");

    public static InvalidInputException Finished(string runId) => new(
        "CcRunFinished", $"The run '{runId}' is finished, and its rows are not kept.", "Nothing is left to do. A new run needs a new -RunId, or none.");

    public static InvalidInputException Malformed(string runId) => InvalidInputException.Value(
        "-RunId", runId, "an id has 1 to 64 letters, digits, '-' or '_'.", "Choose another id, or leave it out: then one is made.");

    public static InvalidInputException OtherUnreadable(string runId, Exception inner) => new(
        "CcInvalidFile",
        $"The record of the run '{runId}' cannot be read, so its activities cannot be told from those of this run: {inner.Message}",
        "Wait until that run has ended, or remove its folder if it is damaged; then go on with this run.",
        inner);

    public static InvalidInputException Unreadable(string runId, Exception inner) => new(
        "CcInvalidFile", $"The record of the run '{runId}' cannot be read: {inner.Message}", "Import the rows anew: it changes nothing for rows that arrived.", inner);
}
