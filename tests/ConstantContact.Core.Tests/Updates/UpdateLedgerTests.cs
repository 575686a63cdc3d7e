using System.Text.Json.Nodes;
using ConstantContact.Core.Contacts;
using ConstantContact.Core.Names;
using ConstantContact.Core.Rows;
using ConstantContact.Core.Runs;
using ConstantContact.Core.Updates;
using ConstantContact.Core.Updates.Updating;

namespace ConstantContact.Core.Tests.Updates;

/// <summary>
/// The account of a run: what is announced before it leaves, and what becomes of writes that an earlier process announced.
/// </summary>
public sealed class UpdateLedgerTests : UpdateLab
{
    private static readonly ContactChange NewJob = new("job_title", null, null, "Old job", "New");

    [Fact]
    public async Task Every_write_is_announced_before_it_leaves()
    {
        const string List = "1618ae62-4752-11e9-9c8a-0000000000aa";
        Service.Add(Id(1), "a@example.com");
        Service.Add(Id(2), "b@example.com", c => c["deleted_at"] = "2026-01-01");
        Service.ApplyPut = (stored, sent) =>
        {
            stored.Remove("deleted_at");
            foreach (var member in sent)
            {
                stored[member.Key] = member.Value?.DeepClone();
            }
        };
        List<int> announced = [];
        Service.Before = what =>
        {
            if (!what.StartsWith("GET", StringComparison.Ordinal))
            {
                announced.Add(Memory.Changes.Count);
            }

            return Task.FromResult<HttpResponseMessage?>(null);
        };
        using var ledger = Memory.Open(isNew: true);

        await RunAsync(
            new UpdateOptions
            {
                CreateMissing = true,
                OneAtATime = true,
                Merge = new MergeOptions { Restore = true },
            },
            ledger,
            Row(1, "a@example.com", ("job_title", "New")),
            Row(2, "b@example.com", ("add_to_lists", List)),
            Row(3, "c@example.com", ("job_title", "New"))
        );

        Assert.Equal([1, 2, 3], announced);
        var writes = Memory.Changes.Select(c => JsonNode.Parse(c)!.AsObject()).ToList();
        Assert.Equal(["update", "restore", "create"], writes.Select(c => (string?)c["write"]));
        Assert.All(writes, c => Assert.True(c["warnings"] is null || c["warnings"]!.AsArray().Count == 0));
        Assert.All(Guide.Results, r => Assert.Empty(r.Warnings));
        Assert.Equal(["a@example.com", "b@example.com", "c@example.com"], Guide.Results.Select(r => r.Email));
    }

    [Fact]
    public async Task Planned_write_is_made_as_planned_unless_the_contact_has_changed_since()
    {
        Service.Add(Id(1), "a@example.com");
        Service.Add(Id(2), "b@example.com");
        var patch = new ContactPatch { Core = new Dictionary<string, object?> { ["job_title"] = "Planned" } };
        using var ledger = Memory.Open(isNew: true);

        await RunAsync(
            new UpdateOptions { OneAtATime = true },
            ledger,
            Planned(1, null),
            Planned(2, "has changed since"),
            Planned(3, null),
            Planned(2, "odd")
        );

        Assert.Equal(["Planned", null], Service.Contacts.Values.Select(c => (string?)c["job_title"]));
        Assert.Equal(
            [
                (11L, "key 1", RowOutcome.Applied, null),
                (12L, "key 2", RowOutcome.Stale, "CcPlanStale"),
                (13L, "key 3", UpdateOutcome.Failed, "CcNotFound"),
                (22L, "key 2", UpdateOutcome.Failed, "CcUnexpected"),
            ],
            ledger.Outcomes.Select(o => (o.Position, o.Key, o.Outcome, o.ErrorId))
        );
        Assert.Equal(0, ledger.RowsRead);
        Assert.Equal(
            ["a@example.com", "planned@example.com", "planned@example.com", "planned@example.com"],
            ledger.Outcomes.Select(o => o.Email)
        );
        Assert.Contains("has changed since", ledger.Outcomes[1].Reason, StringComparison.Ordinal);

        UpdateRow Planned(int n, string? stale) =>
            new()
            {
                ContactId = Id(n),
                Planned = new PlannedWrite(
                    stale == "odd" ? 22 : 10 + n,
                    $"key {n}",
                    "planned@example.com",
                    new ResolvedPatch(patch, new PatchNames(patch, new Dictionary<string, string>())),
                    _ => stale == "odd" ? throw new FormatException("odd") : stale
                ),
            };
    }

    [Fact]
    public async Task Rows_of_a_stopped_run_are_not_attempted_and_counted()
    {
        Service.Add(Id(1), "a@example.com");
        using var stop = new CancellationTokenSource();
        Service.Before = _ =>
        {
            stop.Cancel();
            throw new OperationCanceledException(stop.Token);
        };
        using var ledger = Memory.Open(isNew: true);
        using var client = NewClient();
        using var names = new NameDirectory(client);
        var run = new UpdateRun(
            client,
            names,
            new UpdateOptions { OneAtATime = true },
            Guide,
            null,
            Clock,
            null,
            ledger
        );
        UpdateRow[] rows =
        [
            Row(1, "a@example.com", ("job_title", "New")),
            Row(2, "a@example.com", ("job_title", "New")),
        ];

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() =>
            Clock.DriveAsync(run.RunAsync(Rows(rows), stop.Token))
        );
        Assert.False(run.InputEnded);
        while (ledger.RowsRead < 3)
        {
            run.CountNotAttempted(Row(3, "c@example.com", ("job_title", "New")));
        }

        Assert.All(
            ledger.Outcomes,
            o => Assert.Equal((UpdateOutcome.NotAttempted, "the run was stopped"), (o.Outcome, o.Reason))
        );
        Assert.Equal([1L, 2L, 3L], ledger.Outcomes.Select(o => o.Position));
        Assert.InRange(run.Summary.NotAttempted, 1, 3);
    }

    [Fact]
    public async Task Row_keeps_its_cells_its_reason_and_its_proof_in_the_account_of_the_run()
    {
        Service.Add(Id(1), "a@example.com");
        using var ledger = Memory.Open(isNew: true);
        UpdateRow With(int number, string[] headings, params object?[] cells) =>
            new()
            {
                Number = number,
                Email = number == 3 ? "no@example.com" : "A@example.com",
                Changes = Row(number, "a@example.com", ("job_title", "New")).Changes,
                Source = new InputRow(number, null, headings, cells),
            };

        await RunAsync(
            new UpdateOptions
            {
                OneAtATime = true,
                Merge = new MergeOptions { ConsentReference = "form 7" },
            },
            ledger,
            With(1, ["email", "note"], "a@example.com", "'=x"),
            With(2, ["email", "cc_reason"], "a@example.com", "'=x"),
            With(3, ["email"], "no@example.com")
        );

        Assert.Equal(
            ["a@example.com,'=x", "a@example.com,=x", "no@example.com"],
            ledger.Outcomes.Select(o => string.Join(",", o.Cells.Select(c => c.Value)))
        );
        Assert.Equal(
            [
                (UpdateOutcome.Updated, "a@example.com", 1L),
                (UpdateOutcome.Unchanged, "a@example.com", 2L),
                (UpdateOutcome.Failed, "no@example.com", 3L),
            ],
            ledger.Outcomes.Select(o => (o.Outcome, o.Email, o.Row!.Value))
        );
        Assert.Equal([null, null, "CcNotFound"], ledger.Outcomes.Select(o => o.ErrorId));
        Assert.Contains("no@example.com", ledger.Outcomes[2].Reason, StringComparison.Ordinal);
        Assert.All(ledger.Outcomes, o => Assert.Equal("form 7", o.ConsentReference));
    }

    [Fact]
    public async Task Row_that_is_only_shown_leaves_nothing_in_the_account_of_the_run()
    {
        Service.Add(Id(1), "a@example.com");
        Guide.Answer = Approval.PreviewOnly;
        using var ledger = Memory.Open(isNew: true);

        await RunAsync(new UpdateOptions(), ledger, Row(1, "a@example.com", ("job_title", "New")));
        Guide.Answer = Approval.Declined;
        await RunAsync(new UpdateOptions(), ledger, Row(1, "a@example.com", ("job_title", "New")));

        Assert.Equal(
            (UpdateOutcome.NotAttempted, "declined"),
            (Assert.Single(ledger.Outcomes).Outcome, ledger.Outcomes[0].Reason)
        );
        Assert.Empty(ledger.Outcomes[0].Cells);
    }

    [Theory]
    [InlineData("New", true)]
    [InlineData("Old job", false)]
    public async Task Update_that_an_earlier_process_announced_is_sent_only_if_it_did_not_arrive(
        string there,
        bool arrived
    )
    {
        Service.Add(Id(1), "moved@example.com", c => c["job_title"] = there);
        var row = Row(1, "a@example.com", ("job_title", "New"));

        var result = await ResumeAsync(row, RowChange.Update, Id(1), "was@example.com", new UpdateOptions());

        Assert.Equal(arrived ? 0 : 1, Service.Writes);
        Assert.Equal((UpdateOutcome.Updated, Id(1)), (result.Outcome, result.ContactId));
        Assert.Equal(arrived ? "was@example.com" : "moved@example.com", result.Email);
        Assert.Equal("job_title", Assert.Single(result.Changes).Member);
        Assert.Equal(arrived ? ["warned"] : Array.Empty<string>(), result.Warnings);
        Assert.Equal("New", result.Contact!.JobTitle);
        Assert.Contains($"GET {Id(1)}", Service.Log);
    }

    [Fact]
    public async Task Restoration_that_an_earlier_process_announced_is_sent_again_while_the_contact_is_deleted()
    {
        const string List = "1618ae62-4752-11e9-9c8a-0000000000aa";
        Service.Add(Id(1), "a@example.com", c => c["deleted_at"] = "2026-01-01");
        Service.ApplyPut = (stored, sent) =>
        {
            stored.Remove("deleted_at");
            stored["list_memberships"] = sent["list_memberships"]!.DeepClone();
        };
        var row = Row(1, "a@example.com", ("add_to_lists", List));
        var options = new UpdateOptions { Merge = new MergeOptions { Restore = true } };

        var result = await ResumeAsync(row, RowChange.Restore, Id(1), "a@example.com", options);

        Assert.Equal((UpdateOutcome.Updated, 1), (result.Outcome, Service.Writes));
        Assert.Equal("restore", Assert.Single(Guide.Previews).Mode);
    }

    [Fact]
    public async Task Announced_write_without_an_address_is_reported_with_the_address_of_its_row()
    {
        Service.Add(Id(1), "stored@example.com", c => c["job_title"] = "New");

        Assert.Equal(
            "row@example.com",
            (
                await ResumeAsync(
                    Row(1, "row@example.com", ("job_title", "New")),
                    RowChange.Update,
                    Id(1),
                    null,
                    new UpdateOptions()
                )
            ).Email
        );
    }

    [Theory]
    [InlineData("New", 0)]
    [InlineData("Other", 1)]
    public async Task Creation_that_an_earlier_process_announced_is_known_by_all_that_was_sent(string there, int writes)
    {
        Service.Add(
            Id(1),
            "a@example.com",
            c =>
            {
                c["job_title"] = there;
                c["company_name"] = "of the service";
            }
        );
        var row = Row(1, "a@example.com", ("job_title", "New"));

        var result = await ResumeAsync(
            row,
            RowChange.Create,
            null,
            "a@example.com",
            new UpdateOptions { CreateMissing = true }
        );

        Assert.Equal(
            (writes == 0 ? UpdateOutcome.Created : UpdateOutcome.Updated, writes, Id(1)),
            (result.Outcome, Service.Writes, result.ContactId)
        );
    }

    [Theory]
    [InlineData(true, 0)]
    [InlineData(false, 1)]
    public async Task Replacement_that_an_earlier_process_announced_is_known_by_the_missing_values(
        bool isGone,
        int writes
    )
    {
        var contact = Service.Add(Id(1), "a@example.com", c => c["job_title"] = "New");
        if (isGone)
        {
            contact.Remove("first_name");
            contact.Remove("last_name");
        }

        var options = new UpdateOptions { Merge = new MergeOptions { Replace = true } };
        var result = await ResumeAsync(
            Row(1, "a@example.com", ("job_title", "New")),
            RowChange.Update,
            Id(1),
            "a@example.com",
            options
        );

        Assert.Equal((UpdateOutcome.Updated, writes), (result.Outcome, Service.Writes));
        Assert.False(Service.Contacts[Id(1)].ContainsKey("last_name"));
    }

    private async Task<UpdateResult> ResumeAsync(
        UpdateRow row,
        string write,
        string? contactId,
        string? email,
        UpdateOptions options
    )
    {
        Memory.EndedAfter(
            new RowChange
            {
                Position = 1,
                Key = row.Key(),
                Write = write,
                ContactId = contactId,
                Email = email,
                Changes = [NewJob],
                Warnings = ["warned"],
            }
        );
        using var ledger = Memory.Open(isNew: false);
        await RunAsync(options, ledger, row);
        return Assert.Single(Guide.Results);
    }
}
