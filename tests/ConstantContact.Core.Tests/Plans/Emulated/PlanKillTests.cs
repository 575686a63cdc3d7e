using System.Globalization;
using System.IO;
using System.Text;
using ConstantContact.Core.Tests.Support;
using ConstantContact.Emulator.Hosting;
using Xunit.Abstractions;

namespace ConstantContact.Core.Tests.Plans.Emulated;

/// <summary>
/// A process that makes and applies a plan, synchronizes a list, or undoes a run is killed. In addition to the checks
/// of all killed runs, no contact is written twice by the same route. <c>CC_PLAN_KILLS</c> sets the number of kills;
/// see docs/testing.md.
/// </summary>
public sealed class PlanKillTests(ITestOutputHelper output) : KillTests(output, "CC_PLAN_KILLS", usual: 1)
{
    private const int Rows = 40;

    [Fact]
    public async Task Killed_plan_that_continues_equals_one_clean_run_and_sends_nothing_twice()
    {
        var (clean, killed) = await KillAsync("plan", Wishes, static (_, home) => Path.Combine(home, "plan.ccplan"));

        AssertRoutes(
            clean,
            "contacts_json_import",
            "add_list_memberships",
            "remove_list_memberships",
            "contacts_taggings_add",
            "PUT",
            "POST"
        );
        Assert.All(killed, again => Assert.Equal(clean.Sent, again.Sent));
    }

    [Fact]
    public async Task Killed_undo_that_continues_equals_one_clean_run_and_sends_nothing_twice()
    {
        var (clean, killed) = await KillAsync(
            "undo",
            Wishes,
            static (_, _) => "there",
            ("plan", "there", "plan.ccplan")
        );

        AssertRoutes(
            clean,
            "contacts_json_import",
            "remove_list_memberships",
            "contacts_taggings_remove",
            "contact_delete",
            "PUT"
        );
        Assert.All(killed, again => Assert.Equal(clean.Sent, again.Sent));
    }

    [Fact]
    public async Task Killed_synchronization_that_continues_equals_one_clean_run_and_sends_nothing_twice()
    {
        var (clean, killed) = await KillAsync(
            "sync",
            Half,
            static (emulator, _) => (string)emulator.State.Lists[0]["list_id"]!
        );

        AssertRoutes(clean, "add_list_memberships", "remove_list_memberships");
        Assert.All(killed, again => Assert.Equal(clean.Sent, again.Sent));
    }

    private static void AssertRoutes(Outcome clean, params string[] routes)
    {
        Assert.All(
            routes,
            route => Assert.Contains(clean.Sent, sent => sent.StartsWith(route, StringComparison.Ordinal))
        );
        Assert.Equal(clean.Sent.Distinct(StringComparer.Ordinal), clean.Sent);
    }

    private static string Half(EmulatorHost emulator) =>
        "email\n" + string.Concat(Enumerable.Range(1, Rows / 2).Select(static i => $"member{2 * i}@example.com\n"));

    private static int Members(EmulatorHost emulator, string list) =>
        emulator.State.Contacts.Count(c => c["list_memberships"]!.AsArray().Any(l => (string?)l == list));

    /// <summary>
    /// All routes, several of them for one contact, rows that are written together, and rows that cannot be used.
    /// </summary>
    private static string Wishes(EmulatorHost emulator)
    {
        string[] lists =
        [
            .. emulator
                .State.Lists.OrderBy(l => Members(emulator, (string)l["list_id"]!))
                .Select(static l => (string)l["name"]!),
        ];
        string on = lists[0],
            off = lists[^1],
            tag = (string)emulator.State.Tags[0]["name"]!;
        var file = new StringBuilder(
            "email,first_name,last_name,add_to_lists,remove_from_lists,add_tags,add_note,new_email_address\n"
        );
        for (var i = 1; i <= Rows; i++)
        {
            var n = i.ToString(CultureInfo.InvariantCulture);
            file.Append(
                (i % 8) switch
                {
                    0 => $"member{n}@example.com,Zoë {n},,,,,,\n",
                    1 => $"member{n}@example.com,,Ada {n},{on},,,,\n",
                    2 => $"member{n}@example.com,Noor {n},,,{off},{tag},,\n",
                    3 => $"member{n}@example.com,,,,{off},{tag},,\n",
                    4 => $"member{n}@example.com,,,,,,called {n},\n",
                    5 => $"member{n}@example.com,<null>,,,,,,{(i % 16 == 5 ? $"moved{n}@example.com" : "")}\n",
                    6 => $"new{n}@example.com,New {n},,{on},,,,\n",
                    _ => $"member{n}@example.com,,Lovelace {n},,,,,\nmember{n}@example.com,Jun {n},,,,{tag},,\n",
                }
            );
        }

        return file.ToString();
    }
}
