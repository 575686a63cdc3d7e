using System.Text.Json.Nodes;
using ConstantContact.Core.Plans;
using ConstantContact.Core.Plans.Undoing;

namespace ConstantContact.Core.Tests.Plans.Emulated;

/// <summary>
/// Runs of list members and removals are undone as far as they recorded what the contacts had before.
/// </summary>
public sealed class UndoMembersTests
{
    [Fact]
    public async Task A_member_before_the_run_stays_one_and_a_guest_leaves()
    {
        await using PlanLab lab = PlanLab.WithMembers(30);
        JsonObject[] people = [.. lab.ActiveContacts.Take(6)];
        string[] ids = [.. people.Select(static p => (string)p["contact_id"]!)];
        string list = (string)(await lab.Names.ListsAsync(default))[0].Id;
        lab.SetLists(ids[0], list);
        lab.SetLists(ids[1], list);
        foreach (string id in ids.Skip(2))
        {
            lab.SetLists(id);
        }

        Assert.Equal(6, (await lab.MembersAsync("there", "Add to lists", ids, [list])).Done);
        Assert.All(ids, id => Assert.Equal([list], lab.ListsOf(id)));
        Plan back = await lab.UndoAsync("there");
        Assert.Null(await lab.ApplyAsync(back, "back"));

        Assert.All(ids.Take(2), id => Assert.Equal([list], lab.ListsOf(id)));
        Assert.All(ids.Skip(2), id => Assert.Empty(lab.ListsOf(id)));
        Assert.Empty(PlanLab.Kept(back));
    }

    [Fact]
    public async Task Contacts_by_address_are_recorded_without_more_requests_and_those_by_id_only_on_request()
    {
        await using PlanLab lab = PlanLab.WithMembers(30);
        JsonObject[] people = [.. lab.ActiveContacts.Take(6)];
        string[] ids = [.. people.Select(static p => (string)p["contact_id"]!)];
        string[] emails = [.. people.Select(static p => (string)p["email_address"]!["address"]!)];
        string list = (await lab.Names.ListsAsync(default))[0].Id;
        foreach (string id in ids)
        {
            lab.SetLists(id, list);
        }

        long plain = (await lab.MembersAsync("a", "Remove from lists", ids, [list], undoable: false)).RequestsUsed;
        Plan unknown = await lab.UndoAsync("a");
        Assert.All(unknown.Entries, static e => Assert.Contains("-Undoable", e.Reason, StringComparison.Ordinal));
        Assert.Equal(ids.Length, unknown.Entries.Count);

        foreach (string id in ids)
        {
            lab.SetLists(id, list);
        }

        long recorded = (await lab.MembersAsync("b", "Remove from lists", ids, [list])).RequestsUsed;
        Assert.Equal(plain + 1, recorded); // the members of the list
        Assert.Null(await lab.ApplyAsync(await lab.UndoAsync("b"), "undo-b"));
        Assert.All(ids, id => Assert.Equal([list], lab.ListsOf(id)));

        long byEmail = (await lab.MembersAsync("c", "Remove from lists", emails, [list], undoable: false)).RequestsUsed;
        Assert.Equal(plain + 1, byEmail); // the look-up of the addresses
        Assert.Null(await lab.ApplyAsync(await lab.UndoAsync("c"), "undo-c"));
        Assert.All(ids, id => Assert.Equal([list], lab.ListsOf(id)));
    }

    [Fact]
    public async Task Contacts_that_a_run_restored_are_deleted_again_only_on_request()
    {
        await using PlanLab lab = PlanLab.WithMembers(200);
        JsonObject gone = lab.Emulator.State.Contacts.First(static c =>
            c["deleted_at"] is not null && (string?)c["email_address"]!["permission_to_send"] != "unsubscribed"
        );
        string id = (string)gone["contact_id"]!;
        string list = (await lab.Names.ListsAsync(default))[0].Id;
        await lab.MembersAsync("there", "Add to lists", [id], [list], restore: true);
        Assert.Null(lab.Contact(id)["deleted_at"]);

        Plan stays = await lab.UndoAsync("there");
        Plan goes = await lab.UndoAsync("there", new UndoOptions { RemoveCreated = true });
        Assert.Null(await lab.ApplyAsync(goes, "back"));

        Assert.Contains("-RemoveCreated", Assert.Single(stays.Entries).Reason, StringComparison.Ordinal);
        Assert.NotNull(lab.Contact(id)["deleted_at"]);
    }

    [Fact]
    public async Task A_removal_is_undone_only_on_request_and_never_for_contacts_that_had_opted_out()
    {
        await using PlanLab lab = PlanLab.WithMembers(60);
        JsonObject[] all =
        [
            .. lab.Emulator.State.Contacts.Where(static c =>
                c["deleted_at"] is null && c["list_memberships"]!.AsArray().Count > 0
            ),
        ];
        JsonObject stayer = all.First(static c => (string?)c["email_address"]!["permission_to_send"] is "implicit");
        JsonObject leaver = all.First(c =>
            c != stayer && (string?)c["email_address"]?["permission_to_send"] is "implicit" or "explicit"
        );
        string[] ids = [(string)stayer["contact_id"]!, (string)leaver["contact_id"]!];
        string[] lists = lab.ListsOf(ids[0]);
        lab.Emulator.State.ChangeContact(
            ids[1],
            static c =>
            {
                c["email_address"]!["permission_to_send"] = "unsubscribed";
                (c["email_address"]!["opt_out_source"], c["email_address"]!["opt_out_date"]) = (
                    "Contact",
                    "2024-01-01T00:00:00Z"
                );
            }
        );
        Assert.Null(await lab.RemoveAsync("there", ids));

        Plan none = await lab.UndoAsync("there");
        Plan back = await lab.UndoAsync("there", new UndoOptions { Restore = true });
        Assert.Null(await lab.ApplyAsync(back, "back"));

        Assert.All(none.Entries, static e => Assert.Contains("-Restore", e.Reason, StringComparison.Ordinal));
        Assert.Equal(2, none.Entries.Count);
        Assert.Null(lab.Contact(ids[0])["deleted_at"]);
        Assert.Equal(lists.Order(), lab.ListsOf(ids[0]).Order());
        Assert.NotNull(lab.Contact(ids[1])["deleted_at"]);
        Assert.Equal("unsubscribed", (string?)lab.Contact(ids[1])["email_address"]!["permission_to_send"]);
        Assert.Equal(ids[1], Assert.Single(PlanLab.Kept(back)).ContactId);
    }
}
