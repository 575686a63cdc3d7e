using System.Globalization;
using System.Text;
using ConstantContact.Core.Tests.Support;
using ConstantContact.Emulator.Hosting;
using Xunit.Abstractions;

namespace ConstantContact.Core.Tests.Runs;

/// <summary>
/// A process that updates, tags or deletes contacts, or puts them on a list, is killed. <c>CC_RUN_KILLS</c> sets the
/// number of kills; see docs/testing.md.
/// </summary>
public sealed class RunKillTests(ITestOutputHelper output) : KillTests(output, "CC_RUN_KILLS", usual: 1)
{
    private const int Rows = 40;

    [Theory]
    [InlineData("update", Rows)]
    [InlineData("list", Rows)]
    [InlineData("tag", Rows)]
    [InlineData("delete", Rows)]
    [InlineData("delete", 5)]
    public async Task Killed_run_that_continues_equals_one_clean_run(string what, int rows)
    {
        var (clean, killed) = await KillAsync(
            what,
            _ => what == "update" ? Updates() : Addresses(rows),
            (emulator, _) => Target(emulator, what)
        );

        // A job that may have been taken is sent again, which changes nothing. An update is looked up instead.
        Assert.All(killed, again => Assert.Equal(what == "update" ? clean.Writes : again.Writes, again.Writes));
    }

    private static string Target(EmulatorHost emulator, string what) =>
        (string)(what == "tag" ? emulator.State.Tags[0]["tag_id"] : emulator.State.Lists[0]["list_id"])!;

    private static string Addresses(int rows) =>
        "email\n" + string.Concat(Enumerable.Range(1, rows).Select(static i => $"member{i}@example.com\n"));

    /// <summary>Names, addresses, notes, creations, and several rows about one contact.</summary>
    private static string Updates()
    {
        var file = new StringBuilder("email,first_name,new_email_address,add_note,job_title\n");
        for (var i = 1; i <= Rows; i++)
        {
            var n = i.ToString(CultureInfo.InvariantCulture);
            file.Append(
                (i % 5) switch
                {
                    0 => $"member{n}@example.com,Zoë {n},,,\n",
                    1 => $"member{n}@example.com,,moved{n}@example.com,,\n",
                    2 => $"member{n}@example.com,,,called {n},\n",
                    3 => $"new{n}@example.com,New {n},,,Pilot\n",
                    _ => $"member2@example.com,,,,Pilot {n}\n",
                }
            );
        }

        return file.ToString();
    }
}
