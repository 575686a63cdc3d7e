using System;
using System.Collections.Generic;
using System.Globalization;
using System.IO;
using System.Linq;
using System.Management.Automation;
using System.Text;
using System.Text.Json.Nodes;
using System.Threading.Tasks;
using ConstantContact.Tests.Hosted;
using Xunit;

namespace ConstantContact.PowerShell.Tests.Values;

/// <summary>
/// Update, Import and Test agree about whole inputs: random rows, and a file with the typical mistakes of a
/// spreadsheet.
/// </summary>
public sealed class ValueAgreementTests
{
    private static readonly Dictionary<string, string[]> Pool = new(StringComparer.Ordinal)
    {
        ["First Name"] = ["Ann", " Bob ", "Zoë", "", "O'Neil", "#N/A", "Ann \"A\" B", "NULL"],
        ["job_title"] = ["Pilot", "", "1E+5", "1,5"],
        ["Phone - home"] = ["(781) 555-0100", "7815550100", "", "+1 781 555 0100"],
        ["work_phone"] = ["555", ""],
        ["ZIP Code"] = ["02451", "2451", "", "EC1A 1BB"],
        ["work_city"] = ["Waltham", "", "São Paulo"],
        ["anniversary"] =
        [
            "2019-03-02",
            "3/2/2019",
            "12/25/2019",
            "25/12/2019",
            "",
            "31.12.2019",
            "2/30/2019",
            "3/2/19",
        ],
        ["birthday_month"] = ["3", "03", "13", "", "May"],
        ["birthday_day"] = ["14", "31", "", "0"],
        ["Membership"] = ["Gold", "", " Silver "],
        ["cf:Member number"] = ["12", "1,5", "1.5", "", "x", "-3"],
        ["cf:Yearly fee"] = ["12.50", "12.505", "-1", "", "1,250.00"],
        ["cf:Member since"] = ["2020-03-02", "12/25/2023", "25/12/2023", "", "yesterday"],
        ["cf:Last visit"] = ["2026-07-01T14:05:06Z", "2026-07-01", "2026-07-01T14:05:06-04:00", "", "noon"],
        ["Shirt size"] = ["M", "xl", "XXL", ""],
        ["cf:Interests"] = ["Roses", "trees;BEES", "Roses, Herbs", "Roses;Weeds", "", "\"Roses\";Bees"],
        ["cf:Paid up"] = ["true", "Yes", "no", "0", "maybe", ""],
    };

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    public async Task Random_rows_mean_the_same_to_import_and_update_and_test_forecasts_what_the_import_accepts(
        int seed
    )
    {
        var random = new Random(seed);
        string[] columns = [.. Pool.Keys.OrderBy(_ => random.Next()).Take(10)];
        PSObject[] rows =
        [
            .. Enumerable
                .Range(0, 50)
                .Select(i => Row($"m{i}@example.net", columns.Select(c => (c, Pool[c][random.Next(Pool[c].Length)])))),
        ];
        await using EmulatedAccount imported = await PreparedAsync(rows.Length);
        await using EmulatedAccount updated = await PreparedAsync(rows.Length);

        // One shape for all, as a file would have: day first is settled, so that a column cannot be doubtful in one way
        // and not in the other.
        ScriptResult test = imported
            .Run("param($rows) $rows | Test-CcContactImport -DateFormat MM/dd/yyyy", (object)rows)
            .Succeeded();
        ScriptResult import = imported.Run(
            "param($rows) $rows | Import-CcContactBulk -List Members -OnInvalid Skip -DateFormat MM/dd/yyyy -WarningAction SilentlyContinue",
            (object)rows
        );
        ScriptResult update = updated.Run(
            "param($rows) $rows | Update-CcContact -AddToList Members -DateFormat MM/dd/yyyy -WarningAction SilentlyContinue",
            (object)rows
        );

        long[] forecast =
        [
            .. test
                .Output.Where(f => f.Properties["Severity"].Value.ToString() == "Error")
                .Select(f => (long)f.Properties["Row"].Value)
                .Distinct(),
        ];
        PSObject summary = Assert.Single(import.Output);
        Assert.Equal(
            (forecast.Length, rows.Length - forecast.Length),
            (
                Convert.ToInt32(summary.Properties["Failed"].Value, CultureInfo.InvariantCulture),
                Convert.ToInt32(summary.Properties["Accepted"].Value, CultureInfo.InvariantCulture)
            )
        );
        Assert.NotEmpty(forecast);
        Assert.Equal(forecast.Length, update.Errors.Count);
        Assert.All(
            update.Errors,
            e => Assert.StartsWith("CcInvalidValue,", e.FullyQualifiedErrorId, StringComparison.Ordinal)
        );
        for (int i = 0; i < rows.Length; i++)
        {
            Assert.Equal(Meaning(imported, $"m{i}@example.net"), Meaning(updated, $"m{i}@example.net"));
        }
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task The_messy_file_has_the_same_rows_refused_for_the_same_reasons(bool saysHowDatesAreWritten)
    {
        (string file, PSObject[] rows) = MessyFile();
        await using EmulatedAccount account = await EmulatedAccount.WithMembersAsync(300);
        string format = saysHowDatesAreWritten ? "-DateFormat dd/MM/yyyy" : "";

        ScriptResult test = account.Run($"param($path) Test-CcContactImport $path {format}", file).Succeeded();
        ScriptResult import = account.Run(
            $"param($path) Import-CcContactBulk $path -List Members -OnInvalid Skip -WhatIf {format}",
            file
        );
        ScriptResult update = account.Run(
            $"param($rows) $rows | Update-CcContact -CreateMissing -WhatIf {format}",
            (object)rows
        );

        Dictionary<long, string[]> findings = test
            .Output.Where(f => f.Properties["Severity"].Value.ToString() == "Error")
            .GroupBy(f => (long)f.Properties["Row"].Value)
            .ToDictionary(g => g.Key, g => g.Select(f => (string)f.Properties["Message"].Value).ToArray());
        Assert.True(findings.Count > 30 && (findings.Count < 180 || !saysHowDatesAreWritten), $"{findings.Count}");
        Assert.Contains(test.Output, f => (string)f.Properties["RuleId"].Value == "lost-zero");
        Assert.Equal(
            saysHowDatesAreWritten,
            import.Warnings.Any(w => w.Contains("lost-zero", StringComparison.Ordinal))
        ); // without, no row is left
        Assert.Contains(update.Warnings, w => w.Contains("lost-zero", StringComparison.Ordinal));
        AssertSame(findings, import.Errors.Take(50), findings.Keys.OrderBy(k => k).Take(50));

        // A stream does not know later rows: an error of a file is a warning there.
        bool IsDoubt(string message) => message.Contains("month first and day first", StringComparison.Ordinal);
        Dictionary<long, string[]> sure = findings
            .Select(f => (f.Key, Value: f.Value.Where(m => !IsDoubt(m)).ToArray()))
            .Where(f => f.Value.Length > 0)
            .ToDictionary(f => f.Key, f => f.Value);
        Assert.Equal(
            saysHowDatesAreWritten,
            sure.Count == findings.Count && sure.All(s => s.Value.Length == findings[s.Key].Length)
        );
        AssertSame(sure, update.Errors, sure.Keys);
        File.Delete(file);
    }

    private static void AssertSame(
        Dictionary<long, string[]> findings,
        IEnumerable<ErrorRecord> errors,
        IEnumerable<long> rows
    )
    {
        ErrorRecord[] all = [.. errors];
        Assert.Equal(rows.OrderBy(r => r), all.Select(RowOf).OrderBy(r => r));
        foreach (ErrorRecord error in all)
        {
            // An update knows other identities than an import.
            string[] expected =
            [
                .. findings[RowOf(error)]
                    .Select(m =>
                        m.StartsWith("it has neither an e-mail address", StringComparison.Ordinal)
                            ? "it has neither an e-mail address"
                            : m
                    ),
            ];
            Assert.All(
                expected,
                message => Assert.Contains(message, error.Exception.Message, StringComparison.Ordinal)
            );
        }
    }

    private static long RowOf(ErrorRecord error) =>
        long.Parse(error.Exception.Message.Split(' ', ',', ':')[1], CultureInfo.InvariantCulture);

    private static async Task<EmulatedAccount> PreparedAsync(int contacts)
    {
        EmulatedAccount account = await EmulatedAccount.WithMembersAsync(1);
        PSObject[] rows =
        [
            .. Enumerable
                .Range(0, contacts)
                .Select(i =>
                    Row(
                        $"m{i}@example.net",
                        i % 2 == 0
                            ? [("first_name", "Old")]
                            :
                            [
                                ("first_name", "Old"),
                                ("home_phone", "1"),
                                ("street", "1 Main"),
                                ("cf:Membership", "Bronze"),
                                ("cf:Shirt size", "S"),
                            ]
                    )
                ),
        ];
        account.Run("param($rows) $rows | Import-CcContactBulk -List Members", (object)rows).Succeeded();
        return account;
    }

    private static PSObject Row(string email, IEnumerable<(string Column, string Value)> cells)
    {
        PSObject row = new();
        row.Properties.Add(new PSNoteProperty("Email Address", email));
        foreach ((string column, string value) in cells)
        {
            row.Properties.Add(new PSNoteProperty(column, value));
        }

        return row;
    }

    /// <summary>The contact without what the service makes itself: ids, times, sources.</summary>
    private static string Meaning(EmulatedAccount account, string email)
    {
        JsonObject contact = account.State.GetContact(email)!;
        var text = new StringBuilder();
        foreach (
            string member in (string[])
                ["first_name", "last_name", "job_title", "anniversary", "birthday_month", "birthday_day"]
        )
        {
            text.Append(CultureInfo.InvariantCulture, $"{member}={contact[member]} ");
        }

        foreach (string array in (string[])["custom_fields", "phone_numbers", "street_addresses", "list_memberships"])
        {
            text.Append(
                CultureInfo.InvariantCulture,
                $"{array}=[{string.Join(" ", (contact[array]?.AsArray() ?? []).Select(Entry).Order(StringComparer.Ordinal))}] "
            );
        }

        return text.ToString();
    }

    private static string Entry(JsonNode? entry) =>
        entry is JsonObject members
            ? string.Join(
                ",",
                members
                    .Where(m =>
                        m.Key == "custom_field_id"
                        || !(
                            m.Key.EndsWith("_id", StringComparison.Ordinal)
                            || m.Key.EndsWith("_at", StringComparison.Ordinal)
                            || m.Key.EndsWith("_source", StringComparison.Ordinal)
                        )
                    )
                    .OrderBy(m => m.Key, StringComparer.Ordinal)
                    .Select(m => $"{m.Key}:{m.Value?.ToJsonString()}")
            )
            : entry?.ToString() ?? "";

    /// <summary>
    /// Two hundred rows as people keep them in a spreadsheet, with typical mistakes, and the same rows from Import-Csv.
    /// </summary>
    private static (string File, PSObject[] Rows) MessyFile()
    {
        string[] headings =
        [
            "E-Mail ",
            "First Name",
            "Last Name",
            "Company",
            "Phone Number - Home",
            "Street Address",
            "City",
            "State / Province",
            "ZIP Code",
            "Anniversary",
            "Shirt size",
            "Paid up",
            "Member since",
            "Notes for me",
            "",
        ];
        string[] phones = ["(781) 555-0100", "781.555.0100", "+1 781 555 0100", "", "5550100 "];
        string[] dates = ["25/12/2019", "3/4/2020", "2021-05-06", "", "31/1/2020", "12/11/2018", "1/2/20", "30/2/2020"];
        string[] sizes = ["m", "XL", " s ", "", "XXL", "Large"];
        string[] paid = ["Yes", "no", "TRUE", "", "paid", "1"];
        var text = new StringBuilder(string.Join(",", headings) + "\r\n");
        var rows = new List<PSObject>();
        for (int i = 0; i < 200; i++)
        {
            string email = i switch
            {
                17 => "no address",
                42 => "two@example.net; three@example.net",
                99 => "",
                _ => $"Messy{i}@Example.net ",
            };
            string[] cells =
            [
                email,
                $" Ann{i}",
                "O'Brien",
                i % 9 == 0 ? "" : "Acme",
                phones[i % phones.Length],
                "1 Main St",
                "Waltham",
                "MA",
                i % 4 == 0 ? "2451" : "02451",
                dates[i % dates.Length],
                sizes[(i / 3) % sizes.Length],
                paid[(i / 5) % paid.Length],
                dates[(i + 3) % dates.Length],
                "",
                "",
            ];
            text.Append(string.Join(",", cells)).Append("\r\n");
            PSObject row = new();
            for (int c = 0; c < headings.Length; c++)
            {
                row.Properties.Add(new PSNoteProperty(headings[c].Length == 0 ? "H15" : headings[c], cells[c]));
            }

            rows.Add(row);
        }

        text.Append(new string(',', headings.Length - 1))
            .Append("\r\n")
            .Append(new string(',', headings.Length - 1))
            .Append("\r\n");
        string file = Path.Combine(TestFiles.DataFolder, $"messy-{Guid.NewGuid():N}.csv");
        File.WriteAllText(file, text.ToString());
        return (file, [.. rows]);
    }
}
