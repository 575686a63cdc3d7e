using ConstantContact.Core.Plans;
using ConstantContact.Core.Runs;
using ConstantContact.Core.Updates;
using ConstantContact.Emulator.Options;
using ConstantContact.Tests.Shared;
using Xunit.Abstractions;

namespace ConstantContact.Core.Tests.Plans.Emulated;

/// <summary>
/// The requests of plans with the vendor's limits. <c>CC_PLAN_MEMBERS=20000</c> gives the account of the pinned
/// figures; docs/testing.md.
/// </summary>
public sealed class PlanCostTests(ITestOutputHelper output)
{
    private static readonly int Members = CampaignSize.Of("CC_PLAN_MEMBERS", 1000);

    [Fact]
    public async Task Ten_thousand_rows_of_which_each_changes_a_field_take_at_most_140_requests()
    {
        await using PlanLab lab = Open();
        IReadOnlyList<UpdateRow> rows = Rows(lab, Members / 2, "Test pilot");

        Plan plan = await lab.MakeAsync(rows);
        Assert.Null(await lab.ApplyAsync(plan));

        Assert.Equal(Members / 2, PlanSummary.Count(lab.Outcomes, RowOutcome.Applied));
        AssertCost(lab, plan, 140);
    }

    [Fact]
    public async Task Rows_that_change_nothing_take_at_most_45_requests()
    {
        await using PlanLab lab = Open();
        IReadOnlyList<UpdateRow> rows = PlanLab.RowsOf(
            Spread(People(lab), Members / 2)
                .Select(static p => new[] { ("email", p.Email), ("first_name", p.FirstName) })
        );

        Plan plan = await lab.MakeAsync(rows);
        Assert.Null(await lab.ApplyAsync(plan));

        Assert.All(plan.Entries, static e => Assert.Equal(PlanAction.Unchanged, e.Action));
        AssertCost(lab, plan, 45);
    }

    [Fact]
    public async Task Two_hundred_rows_take_at_most_two_requests_each()
    {
        await using PlanLab lab = Open();

        Plan plan = await lab.MakeAsync(Rows(lab, 200, "Test pilot"));
        Assert.Null(await lab.ApplyAsync(plan));

        Assert.Equal(200, PlanSummary.Count(lab.Outcomes, RowOutcome.Applied));
        AssertCost(lab, plan, 410);
    }

    [Fact]
    public async Task Five_thousand_joins_and_three_hundred_departures_take_at_most_90_requests()
    {
        await using PlanLab lab = Open();
        string list = (string)lab.Emulator.State.Lists[0]["list_id"]!;
        Person[] people = [.. People(lab)];
        string[] on = [.. people.Where(static p => p.IsOn).Select(static p => p.Email)],
            off = [.. people.Where(static p => !p.IsOn).Select(static p => p.Email)];
        Assert.True(on.Length > Leaving && off.Length >= Joining, $"{on.Length} on, {off.Length} off");
        string[] wanted = [.. on.Skip(Leaving), .. off.Take(Joining)];

        Plan plan = await lab.MakeAsync(
            PlanLab.RowsOf(wanted.Select(static e => new[] { ("email", e) })),
            new PlanOptions
            {
                Cmdlet = "Sync-CcListMember",
                List = list,
                RemoveMissing = true,
                MembershipOnly = true,
                AppliesAtOnce = true,
            }
        );
        Assert.Null(await lab.ApplyAsync(plan, trusts: true));

        AssertCost(lab, plan, 90);
        HashSet<string> now =
        [
            .. lab
                .Emulator.State.Contacts.Where(c => c["list_memberships"]!.AsArray().Any(l => (string?)l == list))
                .Select(static c => ((string)c["email_address"]!["address"]!).ToUpperInvariant()),
        ];
        Assert.Subset(now, wanted.Select(static w => w.ToUpperInvariant()).ToHashSet(StringComparer.Ordinal));
        Assert.DoesNotContain(on[0].ToUpperInvariant(), now);
    }

    /// <summary>Checks the requests for making and applying the plan, and that the forecast was right.</summary>
    private void AssertCost(PlanLab lab, Plan plan, int most)
    {
        output.WriteLine(
            $"{Members} members: {lab.Maker!.Requests} for the plan and {lab.Summary!.Requests} to apply it ({string.Join(", ", plan.Header.Forecast.Routes)})"
        );
        Assert.Equal(plan.Header.Forecast.Requests, lab.Summary.Requests);
        Assert.InRange(lab.Maker.Requests + lab.Summary.Requests, 1, most);
    }

    private static int Joining => Members / 4;

    private static int Leaving => Members * 3 / 200;

    private static PlanLab Open() =>
        PlanLab.Open(
            new EmulatorOptions
            {
                Members = Members,
                Rate = 4,
                Quota = 10_000,
                LogBodyLimit = 0,
            },
            perSecond: 4
        );

    private static IReadOnlyList<UpdateRow> Rows(PlanLab lab, int count, string title) =>
        PlanLab.RowsOf(
            Spread(People(lab).Where(static p => p.IsMailable), count)
                .Select(p => new[] { ("email", p.Email), ("job_title", title) })
        );

    /// <summary>From all pages of the account, which costs the most.</summary>
    private static IEnumerable<Person> Spread(IEnumerable<Person> people, int count)
    {
        Person[] all = [.. people];
        return Enumerable.Range(1, count).Select(i => all[(int)((long)i * all.Length / count) - 1]);
    }

    private static IEnumerable<Person> People(PlanLab lab)
    {
        string list = (string)lab.Emulator.State.Lists[0]["list_id"]!;
        return lab
            .Emulator.State.Contacts.Where(static c =>
                c["deleted_at"] is null
                && c["first_name"] is not null
                && (string?)c["email_address"]?["permission_to_send"] is "implicit" or "explicit"
            )
            .Select(c => new Person(
                (string)c["email_address"]!["address"]!,
                (string)c["first_name"]!,
                c["list_memberships"]!.AsArray().Any(l => (string?)l == list),
                c["list_memberships"]!.AsArray().Count > 0
            ));
    }

    private sealed record Person(string Email, string FirstName, bool IsOn, bool IsMailable);
}
