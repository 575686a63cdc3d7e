using System.Text.Json.Nodes;
using ConstantContact.Core.Errors;
using ConstantContact.Core.Runs;

namespace ConstantContact.Core.Updates;

/// <summary>
/// A row that an earlier look at the account has decided: its place in the run, its patch, and when it must not be
/// written any more.
/// </summary>
/// <param name="Position">The entry's place in the plan.</param>
/// <param name="Key">A hash of the entry.</param>
/// <param name="Email">The contact's address, for the account of the run.</param>
/// <param name="Patch">What is to be applied.</param>
/// <param name="Stale">Why a contact, as it was just read, is not the one that was planned; null where it is.</param>
internal sealed record PlannedWrite(
    long Position,
    string Key,
    string? Email,
    ResolvedPatch Patch,
    Func<JsonObject, string?> Stale
)
{
    /// <summary>The account of a plan has words of its own.</summary>
    public static string OutcomeOf(UpdateResult result) =>
        result switch
        {
            { Outcome: UpdateOutcome.Updated or UpdateOutcome.Created } => RowOutcome.Applied,
            { Error: PlanStaleException } => RowOutcome.Stale,
            _ => result.Outcome.ToString(),
        };
}
