using System;
using System.Collections.Generic;
using System.Globalization;
using System.IO;
using System.Linq;
using System.Management.Automation;
using System.Text;
using System.Text.Json.Nodes;
using System.Threading.Tasks;
using ConstantContact.Emulator.Faults;
using ConstantContact.Emulator.Options;
using ConstantContact.Tests.Hosted;
using ConstantContact.Tests.Shared;
using Xunit;
using Xunit.Abstractions;

namespace ConstantContact.PowerShell.Tests.Commands;

/// <summary>
/// Rows with faults of every kind in random places: the four files of the report hold every row once, as it was, with
/// the reason that was planted. <c>CC_IMPORT_ROWS=100000</c> makes it a campaign.
/// </summary>
public sealed class ImportPartitionTests(ITestOutputHelper output) : IAsyncLifetime
{
    private static readonly int Rows = CampaignSize.Of("CC_IMPORT_ROWS", 2000);

    private static readonly string[] Files = ["succeeded.csv", "failed.csv", "suppressed.csv", "not-attempted.csv"];

    private readonly string _folder = Directory.CreateTempSubdirectory("cc-partition-").FullName;
    private EmulatedAccount _account = null!;

    public async Task InitializeAsync() =>
        _account = await EmulatedAccount.StartAsync(
            new EmulatorOptions
            {
                Members = 1000,
                Rate = 0,
                Quota = 0,
                ActivityDuration = TimeSpan.FromMilliseconds(100),
                LogBodyLimit = 0,
            }
        );

    public async Task DisposeAsync()
    {
        Directory.Delete(_folder, recursive: true);
        await _account.DisposeAsync();
    }

    [Theory]
    [InlineData("Auto", false, "")]
    [InlineData("Csv", false, "")]
    [InlineData("Auto", true, "")]
    [InlineData("Auto", false, "-Stream")]
    [InlineData("Csv", true, "-Stream")]
    public void Every_row_is_in_one_file_as_it_was_and_with_the_reason_that_was_planted(
        string format,
        bool fails,
        string stream
    )
    {
        List<Planted> planted = Plant(new Random(20261125 + format.Length));
        string path = Path.Combine(_folder, "rows.csv");
        File.WriteAllText(
            path,
            "email,first_name,birthday_month,birthday_day,anniversary,cf:Shirt_size\n"
                + string.Concat(planted.Select(p => string.Join(',', p.Cells.Select(Quote)) + "\n"))
        );
        _account.Emulator.Options.Switches["import-email-length"] = "50";
        int taken = 0;
        using IDisposable watch = _account.Emulator.Intercept(
            "POST /v3/activities/*",
            after: r =>
            {
                taken++;
                return Task.CompletedTask;
            }
        );
        if (fails)
        {
            // The first chunk that is all of them in the short version, and the second of several.
            _account.Emulator.Faults.Add(
                new FaultRule
                {
                    Match = "POST /v3/activities/*",
                    Fault = FaultKind.QueueFull,
                    Times = 0,
                    After = Rows > 50_000 ? 1 : 0,
                }
            );
        }

        ScriptResult result = _account.Run(
            "Import-CcContactBulk -Path $args[0] -List Members -OnInvalid Skip -DuplicateAction First -AllowBlank -Format $args[1] -ReportPath $args[2] "
                + stream,
            path,
            format,
            _folder
        );

        PSObject summary = Assert.Single(result.Output);
        Assert.Equal(0L, summary.Properties["Unaccounted"].Value);
        Dictionary<long, (int File, string[] Cells)> report = [];
        int[] counts = new int[4];
        for (int file = 0; file < Files.Length; file++)
        {
            foreach (string[] line in Parse(File.ReadAllText(Path.Combine(_folder, Files[file]))).Skip(1))
            {
                Assert.True(
                    report.TryAdd(long.Parse(line[^2], CultureInfo.InvariantCulture), (file, line)),
                    $"row {line[^2]} stands twice"
                );
                counts[file]++;
            }
        }

        Assert.Equal(planted.Count, report.Count);
        long lastSent = fails
            ? ((IEnumerable<object>)summary.Properties["Chunks"].Value)
                .Select(PSObject.AsPSObject)
                .Where(c => c.Properties["ActivityId"].Value is not null)
                .Select(c => (long)c.Properties["LastRow"].Value)
                .DefaultIfEmpty(0)
                .Max()
            : long.MaxValue;
        for (int at = 0; at < planted.Count; at++)
        {
            Planted row = planted[at];
            (int file, string[] cells) = report[at + 1];
            bool notSent = at + 1 > lastSent && row.IsSent;
            Assert.True(
                (notSent ? 3 : row.File) == file,
                $"row {at + 1} ({string.Join(',', row.Cells)}) is in {Files[file]}: {cells[^1]}"
            );
            Assert.Contains(notSent ? "queue" : row.Reason, cells[^1], StringComparison.OrdinalIgnoreCase);
            if (row.Cells.Length == 6)
            {
                Assert.Equal(row.Cells, cells[..^2]);
            }
        }

        output.WriteLine(
            string.Create(
                CultureInfo.InvariantCulture,
                $"{planted.Count} rows, {format} {stream}: {taken} requests; {string.Join(", ", Files.Zip(counts, (f, c) => $"{f} {c}"))}; {planted.Select(p => p.Reason).Distinct().Count()} reasons"
            )
        );
        Assert.All(fails ? counts[1..] : counts[..3], c => Assert.True(c > 0));
        Assert.Equal(fails, counts[3] > 0);
    }

    /// <param name="Cells">As they stand in the file.</param>
    /// <param name="File">The report's.</param>
    /// <param name="Reason">What the reason says.</param>
    /// <param name="IsSent">It goes to the service.</param>
    private sealed record Planted(string[] Cells, int File, string Reason, bool IsSent);

    private List<Planted> Plant(Random random)
    {
        Queue<string> deleted = new(Addresses(c => c.ContainsKey("deleted_at")));
        Queue<string> unsubscribed = new(
            Addresses(c =>
                !c.ContainsKey("deleted_at") && (string?)c["email_address"]!["permission_to_send"] == "unsubscribed"
            )
        );
        List<Planted> rows = [];
        List<(string Address, int Row)> good = [];
        while (rows.Count < Rows)
        {
            string address = string.Create(CultureInfo.InvariantCulture, $"p{rows.Count}@example.net");
            Planted Bad(string reason, params string[] cells) => new(cells, 1, reason, false);
            rows.Add(
                random.Next(100) switch
                {
                    0 => Bad("has no @", "nobody", "N", "", "", "", ""),
                    1 => Bad("more than one @", "a@" + address, "N", "", "", "", ""),
                    2 => Bad("neither an e-mail address nor an SMS number", "", "N", "", "", "", ""),
                    3 => Bad("only one of them is given", address, "N", "5", "", "", ""),
                    4 => Bad("has no day", address, "N", "2", "30", "", ""),
                    5 => Bad("is not between 1 and 12", address, "N", "13", "1", "", ""),
                    6 => Bad("is not a whole number", address, "N", "1,5", "1", "", ""),
                    7 => Bad("a day that does not exist", address, "N", "", "", "2023-02-29", ""),
                    8 => Bad("serial number", address, "N", "", "", "45123", ""),
                    9 => Bad("day first", address, "N", "", "", "24/12/2023", ""),
                    10 => Bad(
                        "it has 51 characters, but the service takes at most 50",
                        address,
                        new string('x', 51),
                        "",
                        "",
                        "",
                        ""
                    ),
                    11 => Bad("is the result of a failed formula", address, "#N/A", "", "", "", ""),
                    12 => Bad("7 cells for 6 headings", address, "N", "", "", "", "", "more"),
                    13 => Bad("2 cells for 6 headings", address, "N"),
                    14 => Bad("hidden character", "p\u200B" + address, "N", "", "", "", ""),
                    15 => Bad("without a dot", "p@localhost", "N", "", "", "", ""),
                    16 or 17 when deleted.TryDequeue(out string? gone) => new(
                        [gone, "Gone", "", "", "", ""],
                        2,
                        "deleted",
                        false
                    ),
                    18 or 19 when unsubscribed.TryDequeue(out string? left) => new(
                        [left.ToUpperInvariant(), "Left", "", "", "", ""],
                        2,
                        "unsubscribed",
                        false
                    ),
                    20 or 21 or 22 when good.Count > 0 && good[random.Next(good.Count)] is var other => new(
                        [other.Address.ToUpperInvariant(), "Double", "", "", "", ""],
                        2,
                        $"duplicate: row {other.Row.ToString(CultureInfo.InvariantCulture)} is",
                        false
                    ),
                    // The sources disagree about the length of an address in an import; the emulator is set to the
                    // shorter one.
                    23 when random.Next(3) == 0 => new(
                        [new string('o', 40) + address, "O", "", "", "", ""],
                        1,
                        "is not valid",
                        true
                    ),
                    23 => Bad("is not a choice of this field", address, "O", "", "", "", "huge"),
                    24 => Good([address, "Zoë, \"the\nsecond\"", "02", "29", "12/24/2020", "M"]),
                    _ => Good([address, "Ann", "", "", "2020-12-24", ""]),
                }
            );

            Planted Good(string[] cells)
            {
                good.Add((cells[0], rows.Count + 1));
                return new Planted(cells, 0, "accepted", true);
            }
        }

        return rows;
    }

    private IEnumerable<string> Addresses(Func<JsonObject, bool> which) =>
        _account
            .State.Contacts.Where(c => c["email_address"] is JsonObject && which(c))
            .Select(c => (string)c["email_address"]!["address"]!)
            .ToArray();

    private static string Quote(string cell) =>
        cell.AsSpan().IndexOfAny(",\"\n") < 0 ? cell : $"\"{cell.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";

    private static IEnumerable<string[]> Parse(string text)
    {
        List<string> line = [];
        StringBuilder cell = new();
        bool quoted = false;
        for (int i = 0; i < text.Length; i++)
        {
            char c = text[i];
            if (quoted && c == '"' && i + 1 < text.Length && text[i + 1] == '"')
            {
                cell.Append(c);
                i++;
            }
            else if (c == '"')
            {
                quoted = !quoted;
            }
            else if (!quoted && c is ',' or '\n')
            {
                line.Add(cell.ToString());
                cell.Clear();
                if (c == '\n')
                {
                    yield return [.. line];
                    line.Clear();
                }
            }
            else if (quoted || c != '\r')
            {
                cell.Append(c);
            }
        }
    }
}
