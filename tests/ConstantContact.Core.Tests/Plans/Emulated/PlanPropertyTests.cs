using System.Text.Json.Nodes;
using ConstantContact.Core.Errors;
using ConstantContact.Core.Plans;
using ConstantContact.Core.Runs;
using ConstantContact.Core.Updates;
using ConstantContact.Tests.Shared;
using Xunit.Abstractions;

namespace ConstantContact.Core.Tests.Plans.Emulated;

/// <summary>
/// Random accounts, random rows, random switches of the emulator: a plan that is applied does what a run of updates
/// with the same rows does, or its canary stopped it. <c>CC_PLAN_ACCOUNTS</c> and <c>CC_PLAN_CONTACTS</c> say how many
/// and how large; docs/testing.md.
/// </summary>
public sealed class PlanPropertyTests(ITestOutputHelper output)
{
    private static readonly int Accounts = CampaignSize.Of("CC_PLAN_ACCOUNTS", 8);

    private static readonly int First = CampaignSize.Of("CC_PLAN_SEED", 0);

    /// <summary>Of each account.</summary>
    internal static int Contacts { get; } = CampaignSize.Of("CC_PLAN_CONTACTS", 60);

    [Fact]
    public async Task A_plan_that_is_applied_equals_an_update_with_the_same_rows()
    {
        int stopped = 0,
            imports = 0,
            puts = 0,
            jobs = 0;
        for (int seed = First; seed < First + Accounts; seed++)
        {
            PlanCase made = PlanCase.Make(seed, Contacts);
            await using PlanLab planned = PlanLab.Open(made.Options()),
                updated = PlanLab.Open(made.Options());
            planned.Emulator.State.Put(made.State.DeepClone());
            updated.Emulator.State.Put(made.State.DeepClone());
            var merge = new MergeOptions { IncludeUnsubscribed = made.IncludeUnsubscribed };

            Plan plan = await planned.MakeAsync(made.Rows, new PlanOptions { Cmdlet = "New-CcPlan", Merge = merge });
            CcException? stop = await planned.ApplyAsync(plan);
            CcException? other = await updated.UpdateAsync(made.Rows, new UpdateOptions { Merge = merge });

            imports += plan.Entries.Count(static e => e.Routes.Contains(PlanRoute.Import));
            jobs += plan.Entries.Count(static e =>
                e.Routes.Any(static r => r is PlanRoute.ListJob or PlanRoute.TagJob)
            );
            puts += plan.Entries.Count(static e => e.Routes.Contains(PlanRoute.Put));

            // A service that refuses members which the contract does not name refuses some PUTs; an import has no such
            // members.
            string[] wrong =
            [
                .. made.Ids.Where(id =>
                    Essence(planned, made, id) != Essence(updated, made, id)
                    && !(made.RefusesPuts && Essence(planned, made, id) == made.Wished(id))
                ),
            ];
            if (stop is not null || other is not null)
            {
                stopped++;
                Assert.True(
                    stop is null or MergeNotAppliedException or ActivityFailedException,
                    $"seed {seed}: {stop}"
                );
                string[] damaged =
                [
                    .. made.Ids.Where(id =>
                        Essence(planned, made, id) is var now && now != made.Before(id) && now != made.Wished(id)
                    ),
                ];
                Assert.True(
                    damaged.Length <= (stop is null ? 0 : 5),
                    $"seed {seed} {made}: {damaged.Length} damaged, stopped by {stop}\n{Show(planned, made, damaged)}"
                );
            }
            else
            {
                Assert.True(
                    wrong.Length == 0,
                    $"seed {seed} {made}\n{string.Join("\n", wrong.Take(1).Select(id => $"{id}\n before  {made.Before(id)}\n planned {Essence(planned, made, id)}\n updated {Essence(updated, made, id)}\n entry {string.Join(" | ", plan.Entries.Where(e => e.ContactId == id).Select(e => $"{e} {string.Join(",", e.Routes)}"))}\n outcome {string.Join(" | ", planned.Outcomes.Where(o => o.ContactId == id).Select(o => o.Outcome + " " + o.Reason))}"))}"
                );
                Assert.DoesNotContain(
                    planned.Outcomes,
                    static o => o.Outcome is RowOutcome.NotAttempted or RowOutcome.Unknown or RowOutcome.Stale
                );
                Assert.True(
                    made.RefusesPuts || plan.Header.Forecast.Requests == planned.Summary!.Requests,
                    $"seed {seed} {made}: forecast {plan.Header.Forecast.Requests} ({string.Join(", ", plan.Header.Forecast.Routes)}), used {planned.Summary}"
                );
            }

            AssertNobodyGained(planned, made);
        }

        output.WriteLine(
            $"{Accounts} accounts, {stopped} stopped; entries by import {imports}, by activities {jobs}, by PUT {puts}"
        );
        Assert.True(imports > 0 && puts > 0 && jobs > 0 && stopped < Accounts);
    }

    [Fact]
    public async Task No_import_names_a_list_on_which_one_of_its_contacts_is_not()
    {
        int imported = 0,
            left = 0;
        for (int seed = First + 1000; seed < First + 1000 + Math.Max(3, Accounts / 2); seed++)
        {
            PlanCase made = PlanCase.Make(seed, Contacts);
            await using PlanLab lab = PlanLab.Open(made.Options());
            lab.Emulator.State.Put(made.State.DeepClone());
            Plan plan = await lab.MakeAsync(made.Rows);

            // Some leave a list in the meantime, which may be the one that their import names.
            foreach (string id in made.Ids.Where(static (_, i) => i % 10 == 0))
            {
                lab.Emulator.State.ChangeContact(
                    id,
                    static c =>
                        c["list_memberships"] = new JsonArray([
                            .. c["list_memberships"]!.AsArray().Skip(1).Select(static l => l!.DeepClone()),
                        ])
                );
                left++;
            }

            Dictionary<string, HashSet<string>> on = made
                .Ids.Select(lab.Contact)
                .Where(static c => c["email_address"] is not null)
                .ToDictionary(
                    static c => (string)c["email_address"]!["address"]!,
                    static c =>
                        c["list_memberships"]!
                            .AsArray()
                            .Select(static l => (string)l!)
                            .ToHashSet(StringComparer.OrdinalIgnoreCase),
                    StringComparer.OrdinalIgnoreCase
                );
            await lab.ApplyAsync(plan);

            foreach (
                JsonNode import in lab
                    .Emulator.Requests.Entries.Where(static r =>
                        r.Path.EndsWith("contacts_json_import", StringComparison.Ordinal)
                    )
                    .Select(static r => JsonNode.Parse(r.Body)!)
            )
            {
                string[] lists = [.. import["list_ids"]!.AsArray().Select(static l => (string)l!)];
                Assert.NotEmpty(lists);
                foreach (string email in import["import_data"]!.AsArray().Select(static row => (string)row!["email"]!))
                {
                    Assert.True(
                        on[email].IsSupersetOf(lists),
                        $"seed {seed}: {email} is not on {string.Join(", ", lists)}"
                    );
                    imported++;
                }
            }

            AssertNobodyGained(lab, made);
        }

        output.WriteLine($"{imported} contacts imported, {left} left a list before");
        Assert.True(imported > 0);
    }

    [Fact]
    public async Task Unsubscribed_contact_that_one_row_takes_off_a_list_is_not_put_back_by_the_next()
    {
        await using PlanLab planned = PlanLab.WithMembers(40),
            updated = PlanLab.WithMembers(40);
        JsonObject out1 = planned.Emulator.State.Contacts.First(static c =>
            (string?)c["email_address"]?["permission_to_send"] == "unsubscribed"
            && c["deleted_at"] is null
            && c["list_memberships"]!.AsArray().Count > 0
        );
        string email = (string)out1["email_address"]!["address"]!,
            id = (string)out1["list_memberships"]![0]!;
        string list = (string)planned.Emulator.State.Lists.First(l => (string?)l["list_id"] == id)["name"]!;
        IReadOnlyList<UpdateRow> rows = PlanLab.RowsOf([
            [("email", email), ("remove_from_lists", list)],
            [("email", email), ("add_to_lists", list)],
        ]);
        var merge = new MergeOptions { IncludeUnsubscribed = true };

        Plan plan = await planned.MakeAsync(rows, new PlanOptions { Cmdlet = "New-CcPlan", Merge = merge });
        Assert.Null(await planned.ApplyAsync(plan));
        Assert.Null(await updated.UpdateAsync(rows, new UpdateOptions { Merge = merge }));

        Assert.DoesNotContain(planned.Contact(email)["list_memberships"]!.AsArray(), l => (string?)l == id);
        Assert.Equal(
            updated.Contact(email)["list_memberships"]!.ToJsonString(),
            planned.Contact(email)["list_memberships"]!.ToJsonString()
        );
        Assert.Contains("is not added to", Assert.Single(plan.Entries[1].Warnings), StringComparison.Ordinal);
    }

    /// <summary>No contact is on a list unless it was on it before or its row requested it.</summary>
    private static void AssertNobodyGained(PlanLab lab, PlanCase made)
    {
        foreach (string id in made.Ids)
        {
            HashSet<string> allowed = [.. made.ListsBefore(id), .. made.Asked(id)];
            Assert.All(
                lab.Contact(id)["list_memberships"]!.AsArray().Select(static l => (string)l!),
                l => Assert.Contains(l, allowed)
            );
        }
    }

    private static string Essence(PlanLab lab, PlanCase made, string id) => made.EssenceOf(lab.Contact(id), id);

    private static string Show(PlanLab lab, PlanCase made, string[] ids) =>
        string.Join(
            "\n",
            ids.Take(1)
                .Select(id =>
                    $"{id}\n was    {made.Before(id)}\n wished {made.Wished(id)}\n is     {Essence(lab, made, id)}"
                )
        );
}
