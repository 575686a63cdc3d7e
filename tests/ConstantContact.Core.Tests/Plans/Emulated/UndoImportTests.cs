using System.IO;
using System.Text.Json.Nodes;
using ConstantContact.Core.Errors;
using ConstantContact.Core.Import;
using ConstantContact.Core.Import.Report;
using ConstantContact.Core.Plans;
using ConstantContact.Core.Plans.Undoing;

namespace ConstantContact.Core.Tests.Plans.Emulated;

/// <summary>
/// An import is undone: what it recorded, the contacts that it created or restored, and imports that have not finished.
/// </summary>
public sealed class UndoImportTests
{
    [Fact]
    public async Task Created_contacts_of_an_import_stay_unless_requested_and_an_import_without_the_switch_cannot_be_undone()
    {
        await using UndoneAccount account = UndoneAccount.Make(9200, 10);
        string path = account.WriteCsv(
            ["email", "first_name"],
            [
                ["fresh1@example.com", "Fresh"],
                ["fresh2@example.com", "Fresh"],
            ]
        );
        await account.Lab.ImportAsync("plain", path, account.Options() with { Undoable = false });
        InvalidInputException refused = await Assert.ThrowsAsync<InvalidInputException>(() =>
            account.Lab.UndoAsync("plain")
        );
        Assert.Equal("CcUndoNotPossible", refused.ErrorId);

        path = account.WriteCsv(
            ["email", "first_name"],
            [
                ["fresh3@example.com", "Fresh"],
                ["fresh4@example.com", "Fresh"],
            ]
        );
        await account.Lab.ImportAsync("there", path, account.Options());
        account.Lab.Emulator.State.ChangeContact("fresh4@example.com", static c => c["job_title"] = "Pilot");
        Plan stays = await account.Lab.UndoAsync("there");
        Plan goes = await account.Lab.UndoAsync("there", new UndoOptions { RemoveCreated = true });
        Assert.Null(await account.Lab.ApplyAsync(goes, "back"));

        Assert.All(stays.Entries, static e => Assert.Contains("-RemoveCreated", e.Reason, StringComparison.Ordinal));
        Assert.NotNull(account.Lab.Contact("fresh3@example.com")["deleted_at"]);
        Assert.Null(account.Lab.Contact("fresh4@example.com")["deleted_at"]);
        Assert.Contains("changed since", Assert.Single(PlanLab.Kept(goes)).Reason, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_undone_import_deletes_restored_contacts_only_on_request_and_only_if_they_were_not_changed_since()
    {
        await using PlanLab lab = PlanLab.WithMembers(200);
        string[] gone =
        [
            .. lab
                .Emulator.State.Contacts.Where(static c =>
                    c["deleted_at"] is not null && (string?)c["email_address"]!["permission_to_send"] != "unsubscribed"
                )
                .Take(3)
                .Select(static c => (string)c["email_address"]!["address"]!),
        ];
        Assert.Equal(3, gone.Length);
        var lists = await lab.Names.ListsAsync(default);
        string path = Path.Combine(lab.Home, "rows.csv");
        await File.WriteAllLinesAsync(path, [.. gone.Select(static g => $"{g},Back").Prepend("email,job_title")]);
        Assert.Equal(
            3,
            (
                await lab.ImportAsync(
                    "there",
                    path,
                    new ImportOptions
                    {
                        ListIds = [lists[0].Id],
                        Undoable = true,
                        Restore = true,
                    }
                )
            ).Accepted
        );
        lab.Emulator.State.ChangeContact(gone[1], c => c["list_memberships"] = new JsonArray(lists[0].Id, lists[1].Id));
        lab.Emulator.State.ChangeContact(gone[2], static c => c["job_title"] = "Captain");

        Plan stays = await lab.UndoAsync("there");
        Plan goes = await lab.UndoAsync("there", new UndoOptions { RemoveCreated = true });
        Assert.Null(await lab.ApplyAsync(goes, "back"));

        Assert.All(stays.Entries, static e => Assert.Contains("-RemoveCreated", e.Reason, StringComparison.Ordinal));
        Assert.NotNull(lab.Contact(gone[0])["deleted_at"]);
        Assert.All(gone.Skip(1), g => Assert.Null(lab.Contact(g)["deleted_at"]));
        Assert.Equal(
            ["with the values that the run wrote", "changed since", "changed since"],
            PlanLab
                .Kept(goes)
                .OrderBy(e => Array.IndexOf(gone, e.Email))
                .Select(static e =>
                    e.Reason!.Contains("changed since", StringComparison.Ordinal) ? "changed since" : e.Reason[^34..]
                )
        );
    }

    [Fact]
    public async Task Recording_an_import_costs_pages_or_look_ups_whichever_are_fewer()
    {
        await using PlanLab lab = PlanLab.WithMembers(1200);
        string[] people = [.. lab.ActiveContacts.Select(static c => (string)c["email_address"]!["address"]!)];
        var options = new ImportOptions
        {
            ListIds = [(await lab.Names.ListsAsync(default))[0].Id],
            IncludeUnsubscribed = true,
        };
        foreach ((int rows, int cost) in new[] { (700, 3), (1, 1) })
        {
            string path = Path.Combine(lab.Home, $"rows{rows}.csv");
            await File.WriteAllLinesAsync(
                path,
                [.. people.Reverse().Take(rows).Select(static p => $"{p},Pilot").Prepend("email,job_title")]
            );

            long plain = (await lab.ImportAsync($"plain{rows}", path, options)).RequestsUsed;
            long undoable = (
                await lab.ImportAsync($"undoable{rows}", path, options with { Undoable = true })
            ).RequestsUsed;

            Assert.Equal(plain + cost, undoable);
        }
    }

    [Fact]
    public async Task Undo_of_an_import_that_was_killed_between_two_chunks_keeps_later_changes_of_others()
    {
        await using UndoneAccount account = UndoneAccount.Make(9300, 30);
        string[] people = [.. account.Emails.Take(8)];
        string path = account.WriteCsv(["email", "job_title"], [.. people.Select(static p => new[] { p, "Pilot" })]);
        ImportOptions options = account.Options() with { MaxRows = 4, IncludeUnsubscribed = true };
        await Assert.ThrowsAsync<NotSupportedException>(() =>
            account.Lab.ImportAsync(
                "there",
                path,
                options,
                static chunk =>
                {
                    if (chunk == 2)
                    {
                        throw new NotSupportedException("killed");
                    }
                }
            )
        );
        account.Lab.Emulator.State.ChangeContact(people[6], static c => c["job_title"] = "Captain");

        ImportSummary summary = await account.Lab.ImportAsync("there", path, options);
        Assert.Equal(8, summary.Accepted);
        Assert.All(people, p => Assert.Equal("Pilot", (string?)account.Lab.Contact(p)["job_title"]));
        Plan back = await account.UndoAsync("there", "back");

        Assert.Empty(PlanLab.Kept(back));
        Assert.Equal("Captain", (string?)account.Lab.Contact(people[6])["job_title"]);
        Assert.Equal([account.IdOf(people[6])], account.Changed());
    }

    [Fact]
    public async Task A_run_that_the_service_is_still_working_on_is_not_undone()
    {
        await using UndoneAccount account = UndoneAccount.Make(9400, 10, TimeSpan.FromHours(1));
        string path = account.WriteCsv(
            ["email", "job_title"],
            [.. account.Emails.Take(4).Select(static p => new[] { p, "Pilot" })]
        );
        await account.Lab.ImportAsync("there", path, account.Options() with { Wait = false });

        InvalidInputException refused = await Assert.ThrowsAsync<InvalidInputException>(() =>
            account.Lab.UndoAsync("there")
        );

        Assert.Equal("CcRunInUse", refused.ErrorId);
    }
}
