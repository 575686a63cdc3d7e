using ConstantContact.Core.Errors;
using ConstantContact.Core.Plans;
using ConstantContact.Core.Runs;
using ConstantContact.Core.Updates;
using ConstantContact.Emulator.Faults;
using ConstantContact.Emulator.Options;

namespace ConstantContact.Core.Tests.Plans.Emulated;

public sealed class PlanRunTests
{
    [Fact]
    public async Task A_value_rides_an_import_and_is_there_afterwards()
    {
        await using PlanLab lab = PlanLab.WithMembers(300);
        IReadOnlyList<UpdateRow> rows = Titles("Pilot");

        Plan plan = await lab.MakeAsync(rows);
        Assert.Null(await lab.ApplyAsync(plan));

        Assert.Contains(plan.Entries, static e => e.Routes.Contains(PlanRoute.Import));
        Assert.All(
            lab.Outcomes.Where(o => o.Outcome != "Suppressed" && o.Outcome != "Failed"),
            static o => Assert.Equal(RowOutcome.Applied, o.Outcome)
        );
        Assert.Equal(plan.Header.Forecast.Requests, lab.Summary!.Requests);
        foreach (PlanEntry entry in plan.Entries.Where(static e => e.Writes))
        {
            Assert.Equal($"Pilot {entry.Row}", (string?)lab.Contact(entry.Email!)["job_title"]);
        }
    }

    [Fact]
    public async Task Full_queue_fails_the_refused_entries_and_the_run_continues_later()
    {
        await using PlanLab lab = PlanLab.WithMembers(300);
        Plan plan = await lab.MakeAsync(Titles("Pilot"));
        lab.Emulator.Faults.Add("POST /v3/activities/contacts_json_import", FaultKind.QueueFull, after: 1);

        Assert.IsType<QueueFullException>(await lab.ApplyAsync(plan));

        RowOutcome[] open = [.. lab.Outcomes.Where(static o => o.IsOpen)];
        Assert.DoesNotContain(open, static o => o.Outcome == RowOutcome.Unknown);
        Assert.Contains(
            open,
            static o =>
                o is { Outcome: RowOutcome.Failed, ErrorId: "CcQueueFull" }
                && o.Reason!.Contains("queue", StringComparison.Ordinal)
        );
        Assert.Null(await lab.ApplyAsync(plan));
        Assert.All(
            lab.Outcomes.Where(static o => o.Changes.Count > 0),
            static o => Assert.Equal(RowOutcome.Applied, o.Outcome)
        );
    }

    [Fact]
    public async Task Interrupted_write_whose_contact_shows_another_change_too_is_applied_with_a_warning()
    {
        await using PlanLab lab = PlanLab.WithMembers(300);
        Plan plan = await lab.MakeAsync(Titles("Pilot"));
        lab.Emulator.Faults.Add("GET /v3/activities*", FaultKind.Unauthorized, times: 0);

        Assert.NotNull(await lab.ApplyAsync(plan));
        string canary = lab.Outcomes.First(static o => o.Outcome == RowOutcome.Unknown).Email!;
        lab.Emulator.Faults.Clear();
        await lab.Clock.DriveAsync(Task.Delay(TimeSpan.FromSeconds(5), lab.Clock));
        lab.Emulator.State.ChangeContact(canary, static c => c["last_name"] = "Lovelace");

        Assert.Null(await lab.ApplyAsync(plan));
        RowOutcome applied = lab.Outcomes.Single(o => o.Email == canary);
        Assert.Equal(RowOutcome.Applied, applied.Outcome);
        Assert.Contains(
            "last_name. The plan did not ask for that.",
            Assert.Single(applied.Warnings),
            StringComparison.Ordinal
        );
        Assert.All(lab.Outcomes.Where(o => o.Email != canary), static o => Assert.Empty(o.Warnings));
    }

    [Fact]
    public async Task Continued_run_waits_for_the_activities_that_are_not_older_than_itself()
    {
        await using PlanLab lab = PlanLab.Open(
            new EmulatorOptions
            {
                Members = 300,
                Rate = 0,
                Quota = 0,
                ActivityDuration = TimeSpan.FromMinutes(20),
            }
        );
        string other = (string)lab.Emulator.State.Contacts[0]["contact_id"]!;
        await lab.StartActivityAsync(other);
        await lab.StartActivityAsync(other);
        await lab.Clock.DriveAsync(Task.Delay(TimeSpan.FromMinutes(6), lab.Clock));
        Plan plan = await lab.MakeAsync(Titles("Pilot"));
        lab.Emulator.Faults.Add("GET /v3/activities*", FaultKind.Unauthorized, times: 0);
        Assert.NotNull(await lab.ApplyAsync(plan));
        lab.Emulator.Faults.Clear();

        Assert.Null(await lab.ApplyAsync(plan));

        Assert.Contains("Waiting for 1 activity of the account that may belong to this run.", lab.Notes);
        Assert.All(
            lab.Outcomes.Where(static o => o.Changes.Count > 0),
            static o => Assert.Equal(RowOutcome.Applied, o.Outcome)
        );
    }

    [Fact]
    public async Task Run_that_is_stopped_between_its_PUTs_accounts_for_every_entry_and_continues()
    {
        await using PlanLab lab = PlanLab.WithMembers(300);
        Plan plan = await lab.MakeAsync(
            PlanLab.RowsOf(
                Enumerable.Range(1, 100).Select(i => new[] { ("email", $"member{i}@example.com"), ("add_note", "Met") })
            )
        );
        string[] written = [.. plan.Writing.Select(static e => e.ContactId!)];

        await lab.ApplyAsync(plan, stopIn: PlanPhase.Writing);

        Assert.Equal(plan.Entries.Select(static e => e.Position), lab.Outcomes.Select(static o => o.Position).Order());
        Assert.Contains(
            lab.Outcomes,
            static o => o is { Outcome: RowOutcome.NotAttempted, Reason: "the run was stopped" }
        );

        Assert.Null(await lab.ApplyAsync(plan));
        Assert.All(
            written,
            id => Assert.Single(lab.Contact(id)["notes"]!.AsArray(), static n => (string?)n!["content"] == "Met")
        );
    }

    private static IReadOnlyList<UpdateRow> Titles(string title) =>
        PlanLab.RowsOf(
            Enumerable
                .Range(1, 100)
                .Select(i => new[] { ("email", $"member{i}@example.com"), ("job_title", $"{title} {i}") })
        );
}
