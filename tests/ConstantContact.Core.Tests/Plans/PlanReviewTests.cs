using ConstantContact.Core.Contacts;
using ConstantContact.Core.Plans;
using ConstantContact.Core.Runs.Review;
using ConstantContact.Core.Tests.Support;

namespace ConstantContact.Core.Tests.Plans;

public sealed class PlanReviewTests
{
    [Fact]
    public void Plan_is_told_with_names_cost_removals_and_the_hash_that_is_agreed_to()
    {
        var names = new PlanNames();
        names.AddList("l1", "Members");
        Plan plan = Plan.Make(
            new PlanHeader
            {
                PlanId = "p1",
                CreatedAt = TestClock.Beginning,
                Cmdlet = "New-CcPlan",
                BaseUri = "http://127.0.0.1",
                Account = "a1",
                SourcePath = "/home/someone/crm.csv",
                Rows = 3,
                Names = names,
                Removals = [new PlanRemoval("l1", "Members", 12, 400)],
                Forecast = new PlanForecast
                {
                    Duration = TimeSpan.FromSeconds(70),
                    Routes = [new("Snapshot", 400, 1), new("Import", 1, 2)],
                },
            },
            [
                new PlanEntry
                {
                    Position = 1,
                    Row = 1,
                    Email = "a@example.com",
                    ContactId = "c1",
                    Action = PlanAction.Update,
                    Routes = [PlanRoute.Import, PlanRoute.ListJob],
                    Changes =
                    [
                        new ContactChange("job_title", null, null, "Clerk", "Pilot"),
                        new ContactChange("list_memberships", "l1", null, "yes", null),
                    ],
                },
                new PlanEntry
                {
                    Position = 2,
                    Row = 2,
                    Email = "b@example.com",
                    Action = PlanAction.Failed,
                    Reason = "no",
                    ErrorId = "CcNotFound",
                    Remedy = "look",
                },
                new PlanEntry
                {
                    Position = 3,
                    ContactId = "c3",
                    Action = PlanAction.Delete,
                    Routes = [PlanRoute.DeleteJob],
                },
            ],
            snapshot: null
        );

        ReviewPage page = PlanReview.Of(plan, "/home/someone/monday's.ccplan", TestClock.Beginning);

        Assert.Equal(("Plan", "monday's.ccplan"), (page.Kind, page.Title));
        Assert.Equal(
            "3 entries: 1 to update, 1 to delete and 1 failed. Making a plan sends nothing to the account.",
            page.Lead
        );
        Assert.Equal(
            ["The plan removes 12 of 400 members of list 'Members'.", "The plan deletes 1 contact."],
            page.Notes
        );
        Assert.Equal("Members", page.Entries[0].Changes[1].Key);
        Assert.Equal("imports, list memberships", page.Entries[0].Route);
        Assert.Equal(
            ("no", "CcNotFound", "look"),
            (page.Entries[1].Reason, page.Entries[1].ErrorId, page.Entries[1].Remedy)
        );
        Assert.Equal("c3", page.Entries[2].Key);
        Assert.Equal(
            [
                new ReviewFact("All requests", "3", "about 2 minutes"),
                new ReviewFact("Reading contacts", "1", "400 contacts"),
                new ReviewFact("Imports", "2", "1 contact"),
            ],
            page.Cost
        );
        Assert.Contains(page.Facts, f => f.Value == plan.Header.Hash && f.Value.Length == 64);
        Assert.Contains(page.Facts, f => f.Value == "Invoke-CcPlan 'monday''s.ccplan'");
        Assert.DoesNotContain(page.Facts, f => f.Value.Contains("/home", StringComparison.Ordinal));
    }
}
