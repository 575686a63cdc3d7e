using System.Text.Json.Nodes;
using ConstantContact.Core.Plans;
using ConstantContact.Core.Runs;
using ConstantContact.Core.Updates;
using ConstantContact.Emulator.Options;

namespace ConstantContact.Core.Tests.Plans.Emulated;

public sealed class PlanRunTests
{
    [Fact]
    public async Task A_value_rides_an_import_and_is_there_afterwards()
    {
        await using PlanLab lab = PlanLab.Open(new EmulatorOptions { Members = 300, Rate = 0, Quota = 0 });
        IReadOnlyList<UpdateRow> rows = PlanLab.RowsOf(Enumerable.Range(1, 100).Select(static i => new[] { ("email", $"member{i}@example.com"), ("job_title", $"Pilot {i}") }));

        Plan plan = await lab.MakeAsync(rows);
        Assert.Null(await lab.ApplyAsync(plan));

        Assert.Contains(plan.Entries, static e => e.Routes.Contains(PlanRoute.Import));
        Assert.All(lab.Outcomes.Where(o => o.Outcome != "Suppressed" && o.Outcome != "Failed"), static o => Assert.Equal(RowOutcome.Applied, o.Outcome));
        Assert.Equal(plan.Header.Forecast.Requests, lab.Summary!.Requests);
        foreach (PlanEntry entry in plan.Entries.Where(static e => e.Writes))
        {
            Assert.Equal($"Pilot {entry.Row}", (string?)lab.Contact(entry.Email!)["job_title"]);
        }
    }
}
