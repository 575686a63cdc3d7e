using ConstantContact.Core.Errors;
using ConstantContact.Core.Rows;

namespace ConstantContact.Core.Runs;

/// <summary>The errors of a run's folder.</summary>
internal static class RunErrors
{
    public static RunNotWritableException NotWritable(string path, Exception inner) => new(path, inner);

    public static InvalidInputException NotFound(string runId) =>
        new("CcRunNotFound", $"There is no run '{runId}' on this machine.", "Get-CcRun lists the runs that are kept.");

    public static InvalidInputException InUse(string runId) =>
        new("CcRunInUse", $"Another process is working on the run '{runId}'.", "Wait until that process has ended.");

    public static InvalidInputException Differs(string runId, string what) =>
        new(
            "CcRunDiffers",
            $"The run '{runId}' was started with another {what}.",
            "Resume-CcRun continues a run as it was started. A new run needs another -RunId, or none."
        );

    /// <summary>The same, with the accounts where they differ.</summary>
    public static InvalidInputException Differs(RunRecord stored, RunRecord now, string what) =>
        what != "account"
            ? Differs(stored.RunId, what)
            : new InvalidInputException(
                "CcRunDiffers",
                $"The run '{stored.RunId}' was started with another account: the client was '{stored.Client}', and "
                    + "this connection's is "
                    + $"'{now.Client}'{(stored.Client == now.Client ? ", with another user" : "")}. Nothing was sent.",
                "Connect to the account of the run to continue it. A new run needs another -RunId, or none."
            );

    public static InvalidInputException DiffersFrom(string runId, long row) =>
        new(
            "CcRunDiffers",
            $"Row {RowName.Number(row)} is not the row that the run '{runId}' was given before, and that was sent "
                + "or may have been sent.",
            "Give the rows in the same order. Rows that were sent must be the same; later rows may differ. A new "
                + "run needs another -RunId, or none."
        );

    public static InvalidInputException ReportByResuming(string runId) =>
        new(
            "CcInvalidValue",
            $"The outcome of the rows of the import '{runId}' is not recorded, because its process was ended or "
                + "the disk was full.",
            $"Resume-CcRun -RunId {runId} -ReportPath PATH finishes the import and writes the report. Nothing is "
                + "sent twice."
        );

    public static InvalidInputException RowsNotKept(string runId) =>
        new(
            "CcRunFinished",
            $"The rows of the run '{runId}' are not kept.",
            $"{RunRetention.DaysVariable} sets for how many days rows and changes of a run are kept."
        );

    public static InvalidInputException Finished(string runId) =>
        new(
            "CcRunFinished",
            $"The run '{runId}' has finished, and its rows are not kept.",
            "Nothing is left to do. A new run needs another -RunId, or none."
        );

    public static InvalidInputException Malformed(string runId) =>
        InvalidInputException.Value(
            "-RunId",
            runId,
            "an id has 1 to 64 letters, digits, '-' or '_'.",
            "Choose another id, or omit the parameter to have one made."
        );

    public static InvalidInputException OtherUnreadable(string runId, Exception inner) =>
        new(
            "CcInvalidFile",
            $"The record of the run '{runId}' cannot be read, so its activities cannot be distinguished from "
                + $"those of this run: {inner.Message}",
            "Wait until that run has ended, or remove its folder if it is damaged. Then continue this run.",
            inner
        );

    public static InvalidInputException Unreadable(string runId, Exception inner) =>
        new(
            "CcInvalidFile",
            $"The record of the run '{runId}' cannot be read: {inner.Message}",
            "Start a new run with another -RunId, or none. Rows that arrived before are not changed by sending "
                + "them again.",
            inner
        );
}
