using System.Text.Json.Nodes;
using ConstantContact.Core.Plans;
using ConstantContact.Core.Runs;
using ConstantContact.Tests.Shared;

namespace ConstantContact.Core.Tests.Plans.Emulated;

/// <summary>
/// Runs of list members, tags, removals and imports: after the undo, the account equals its state before the run,
/// except for timestamps and the entries that the undo reports as kept. Later changes by others stay.
/// </summary>
public sealed class UndoRunTests
{
    private static readonly int Accounts = CampaignSize.Of("CC_PLAN_ACCOUNTS", 1);

    public static TheoryData<string> Operations =>
        ["Add to lists", "Remove from lists", "Add tags", "Remove tags", "delete", "import", "stream", "csv"];

    [Theory]
    [MemberData(nameof(Operations))]
    public async Task An_undone_run_leaves_the_account_as_it_was_or_says_where_not(string operation)
    {
        int undone = 0;
        for (int seed = 0; seed < Accounts; seed++)
        {
            await using UndoneAccount account = UndoneAccount.Make(seed + 9000, 30);
            await account.RunAsync(operation, "there");
            Assert.NotEmpty(account.Changed());

            Plan back = await account.UndoAsync("there", "back");

            HashSet<string> left = [.. PlanLab.Kept(back).Select(static e => e.ContactId!)];
            undone += account.Lab.Outcomes.Count(static o => o.Outcome == RowOutcome.Applied);
            string[] wrong = [.. account.Changed().Where(id => !left.Contains(id))];
            Assert.True(
                wrong.Length == 0,
                $"seed {seed} {operation}: {string.Join("\n", wrong.Take(2).Select(account.Describe))}"
            );

            // Every kept change has one of the known reasons why it cannot be undone.
            Assert.All(
                PlanLab.Kept(back),
                e =>
                    Assert.True(
                        Reasons(operation).Any(why => e.Reason!.Contains(why, StringComparison.Ordinal)),
                        e.Reason
                    )
            );
        }

        Assert.True(undone > 5 * Accounts, $"{operation}: {undone} undone");
    }

    [Theory]
    [MemberData(nameof(Operations))]
    public async Task Changes_of_others_between_a_run_and_its_undo_are_kept(string operation)
    {
        await using UndoneAccount account = UndoneAccount.Make(9100, 20);
        await account.RunAsync(operation, "there");
        string[] changed = [.. account.Changed()];
        var written = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (string id in changed.Where(static (_, i) => i % 2 == 0))
        {
            account.Lab.Emulator.State.ChangeContact(id, contact => Meddle(operation, contact));
            written[id] = account.Now(id);
        }

        Plan back = await account.UndoAsync("there", "back");

        HashSet<string> left = [.. PlanLab.Kept(back).Select(static e => e.ContactId!)];
        foreach ((string id, string what) in written)
        {
            JsonObject now = account.Lab.Contact(id);
            switch (operation)
            {
                case "delete":
                    Assert.Null(now["deleted_at"]);
                    Assert.Contains(id, left);
                    Assert.Equal(what, account.Now(id));
                    break;
                case "import" or "stream" or "csv":
                    Assert.Equal("Somebody", (string?)now["first_name"]);
                    break;
                default:
                    // Another program had removed or repeated the membership, and that stays.
                    Assert.Equal("Somebody", (string?)now["first_name"]);
                    break;
            }
        }

        Assert.All(
            changed.Where(id => !written.ContainsKey(id) && !left.Contains(id)),
            id => Assert.Equal(account.Before(id), account.Now(id))
        );
    }

    private static string[] Reasons(string operation) =>
        operation switch
        {
            "delete" => ["unsubscribed", "was on no list"],
            "import" or "stream" or "csv" => ["several entries", "put on no list"],
            _ => ["put on no list"],
        };

    private static void Meddle(string operation, JsonObject contact)
    {
        contact["first_name"] = "Somebody";
        if (operation == "delete")
        {
            contact.Remove("deleted_at");
        }
    }
}
