using System;
using System.Collections;
using System.Collections.Generic;
using System.Collections.Specialized;
using System.Data;
using System.Globalization;
using System.IO;
using System.Linq;
using System.Management.Automation;
using System.Text.Json.Nodes;
using System.Threading.Tasks;
using ConstantContact.Tests.Hosted;
using Xunit;

namespace ConstantContact.PowerShell.Serial.Tests.Values;

/// <summary>
/// One value comes in by every door: as a cell of a file, a property, an entry of a hashtable, a column of a data
/// table, an argument, a script block; to New, Update, Register, Import and Test. What the emulator then stores, or
/// would be sent, is one thing for each, whatever the session's culture and time zone. What each value means for each
/// kind of column is Core's table (<c>ValueTableTests</c>).
/// </summary>
public sealed class ValueDoorTests : IAsyncLifetime
{
    private const string Refused = "!";

    private const string Accepted = "(accepted)";

    /// <summary>Column, value, what is stored. {L}: 14:05:06 of the zone in UTC.</summary>
    private static readonly (string Column, object Value, string Stored)[] Cases =
    [
        ("first_name", "Ann", "Ann"),
        ("first_name", 1.5, "1.5"),
        ("first_name", new[] { "Ann" }, "Ann"),
        ("first_name", new[] { "Ann", "Bob" }, Refused),
        ("first_name", new Hashtable { ["a"] = 1 }, Refused),
        ("home_phone", 5550100L, "5550100"),
        ("zip", "02451", "02451"),
        ("anniversary", new DateTime(2019, 3, 2, 0, 0, 0, DateTimeKind.Unspecified), "2019-03-02"),
        ("anniversary", "2019/3/2", "2019-03-02"),
        ("anniversary", "25/12/2019", Refused),
        ("cf:Membership", new List<string> { "Gold" }, "Gold"),
        ("cf:Membership", new DateTime(2019, 3, 2, 0, 0, 0, DateTimeKind.Local), "2019-03-02"),
        ("cf:Member number", 1234.5, "1234.5"),
        ("cf:Member number", "1,5", Refused),
        ("cf:Yearly fee", 12.5m, "12.5"),
        ("cf:Yearly fee", "-1", Refused),
        ("cf:Member since", new DateTime(2020, 3, 2, 0, 0, 0, DateTimeKind.Utc), "2020-03-02"),
        ("cf:Member since", "12/25/2023", "2023-12-25"),
        ("cf:Last visit", new DateTime(2026, 7, 1, 14, 5, 6, DateTimeKind.Local), "{L}"),
        ("cf:Last visit", new DateTime(2026, 7, 1, 14, 5, 6, DateTimeKind.Utc), "2026-07-01T14:05:06Z"),
        ("cf:Last visit", new DateTimeOffset(2026, 7, 1, 14, 5, 6, TimeSpan.FromHours(2)), "2026-07-01T12:05:06Z"),
        ("cf:Shirt size", "m", "M"),
        ("cf:Shirt size", "XXL", Refused),
        ("cf:Interests", new[] { "trees", "Bees" }, "Trees;Bees"),
        ("cf:Interests", "trees; BEES", "Trees;Bees"),
        ("cf:Paid up", true, "true"),
        ("cf:Paid up", "No", "false"),
        ("cf:Paid up", "perhaps", Refused),
    ];

    private EmulatedAccount _account = null!;
    private int _contacts;

    public static TheoryData<string, string> Places() =>
        new()
        {
            { "", "America/New_York" },
            { "en-US", "Asia/Kolkata" },
            { "de-DE", "America/New_York" },
            { "tr-TR", "Asia/Kolkata" },
            { "th-TH", "America/New_York" },
        };

    public async Task InitializeAsync() => _account = await EmulatedAccount.WithMembersAsync(1);

    public async Task DisposeAsync() => await _account.DisposeAsync();

    [Theory]
    [MemberData(nameof(Places))]
    public void A_value_means_the_same_by_every_door(string culture, string zone)
    {
        string? zoneBefore = Environment.GetEnvironmentVariable("TZ");
        CultureInfo before = CultureInfo.CurrentCulture;
        List<string> wrong = [];
        try
        {
            Environment.SetEnvironmentVariable("TZ", zone);
            TimeZoneInfo.ClearCachedData();
            CultureInfo.CurrentCulture = CultureInfo.GetCultureInfo(culture);
            _account.Run("param($name) [cultureinfo]::CurrentCulture = $name", culture).Succeeded();
            string local = new DateTime(2026, 7, 1, 14, 5, 6, DateTimeKind.Local)
                .ToUniversalTime()
                .ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);
            string[] wanted = [.. Cases.Select(c => c.Stored == "{L}" ? local : c.Stored)];
            foreach ((string door, int place, string found) in SingleDoors().Concat(WholeDoors()))
            {
                // Test has no value to show: it accepts or refuses.
                if (found != wanted[place] && !(found == Accepted && wanted[place] != Refused))
                {
                    (string column, object value, _) = Cases[place];
                    wrong.Add(
                        $"{column} = {value.GetType().Name} {value} through {door}: expected {wanted[place]}, found {found}"
                    );
                }
            }
        }
        finally
        {
            Environment.SetEnvironmentVariable("TZ", zoneBefore);
            TimeZoneInfo.ClearCachedData();
            CultureInfo.CurrentCulture = before;
        }

        Assert.True(wrong.Count == 0, string.Join("\n", wrong));
    }

    /// <summary>Doors through which one value goes at a time.</summary>
    private IEnumerable<(string Door, int Place, string Found)> SingleDoors()
    {
        for (int place = 0; place < Cases.Length; place++)
        {
            (string column, object value, _) = Cases[place];
            yield return ("New, object", place, Create(column, email => Row(email, column, value)));
            yield return (
                "New, ordered hashtable",
                place,
                Create(column, email => new OrderedDictionary { ["email"] = email, [column] = value })
            );
            yield return ("New, data row", place, Create(column, email => DataRow(email, column, value)));
            yield return (
                "New, wrapped value",
                place,
                Create(column, email => Row(email, column, PSObject.AsPSObject(value)))
            );

            // The engine itself refuses a list for a parameter that takes one value.
            bool isScalarParameter = column is "first_name" or "anniversary";
            if (!isScalarParameter || value is not Array)
            {
                yield return (
                    "New, argument",
                    place,
                    Stored(
                        column,
                        email =>
                            _account.Run(
                                $"param($email, $value) New-CcContact -Email $email {Argument(column)}",
                                email,
                                value
                            )
                    )
                );
            }

            if (isScalarParameter && value is not Array)
            {
                string parameter = column == "anniversary" ? "Anniversary" : "FirstName";
                yield return (
                    "Update, script block",
                    place,
                    Stored(
                        column,
                        email =>
                            _account.Run(
                                $"param($row) $row | Update-CcContact -CreateMissing -Email {{ $_.mail }} -{parameter} {{ $_.what }} -ColumnMap @{{ mail = ''; what = '' }}",
                                ScriptRow(email, value)
                            )
                    )
                );
            }

            yield return (
                "Update",
                place,
                Stored(
                    column,
                    email =>
                        _account.Run(
                            "param($email, $row) $null = New-CcContact -Email $email; $row | Update-CcContact",
                            email,
                            Row(email, column, value)
                        )
                )
            );
            yield return ("Update -WhatIf", place, WhatIf(column, value));

            // The sign-up form has no place for choices, and gives a phone number the kind that it likes.
            if (column is not ("cf:Shirt size" or "cf:Interests" or "home_phone"))
            {
                yield return (
                    "Register",
                    place,
                    Stored(
                        column,
                        email =>
                            _account.Run(
                                "param($row) $row | Register-CcContact -List Members -ConsentReference form -Confirm:$false",
                                Row(email, column, value)
                            )
                    )
                );
            }
        }
    }

    /// <summary>Doors through which all values go at once, one to a row.</summary>
    private IEnumerable<(string Door, int Place, string Found)> WholeDoors()
    {
        string[] emails = [.. Cases.Select(_ => NewEmail())];
        PSObject[] rows = [.. Cases.Select((c, i) => Row(emails[i], c.Column, c.Value))];
        ScriptResult test = _account.Run("param($rows) $rows | Test-CcContactImport", (object)rows).Succeeded();
        HashSet<long> refused =
        [
            .. test
                .Output.Where(f => f.Properties["Severity"].Value.ToString() == "Error")
                .Select(f => (long)f.Properties["Row"].Value),
        ];
        ScriptResult import = _account.Run(
            "param($rows) $rows | Import-CcContactBulk -List Members -OnInvalid Skip",
            (object)rows
        );
        for (int place = 0; place < Cases.Length; place++)
        {
            yield return ("Test", place, refused.Contains(place + 1) ? Refused : Accepted);
            yield return ("Import, object", place, AfterImport(import, emails[place], place + 1, Cases[place].Column));
        }

        int[] texts = [.. Enumerable.Range(0, Cases.Length).Where(i => Cases[i].Value is string)];
        string[] columns = [.. texts.Select(i => Cases[i].Column).Distinct(StringComparer.Ordinal)];
        string[] fileEmails = [.. texts.Select(_ => NewEmail())];
        string path = Path.Combine(TestFiles.DataFolder, $"doors-{Guid.NewGuid():N}.csv");
        File.WriteAllLines(
            path,
            texts
                .Select(
                    (place, row) =>
                        string.Join(
                            ",",
                            columns
                                .Select(c => c == Cases[place].Column ? $"\"{Cases[place].Value}\"" : "")
                                .Prepend(fileEmails[row])
                        )
                )
                .Prepend("email," + string.Join(",", columns))
        );
        ScriptResult file = _account.Run("param($path) Import-CcContactBulk $path -List Members -OnInvalid Skip", path);
        File.Delete(path);
        for (int row = 0; row < texts.Length; row++)
        {
            // In one file a value that can only be day first would put its neighbours in doubt.
            yield return (
                "Import, file",
                texts[row],
                AfterImport(file, fileEmails[row], row + 1, Cases[texts[row]].Column)
            );
        }
    }

    private string AfterImport(ScriptResult import, string email, long row, string column) =>
        _account.State.GetContact(email) is { } contact && Value(contact, column) is { } stored ? stored
        : import.Errors.Any(e =>
            e.FullyQualifiedErrorId.StartsWith("CcInvalidValue,", StringComparison.Ordinal) && IsAbout(e, row)
        )
            ? Refused
        : $"nothing, with the errors: {string.Join("; ", import.Errors)}";

    private static bool IsAbout(ErrorRecord error, long row) =>
        error.Exception.Message.StartsWith($"Row {row} of ", StringComparison.Ordinal)
        || error.Exception.Message.StartsWith($"Row {row},", StringComparison.Ordinal);

    private static string? Argument(string column) =>
        column switch
        {
            "first_name" => "-FirstName $value",
            "anniversary" => "-Anniversary $value",
            "home_phone" => "-Phone @{ home = $value }",
            "zip" => "-Address @{ home = @{ zip = $value } }",
            _ => $"-CustomField @{{ '{column.Substring(3)}' = $value }}",
        };

    private static PSObject Row(string email, string column, object value)
    {
        PSObject row = new();
        row.Properties.Add(new PSNoteProperty("email", email));
        row.Properties.Add(new PSNoteProperty(column, value));
        return row;
    }

    private static PSObject ScriptRow(string email, object value)
    {
        PSObject row = new();
        row.Properties.Add(new PSNoteProperty("mail", email));
        row.Properties.Add(new PSNoteProperty("what", value));
        return row;
    }

    private static DataRow DataRow(string email, string column, object value)
    {
        using DataTable table = new() { Locale = CultureInfo.InvariantCulture };
        table.Columns.Add("email", typeof(string));
        table.Columns.Add(column, typeof(object));
        return table.Rows.Add(email, value);
    }

    private string Create(string column, Func<string, object> row) =>
        Stored(column, email => _account.Run("param($row) , $row | ForEach-Object { $_ } | New-CcContact", row(email)));

    private string Stored(string column, Func<string, ScriptResult> act)
    {
        string email = NewEmail();
        ScriptResult result = act(email);
        if (_account.State.GetContact(email) is { } contact && Value(contact, column) is { } stored)
        {
            Assert.Empty(result.Errors);
            return stored;
        }

        return
            result.Errors.Count > 0
            && result.Errors.All(e => e.FullyQualifiedErrorId.Split(',')[0] is "CcInvalidValue" or "CcMissingColumn")
            ? Refused
            : $"nothing, with the errors: {string.Join("; ", result.Errors)} {result.Terminating}";
    }

    private string WhatIf(string column, object value)
    {
        string email = NewEmail();
        ScriptResult result = _account.Run(
            "param($email, $row) $null = New-CcContact -Email $email; ($row | Update-CcContact -WhatIf -PassThru).Preview",
            email,
            Row(email, column, value)
        );
        string? body = result
            .Output.Select(o => o?.Properties["BodyText"]?.Value as string)
            .FirstOrDefault(b => b is not null);
        return body is null
            ? result.FailedWith("CcInvalidValue") is not null
                ? Refused
                : ""
            : Value(JsonNode.Parse(body)!.AsObject(), column) ?? "nothing";
    }

    private string NewEmail() => $"door{++_contacts}@example.com";

    private string? Value(JsonObject contact, string column)
    {
        if (!column.StartsWith("cf:", StringComparison.Ordinal))
        {
            return column switch
            {
                "home_phone" => (string?)
                    contact["phone_numbers"]
                        ?.AsArray()
                        .FirstOrDefault(p => (string?)p!["kind"] == "home")
                        ?["phone_number"],
                "zip" => (string?)
                    contact["street_addresses"]
                        ?.AsArray()
                        .FirstOrDefault(p => (string?)p!["kind"] == "home")
                        ?["postal_code"],
                _ => (string?)contact[column],
            };
        }

        JsonObject field = _account.State.CustomFields.Single(f => (string?)f["label"] == column.Substring(3));
        JsonNode? entry = contact["custom_fields"]
            ?.AsArray()
            .FirstOrDefault(e => (string?)e!["custom_field_id"] == (string?)field["custom_field_id"]);
        return entry?["choice_ids"] is JsonArray { Count: > 0 } ids
            ? string.Join(
                ";",
                ids.Select(id =>
                    (string?)
                        field["choices"]!.AsArray().Single(c => c!["choice_id"]!.ToString() == (string?)id)![
                            "choice_label"
                        ]
                )
            )
            : (string?)entry?["value"];
    }
}
