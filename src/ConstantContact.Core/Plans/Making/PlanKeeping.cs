using System.IO;
using ConstantContact.Core.Errors;
using ConstantContact.Core.Runs;

namespace ConstantContact.Core.Plans.Making;

/// <summary>
/// The plan of a run that makes its own: kept in the run's folder, so that going on with the run goes on with the same
/// plan.
/// </summary>
public static class PlanKeeping
{
    /// <summary>The plan that an earlier process made for this run; null where there is none.</summary>
    /// <exception cref="InvalidInputException">It cannot be read.</exception>
    public static Plan? Find(OpenRun run) =>
        run.IsResumed && File.Exists(run.PlanPath) ? Plan.Read(run.PlanPath) : null;

    /// <exception cref="InvalidInputException">It cannot be written.</exception>
    public static void Keep(OpenRun run, Plan plan) => plan.Write(run.PlanPath);

    /// <summary>Refuses to go on with a plan for other rows.</summary>
    /// <exception cref="InvalidInputException"><c>CcRunDiffers</c>.</exception>
    public static void RequireSame(OpenRun run, Plan plan, string sourceHash)
    {
        if (plan.Header.SourceHash != sourceHash)
        {
            throw RunErrors.Differs(run.RunId, "set of rows");
        }
    }

    /// <summary>The id of the run that applies a plan, unless another one is given.</summary>
    public static string RunIdOf(PlanHeader plan) => $"plan-{plan.Hash.Substring(0, 12)}";
}
