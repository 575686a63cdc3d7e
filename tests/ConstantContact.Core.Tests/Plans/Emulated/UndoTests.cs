using System.Text.Json.Nodes;
using ConstantContact.Core.Contacts;
using ConstantContact.Core.Plans;
using ConstantContact.Core.Plans.Undoing;
using ConstantContact.Core.Runs;
using ConstantContact.Core.Updates;
using ConstantContact.TestData;
using ConstantContact.Tests.Shared;

namespace ConstantContact.Core.Tests.Plans.Emulated;

/// <summary>
/// Apply, then undo: the account equals its state before, except for timestamps and the entries reported as kept.
/// </summary>
public sealed class UndoTests
{
    private static readonly int Accounts = CampaignSize.Of("CC_PLAN_ACCOUNTS", 6);

    [Fact]
    public async Task An_undone_plan_leaves_the_account_as_it_was_or_says_where_not()
    {
        int kept = 0,
            undone = 0;
        for (int seed = 0; seed < Accounts; seed++)
        {
            PlanCase made = PlanCase.Make(seed + 5000, PlanPropertyTests.Contacts, withSwitches: false);
            await using PlanLab lab = PlanLab.Open(made.Options());
            lab.Emulator.State.Put(made.State.DeepClone());
            Plan plan = await lab.MakeAsync(
                made.Rows,
                new PlanOptions
                {
                    Cmdlet = "New-CcPlan",
                    Merge = new MergeOptions { IncludeUnsubscribed = made.IncludeUnsubscribed },
                }
            );
            Assert.Null(await lab.ApplyAsync(plan, "there"));

            Plan back = await lab.UndoAsync("there");
            Assert.All(
                back.Entries.SelectMany(static e => e.Patch.AddTags.Concat(e.Patch.RemoveTags)),
                static tag => Assert.StartsWith("Tag ", tag.Name, StringComparison.Ordinal)
            );
            Assert.Null(await lab.ApplyAsync(back, "back"));

            HashSet<string> left = [.. PlanLab.Kept(back).Select(static e => e.ContactId!)];
            kept += left.Count;
            undone += lab.Outcomes.Count(static o => o.Outcome == RowOutcome.Applied);
            foreach (string id in made.Ids.Where(id => !left.Contains(id)))
            {
                string now = made.EssenceOf(lab.Contact(id), id);
                Assert.True(
                    made.Before(id) == now,
                    $"seed {seed}\n was {made.Before(id)}\n is  {now}\n {string.Join("\n ", plan.Entries.Where(e => e.ContactId == id).SelectMany(static e => e.Changes))}\n back\n {string.Join("\n ", back.Entries.Where(e => e.ContactId == id).SelectMany(static e => e.Changes))}\n{string.Join("\n", lab.Outcomes.Where(o => o.ContactId == id).Select(static o => $"{o.Outcome} {o.Reason}"))}"
                );
            }

            Assert.All(
                PlanLab.Kept(back),
                e =>
                    Assert.True(
                        new[] { "several entries", "put on no list" }.Any(why =>
                            e.Reason!.Contains(why, StringComparison.Ordinal)
                        )
                            || (
                                e.Reason!.Contains("an update cannot write it", StringComparison.Ordinal)
                                && e.Changes.All(static c => ContactMembers.IsUnknown(c.Member, c.Part!))
                            ),
                        $"seed {seed}: {e.Reason} ({string.Join("; ", e.Changes)})"
                    )
            );
        }

        Assert.True(undone > kept);
    }

    [Fact]
    public async Task Later_changes_of_others_are_kept()
    {
        await using PlanLab lab = PlanLab.WithMembers(20);
        string[] people =
        [
            .. lab
                .Emulator.State.Contacts.Where(static c =>
                    (string?)c["email_address"]!["permission_to_send"] is "implicit" or "explicit"
                    && c["deleted_at"] is null
                )
                .Take(3)
                .Select(static c => (string)c["email_address"]!["address"]!),
        ];
        Plan plan = await lab.MakeAsync(
            PlanLab.RowsOf(
                people.Select(static p => new[] { ("email", p), ("job_title", "Pilot"), ("company_name", "Air") })
            )
        );
        Assert.Null(await lab.ApplyAsync(plan, "there"));
        lab.Emulator.State.ChangeContact(people[1], static c => c["job_title"] = "Captain");

        Plan back = await lab.UndoAsync("there");
        Assert.Null(await lab.ApplyAsync(back, "back"));

        Assert.Equal("Captain", (string?)lab.Contact(people[1])["job_title"]);
        Assert.NotEqual("Air", (string?)lab.Contact(people[1])["company_name"]);
        RowOutcome left = Assert.Single(lab.Outcomes, static o => o.Outcome == RowOutcome.Kept);
        Assert.Contains("Captain", left.Reason, StringComparison.Ordinal);
        Assert.All(new[] { people[0], people[2] }, p => Assert.NotEqual("Pilot", (string?)lab.Contact(p)["job_title"]));
    }

    [Fact]
    public async Task Consent_is_not_raised_and_created_contacts_stay_unless_requested()
    {
        await using PlanLab lab = PlanLab.WithMembers(20);
        string person = lab
            .Emulator.State.Contacts.Where(static c =>
                (string?)c["email_address"]!["permission_to_send"] == "implicit" && c["deleted_at"] is null
            )
            .Select(static c => (string)c["email_address"]!["address"]!)
            .First();
        IReadOnlyList<UpdateRow> rows =
        [
            new UpdateRow
            {
                Number = 1,
                Email = person,
                Changes = new RequestedChanges { PermissionToSend = "unsubscribed" },
            },
            PlanLab.Row(2, ("email", "fresh@example.com"), ("first_name", "Fresh")),
        ];
        Plan plan = await lab.MakeAsync(rows, new PlanOptions { Cmdlet = "New-CcPlan", CreateMissing = true });
        Assert.Null(await lab.ApplyAsync(plan, "there"));

        Plan back = await lab.UndoAsync("there");
        Assert.Null(await lab.ApplyAsync(back, "back"));

        Assert.Equal("unsubscribed", (string?)lab.Contact(person)["email_address"]!["permission_to_send"]);
        Assert.Null(lab.Contact("fresh@example.com")["deleted_at"]);
        Assert.Equal(2, PlanLab.Kept(back).Count());

        Plan more = await lab.UndoAsync("there", new UndoOptions { RemoveCreated = true });
        Assert.Null(await lab.ApplyAsync(more, "more"));
        Assert.NotNull(lab.Contact("fresh@example.com")["deleted_at"]);

        Plan again = await lab.UndoAsync("more", new UndoOptions { Restore = true });
        Assert.Contains(
            again.Entries,
            static e => e.Reason is { } why && why.Contains("Restore-CcContact", StringComparison.Ordinal)
        );
    }

    [Fact]
    public async Task Created_contact_that_is_deleted_leaves_its_lists_without_another_activity()
    {
        await using PlanLab lab = PlanLab.WithMembers(20);
        Plan plan = await lab.MakeAsync(
            PlanLab.RowsOf(
                Enumerable
                    .Range(1, 5)
                    .Select(static i =>
                        new[] { ("email", $"fresh{i}@example.com"), ("add_to_lists", "General interest") }
                    )
            ),
            new PlanOptions { Cmdlet = "New-CcPlan", CreateMissing = true }
        );
        Assert.Null(await lab.ApplyAsync(plan, "there"));

        Plan back = await lab.UndoAsync("there", new UndoOptions { RemoveCreated = true });
        Assert.Null(await lab.ApplyAsync(back, "back"));

        Assert.NotNull(lab.Contact("fresh1@example.com")["deleted_at"]);
        Assert.Equal(back.Header.Forecast.Requests, lab.Summary!.Requests);
        Assert.DoesNotContain(
            lab.Emulator.Requests.Entries,
            static r => r.Path.EndsWith("remove_list_memberships", StringComparison.Ordinal)
        );
    }
}
