using System.Management.Automation;
using ConstantContact.Core.Base;
using ConstantContact.Core.Errors;

namespace ConstantContact.PowerShell.Errors;

/// <summary>
/// The only place that creates error records. The exceptions own the ids, which are public API. The category that
/// PowerShell also requires follows from the id.
/// </summary>
internal static class ErrorRecords
{
    private static readonly Dictionary<string, ErrorCategory> Categories = new(StringComparer.Ordinal)
    {
        ["CcNotConnected"] = ErrorCategory.ConnectionError,
        ["CcAuthenticationFailed"] = ErrorCategory.AuthenticationError,
        ["CcSignInFailed"] = ErrorCategory.AuthenticationError,
        ["CcSignInDenied"] = ErrorCategory.PermissionDenied,
        ["CcSignInTimeout"] = ErrorCategory.OperationTimeout,
        ["CcSignInStateMismatch"] = ErrorCategory.SecurityError,
        ["CcCodeRefused"] = ErrorCategory.AuthenticationError,
        ["CcSignInExpired"] = ErrorCategory.AuthenticationError,
        ["CcNoRefreshToken"] = ErrorCategory.InvalidResult,
        ["CcPersonNeeded"] = ErrorCategory.InvalidOperation,
        ["CcTokenStoreFailed"] = ErrorCategory.ResourceUnavailable,
        ["CcTokenStoreNeeded"] = ErrorCategory.InvalidArgument,
        ["CcTokenStoreEmpty"] = ErrorCategory.ObjectNotFound,
        ["CcTokenFileUnsafe"] = ErrorCategory.SecurityError,
        ["CcForbidden"] = ErrorCategory.PermissionDenied,
        ["CcQuotaExceeded"] = ErrorCategory.QuotaExceeded,
        ["CcRateLimited"] = ErrorCategory.LimitsExceeded,
        ["CcQueueFull"] = ErrorCategory.ResourceBusy,
        ["CcActivityFailed"] = ErrorCategory.InvalidResult,
        ["CcInvalidRequest"] = ErrorCategory.InvalidArgument,
        ["CcInvalidValue"] = ErrorCategory.InvalidArgument,
        ["CcInvalidFile"] = ErrorCategory.InvalidData,
        ["CcUnknownColumn"] = ErrorCategory.InvalidData,
        ["CcDuplicateColumn"] = ErrorCategory.InvalidData,
        ["CcMissingColumn"] = ErrorCategory.InvalidData,
        ["CcUnknownName"] = ErrorCategory.ObjectNotFound,
        ["CcAmbiguousName"] = ErrorCategory.InvalidArgument,
        ["CcNotFound"] = ErrorCategory.ObjectNotFound,
        ["CcConflict"] = ErrorCategory.ResourceExists,
        ["CcServiceUnavailable"] = ErrorCategory.ResourceUnavailable,
        ["CcTimeout"] = ErrorCategory.OperationTimeout,
        ["CcConnectionFailed"] = ErrorCategory.ConnectionError,
        ["CcUnexpected"] = ErrorCategory.NotSpecified,
        ["CcUnexpectedResponse"] = ErrorCategory.InvalidResult,
        ["CcContactDeleted"] = ErrorCategory.InvalidOperation,
        ["CcAmbiguousKind"] = ErrorCategory.InvalidArgument,
        ["CcUnknownMember"] = ErrorCategory.InvalidData,
        ["CcMergeNotApplied"] = ErrorCategory.InvalidResult,
        ["CcAmbiguousContact"] = ErrorCategory.InvalidResult,
        ["CcContactMismatch"] = ErrorCategory.InvalidArgument,
        ["CcConsentNeeded"] = ErrorCategory.PermissionDenied,
        ["CcRestoreNeedsList"] = ErrorCategory.InvalidArgument,
        ["CcBlankValue"] = ErrorCategory.InvalidArgument,
        ["CcDamagedInput"] = ErrorCategory.InvalidData,
        ["CcInvalidClear"] = ErrorCategory.InvalidArgument,
        ["CcMissingIdentity"] = ErrorCategory.InvalidArgument,
        ["CcLimitExceeded"] = ErrorCategory.LimitsExceeded,
        ["CcStateFile"] = ErrorCategory.InvalidData,
        ["CcReportNotWritable"] = ErrorCategory.WriteError,
        ["CcRunNotWritable"] = ErrorCategory.WriteError,
        ["CcEmulatorMissing"] = ErrorCategory.NotInstalled,
        ["CcEmulatorFailed"] = ErrorCategory.OpenError,
        ["CcRunNotFound"] = ErrorCategory.ObjectNotFound,
        ["CcRunInUse"] = ErrorCategory.ResourceBusy,
        ["CcRunDiffers"] = ErrorCategory.InvalidArgument,
        ["CcRunNeedsInput"] = ErrorCategory.InvalidArgument,
        ["CcRunFinished"] = ErrorCategory.InvalidOperation,
        ["CcEmptyInput"] = ErrorCategory.InvalidArgument,
        ["CcPlanEdited"] = ErrorCategory.InvalidData,
        ["CcPlanUnsafe"] = ErrorCategory.SecurityError,
        ["CcPlanForeign"] = ErrorCategory.InvalidArgument,
        ["CcPlanTooOld"] = ErrorCategory.InvalidOperation,
        ["CcPlanRemovesTooMany"] = ErrorCategory.LimitsExceeded,
        ["CcPlanStale"] = ErrorCategory.InvalidResult,
        ["CcUndoNotPossible"] = ErrorCategory.InvalidOperation,
    };

    /// <summary>Null for an id that is missing from the table. A test prevents that.</summary>
    internal static ErrorCategory? CategoryOf(string errorId) =>
        Categories.TryGetValue(errorId, out var category) ? category : null;

    /// <param name="error">What happened.</param>
    /// <param name="target">The user's input; never the cmdlet or the request.</param>
    /// <param name="row">
    /// The number of the source row; null if the input has no rows. The displayed text begins with it.
    /// </param>
    internal static ErrorRecord From(CcException error, object? target, long? row = null)
    {
        var record = new ErrorRecord(
            error,
            error.ErrorId,
            CategoryOf(error.ErrorId) ?? ErrorCategory.NotSpecified,
            target
        )
        {
            ErrorDetails = new ErrorDetails(Named(error.Message, row)) { RecommendedAction = error.RecommendedAction },
        };

        // PowerShell shows the target as it is.
        record.CategoryInfo.TargetName = ShownText.Line(record.CategoryInfo.TargetName);
        return record;
    }

    /// <summary>Findings about a row's own values already name the row.</summary>
    private static string Named(string message, long? row) =>
        row is null || message.StartsWith(FormattableString.Invariant($"Row {row}"), StringComparison.Ordinal)
            ? message
            : FormattableString.Invariant($"Row {row}: {message}");

    /// <summary>
    /// Call on the pipeline thread. Reports the failure of one record, or ends the run if no later record could
    /// succeed.
    /// </summary>
    internal static void Report(Cmdlet cmdlet, CcException error, object? target, long? row = null)
    {
        var record = From(error, target, row);
        if (error.EndsTheRun)
        {
            cmdlet.ThrowTerminatingError(record);
        }

        cmdlet.WriteError(record);
    }
}
