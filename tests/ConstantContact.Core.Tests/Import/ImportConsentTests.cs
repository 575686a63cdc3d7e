using ConstantContact.Core.Errors;
using ConstantContact.Core.Import;
using ConstantContact.Core.Import.Report;
using ConstantContact.Core.Import.Running;
using ConstantContact.Core.Rows;
using ConstantContact.Core.Runs;
using ConstantContact.Core.Tests.Support;

namespace ConstantContact.Core.Tests.Import;

/// <summary>Contacts that an import holds back.</summary>
public sealed class ImportConsentTests : ImportRunLab
{
    [Theory]
    [InlineData(14, "a b|c d")]
    [InlineData(16, "a b|d")]
    public async Task Contacts_that_leave_while_a_chunk_is_made_are_taken_out_of_it_if_the_last_look_is_old(
        int minutes,
        string sent
    )
    {
        var rows = new SlowRows(() =>
        {
            // The row before is in the chunk already.
            Service.Held.Add(("deleted", "c@example.com", null));
            Clock.Advance(TimeSpan.FromMinutes(minutes));
        });
        using var run = new ImportRun(Service, new ImportOptions { ListIds = ["list-1"], MaxRows = 2 }, Clock);
        await run.PrepareAsync(rows, CancellationToken.None);
        ImportSummary summary = await Clock.DriveAsync(run.SendAsync(CancellationToken.None));

        Assert.Equal(
            sent,
            string.Join(
                '|',
                Service.Bodies.Select(b =>
                    string.Join(' ', b.Select(e => e[..e.IndexOf('@', StringComparison.Ordinal)]))
                )
            )
        );
        Assert.Equal(0, summary.Unaccounted);
    }

    /// <summary>Four rows. When they are read to be sent, something happens before the last.</summary>
    private sealed class SlowRows(Action beforeLast) : IRowSource
    {
        private static readonly string[] Headings = ["email"];
        private int _passes;

        public string? Name => null;

        public IEnumerable<InputRow> Read(CancellationToken cancellationToken)
        {
            int pass = ++_passes;
            string[] names = ["a", "b", "c", "d"];
            for (int i = 0; i < names.Length; i++)
            {
                if (pass == 2 && i == 3)
                {
                    beforeLast();
                }

                yield return new InputRow(i + 1, null, Headings, (string?[])[names[i] + "@example.com"]);
            }
        }
    }

    [Theory]
    [InlineData(false, false, "ok", "gone deleted, Left unsubscribed")]
    [InlineData(true, false, "gone ok", "Left unsubscribed")]
    [InlineData(false, true, "ok Left", "gone deleted")]
    [InlineData(true, true, "gone ok Left", "")]
    public async Task Deleted_and_unsubscribed_contacts_are_held_back_unless_their_switch_is_given(
        bool restore,
        bool includeUnsubscribed,
        string sent,
        string suppressed
    )
    {
        Service.Held.Add(("deleted", "Gone@example.com", null));
        Service.Held.Add(("unsubscribed", "left@EXAMPLE.com", null));
        Service.Held.Add(("unsubscribed", "stranger@example.com", null));
        Service.Held.Add(("deleted", null, "+1 231-231-2345"));
        string[] names = ["gone", "ok", "Left"];

        ImportSummary summary = await RunAsync(
            Options(restore: restore, includeUnsubscribed: includeUnsubscribed),
            Emails(names)
        );

        Assert.Equal([sent], Sent());
        Assert.Equal(
            suppressed,
            string.Join(", ", summary.SuppressedRows.Select(r => $"{names[r.Row - 1]} {r.Reason}"))
        );
        Assert.Equal(
            (0, 0, !(restore && includeUnsubscribed)),
            (summary.Unaccounted, summary.ExitCode, summary.ConsentChecked)
        );
    }

    [Theory]
    [InlineData(false, false, "")]
    [InlineData(true, false, "")]
    [InlineData(false, true, "")]
    [InlineData(true, true, "a")]
    public async Task Contact_deleted_after_unsubscribing_is_held_back_unless_both_switches_are_given(
        bool restore,
        bool includeUnsubscribed,
        string sent
    )
    {
        Service.Held.Add(("deleted unsubscribed", "a@example.com", null));

        ImportSummary summary = await RunAsync(
            Options(restore: restore, includeUnsubscribed: includeUnsubscribed),
            Emails("a")
        );

        Assert.Equal(sent, string.Join(", ", Sent()));
        Assert.Equal(sent.Length == 0 ? 1 : 0, summary.Suppressed);
    }

    [Fact]
    public async Task Sms_number_of_a_deleted_contact_is_held_back()
    {
        Service.Held.Add(("deleted", null, "1231231234"));
        using var spool = new RowSpool(new System.IO.MemoryStream());
        spool.Add(new InputRow(spool.Count + 1, null, ["email", "sms_number"], (string?[])["", "123-123-1234"]));

        ImportSummary summary = await RunAsync(Options(), spool);

        Assert.Equal((1, 0), (summary.Suppressed, summary.Sent));
    }

    [Fact]
    public async Task Explicit_sms_permission_holds_back_contacts_that_opted_out_of_sms()
    {
        Service.Held.Add(("sms_unsubscribed", null, "1231231234"));
        using var spool = new RowSpool(new System.IO.MemoryStream());
        spool.Add(
            new InputRow(
                1,
                null,
                ["email", "sms_number", "sms_consent_date"],
                (string?[])["a@example.com", "123-123-1234", "2025-01-02"]
            )
        );

        ImportSummary summary = await RunAsync(Options(sms: "explicit"), spool);

        Assert.Equal("sms_unsubscribed", Assert.Single(summary.SuppressedRows).Reason);
    }

    [Fact]
    public async Task Skipped_consent_check_sends_no_look_up_and_is_reported()
    {
        Service.Held.Add(("deleted", "a@example.com", null));

        ImportSummary summary = await RunAsync(Options(skipConsent: true), Emails("a"));

        Assert.Equal(["a"], Sent());
        Assert.Empty(Service.Asked);
        Assert.False(summary.ConsentChecked);
    }

    [Theory]
    [InlineData(null)]
    [InlineData(" ")]
    public void Explicit_sms_permission_for_unsubscribed_contacts_needs_a_consent_reference(string? reference)
    {
        ImportOptions With(string? text) =>
            new()
            {
                ListIds = ["04fe9a97-a579-43c5-bb1a-58ed29bf0a6a"],
                SmsPermission = "explicit",
                IncludeUnsubscribed = true,
                ConsentReference = text,
            };

        Assert.Equal(
            "CcConsentNeeded",
            Assert.Throws<InvalidInputException>(() => new ImportRun(Service, With(reference), Clock)).ErrorId
        );
        using var run = new ImportRun(Service, With("form 7"), Clock);
        Assert.Equal("form 7", ImportOptions.FromJson(With("form 7").ToJson()).ConsentReference);
    }
}
