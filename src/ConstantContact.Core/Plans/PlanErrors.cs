using System.Globalization;
using ConstantContact.Core.Base;
using ConstantContact.Core.Errors;

namespace ConstantContact.Core.Plans;

/// <summary>Why a plan is refused.</summary>
internal static class PlanErrors
{
    private const string Anew = "Make the plan again with New-CcPlan.";

    public static InvalidInputException Unreadable(string path, string why, Exception? inner = null) =>
        new("CcInvalidFile", $"The plan '{path}' cannot be read: {why}.", "Name a file that New-CcPlan wrote.", inner);

    public static InvalidInputException NotWritable(string path, Exception inner) =>
        new(
            "CcReportNotWritable",
            $"The plan '{path}' cannot be written: {inner.Message}",
            "Check the folder and your rights to it, or give a different -Path.",
            inner
        );

    public static InvalidInputException Edited(string path) =>
        new(
            "CcPlanEdited",
            $"The plan '{path}' was changed after it was made: its hash does not fit its content.",
            $"Nothing was sent. {Anew} To leave rows out, take them out of the source."
        );

    public static InvalidInputException Unsafe(string path) =>
        new(
            "CcPlanUnsafe",
            $"Others can write to the plan '{path}'.",
            $"Nothing was sent. Make the file yours alone with: chmod 600 '{path}'. Look at the plan again before "
                + "you apply it."
        );

    public static InvalidInputException Foreign(string what, string? planned, string? here) =>
        new(
            "CcPlanForeign",
            $"The plan was made for another {what} ({ShownText.Line(planned ?? "unknown")}, not "
                + $"{ShownText.Line(here ?? "unknown")}).",
            "Nothing was sent. Connect to the account that the plan was made for, or make a plan for this one."
        );

    public static InvalidInputException TooOld(PlanHeader plan, TimeSpan age, TimeSpan most) =>
        new(
            "CcPlanTooOld",
            string.Format(
                CultureInfo.InvariantCulture,
                "The plan {0} is {1:N1} h old, but at most {2:N1} h are allowed.",
                plan.PlanId,
                age.TotalHours,
                most.TotalHours
            ),
            $"Nothing was sent. {Anew} Or allow its age with -MaximumAge."
        );

    public static InvalidInputException Removes(IEnumerable<PlanRemoval> removals, string limit) =>
        new(
            "CcPlanRemovesTooMany",
            $"The plan removes more members than {limit}: {string.Join("; ", removals)}.",
            "Nothing was sent. Check that the source is complete. If the removals are meant, allow them with "
                + "-MaximumRemoval, as a number or as a percentage such as 30%."
        );

    public static InvalidInputException Empty(string what) =>
        new(
            "CcEmptyInput",
            $"The input has no rows, so that {what}.",
            "Nothing was sent. Check the source; a filter or a path may be wrong."
        );

    public static InvalidInputException InUse(string planId) =>
        new("CcRunInUse", $"The plan {planId} is being applied by another process.", "Wait until that one has ended.");
}
