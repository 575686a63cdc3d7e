using System.Net;
using System.Text.Json.Nodes;
using ConstantContact.Core.Contacts;
using ConstantContact.Core.Runs;
using ConstantContact.Core.Tests.Support;
using ConstantContact.Core.Updates;

namespace ConstantContact.Core.Tests.Updates;

/// <summary>
/// Look-ups whose answer does not stand: an earlier row, an earlier process or another program decides otherwise.
/// </summary>
public sealed class UpdateSecondLookTests : UpdateLab
{
    private const string List = "1618ae62-4752-11e9-9c8a-0000000000aa";

    [Fact]
    public async Task Failed_look_up_is_made_again_after_an_earlier_row_has_written_the_contact()
    {
        Service.Add(Id(1), "a@example.com");
        var looks = 0;
        var failed = new TaskCompletionSource<bool>(TaskCreationOptions.RunContinuationsAsynchronously);
        Service.Before = async what =>
        {
            // Row 2 names the contact by its id. Nothing else reads it by its id before the PUT of row 1 is answered.
            if (what == $"GET {Id(1)}" && Interlocked.Increment(ref looks) == 1)
            {
                failed.SetResult(true);
                return FakeService.Answer(HttpStatusCode.BadRequest, """[{"error_key":"k","error_message":"no"}]""");
            }

            if (what == $"PUT {Id(1)}")
            {
                await failed.Task;
            }

            return null;
        };

        await RunAsync(
            new UpdateOptions(),
            Row(1, "a@example.com", ("job_title", "one")),
            Row(2, null, ("company_name", "two"), Id(1))
        );

        Assert.All(Guide.Results, static r => Assert.Equal(UpdateOutcome.Updated, r.Outcome));
        Assert.Equal(("one", "two"), (Stored(1, "job_title"), Stored(1, "company_name")));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Preview_of_a_second_row_does_not_need_its_own_look_up(bool isNamedByAddress)
    {
        Service.Add(Id(1), "a@example.com");
        Guide.Answer = Approval.PreviewOnly;
        var lookUps = 0;
        Service.Before = _ =>
            Task.FromResult(
                ++lookUps == 1
                    ? null
                    : FakeService.Answer(HttpStatusCode.BadRequest, """[{"error_key":"k","error_message":"no"}]""")
            );

        await RunAsync(
            new UpdateOptions { OneAtATime = true },
            Row(1, null, ("job_title", "one"), Id(1)),
            Row(2, isNamedByAddress ? "a@example.com" : null, ("company_name", "two"), isNamedByAddress ? null : Id(1))
        );

        Assert.All(Guide.Results, static r => Assert.Equal(UpdateOutcome.Previewed, r.Outcome));
        Assert.Contains("\"job_title\":\"one\"", Guide.Previews[1].BodyText, StringComparison.Ordinal);
        Assert.Contains("\"company_name\":\"two\"", Guide.Previews[1].BodyText, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("New", UpdateOutcome.Created, 0)]
    [InlineData("Other", UpdateOutcome.Created, 1)]
    [InlineData(null, UpdateOutcome.Created, 1)]
    public async Task Creation_that_an_earlier_process_announced_is_found_under_the_new_address_of_its_row(
        string? job,
        string outcome,
        int writes
    )
    {
        if (job is not null)
        {
            Service.Add(
                Id(1),
                "new@example.com",
                c =>
                {
                    c["first_name"] = "New";
                    c["job_title"] = job;
                }
            );
        }

        var row = MovingRow();
        Memory.EndedAfter(
            new RowChange
            {
                Position = 1,
                Key = row.Key(),
                Write = RowChange.Create,
                Email = "new@example.com",
            }
        );
        using var ledger = Memory.Open(isNew: false);

        await RunAsync(new UpdateOptions { CreateMissing = true }, ledger, row);

        var result = Assert.Single(Guide.Results);
        Assert.Equal((outcome, writes), (result.Outcome, Service.Writes));
        Assert.Equal(writes == 0 ? Id(1) : Service.Contacts.Keys.Last(), result.ContactId);
    }

    [Fact]
    public async Task Contact_under_the_new_address_of_a_row_that_nobody_announced_is_not_looked_for()
    {
        Service.Add(Id(1), "new@example.com");

        await RunAsync(new UpdateOptions(), MovingRow());

        Assert.Equal("CcNotFound", Assert.Single(Guide.Results).ErrorId);
        Assert.Equal(["GET old@example.com"], Service.Log);
    }

    [Fact]
    public async Task Planned_contact_that_is_as_planned_already_is_unchanged_and_not_stale()
    {
        Service.Add(Id(1), "a@example.com", static c => c["job_title"] = "Planned");
        var patch = new ContactPatch { Core = new Dictionary<string, object?> { ["job_title"] = "Planned" } };
        using var ledger = Memory.Open(isNew: true);

        await RunAsync(
            new UpdateOptions(),
            ledger,
            new UpdateRow
            {
                ContactId = Id(1),
                Planned = new PlannedWrite(
                    1,
                    "key",
                    "a@example.com",
                    new ResolvedPatch(patch, new PatchNames(patch, new Dictionary<string, string>())),
                    static _ => "has changed since"
                ),
            }
        );

        Assert.Equal((RowOutcome.Unchanged, 0), (Assert.Single(ledger.Outcomes).Outcome, Service.Writes));
    }

    [Fact]
    public async Task Restored_contact_whose_opt_in_is_stamped_anew_is_updated()
    {
        // The first contact proves the shape, so that only the answer of the second is compared.
        for (var n = 1; n <= 2; n++)
        {
            Service.Add(
                Id(n),
                $"p{n}@example.com",
                static c =>
                {
                    c["deleted_at"] = "2026-01-01T00:00:00Z";
                    c["email_address"]!["opt_in_date"] = "2025-01-01T00:00:00Z";
                }
            );
        }

        Service.ApplyPut = static (stored, sent) =>
        {
            stored.Remove("deleted_at");
            stored["list_memberships"] = sent["list_memberships"]?.DeepClone();
            if ((string?)stored["contact_id"] == Id(2))
            {
                stored["email_address"]!["opt_in_date"] = "2026-05-04T10:00:00Z";
            }
        };

        await RunAsync(
            new UpdateOptions
            {
                OneAtATime = true,
                Merge = new MergeOptions { Restore = true },
            },
            Row(1, "p1@example.com", ("add_to_lists", List)),
            Row(2, "p2@example.com", ("add_to_lists", List))
        );

        Assert.All(Guide.Results, static r => Assert.Equal((null, UpdateOutcome.Updated), (r.Reason, r.Outcome)));
    }

    private static UpdateRow MovingRow()
    {
        var address = Row(1, "old@example.com", ("new_email_address", "new@example.com")).Changes.Values;
        var job = Row(1, "old@example.com", ("job_title", "New")).Changes.Values;
        return new UpdateRow
        {
            Number = 1,
            Email = "old@example.com",
            Changes = new RequestedChanges { Values = [.. address, .. job] },
        };
    }
}
