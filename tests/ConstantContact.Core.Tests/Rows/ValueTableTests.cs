using System.Globalization;
using ConstantContact.Core.Columns;
using ConstantContact.Core.Contacts;
using ConstantContact.Core.Rows;

namespace ConstantContact.Core.Tests.Rows;

/// <summary>
/// The meaning of each value in each kind of column, for updates and for imports, under five cultures and two time
/// zones. There is one expected result for each, whatever the purpose. The inputs in front of this reader are tested
/// with the module.
/// </summary>
[Collection(Name)]
public sealed class ValueTableTests
{
    public const string Name = "Time zone";

    private const string Refused = "!";

    private static readonly CustomField[] Fields =
    [
        Field("string"),
        Field("text_area"),
        Field("number", """{"allow_negative":true}"""),
        Field("currency", """{"allow_negative":false,"decimal_places":2}"""),
        Field("boolean"),
        Field("date"),
        Field("datetime"),
        Choices("single_select", "S", "M", "L;XL"),
        Choices("multi_select", "Roses", "Trees", "Herbs"),
    ];

    private enum Tint
    {
        Red,
    }

    /// <summary>
    /// In order: text (first_name), phone, zip, anniversary, month, cf:string, cf:number, cf:currency, cf:boolean,
    /// cf:date, cf:datetime, cf:single_select, cf:multi_select, add_to_lists. "=" is the first column's text; "!" is
    /// refused. {L} is the zone's offset at that time.
    /// </summary>
    private static readonly (object? Value, string Expected)[] Table =
    [
        ("Ann", "Ann|=|=|!|!|=|!|!|!|!|!|!|!|="),
        ("  padded  ", "padded|=|=|!|!|=|!|!|!|!|!|!|!|="),
        ("5", "5|=|=|!|5|=|5|5|!|!|!|!|!|="),
        ("05", "05|=|=|!|5|=|05|05|!|!|!|!|!|="),
        ("1", "1|=|=|!|1|=|1|1|true|!|!|!|!|="),
        ("0", "0|=|=|!|!|=|0|0|false|!|!|!|!|="),
        ("13", "13|=|=|!|!|=|13|13|!|!|!|!|!|="),
        ("1,50", "1,50|=|=|!|!|=|!|!|!|!|!|!|!|="),
        ("1.50", "1.50|=|=|!|!|=|1.50|1.50|!|!|!|!|!|="),
        ("2.505", "2.505|=|=|!|!|=|2.505|!|!|!|!|!|!|="),
        ("1.234,5", "1.234,5|=|=|!|!|=|!|!|!|!|!|!|!|="),
        ("-3", "-3|=|=|!|!|=|-3|!|!|!|!|!|!|="),
        ("1E+5", "1E+5|=|=|!|!|=|!|!|!|!|!|!|!|="),
        ("yes", "yes|=|=|!|!|=|!|!|true|!|!|!|!|="),
        ("NO", "NO|=|=|!|!|=|!|!|false|!|!|!|!|="),
        ("TRUE", "TRUE|=|=|!|!|=|!|!|true|!|!|!|!|="),
        ("ISTANBUL", "ISTANBUL|=|=|!|!|=|!|!|!|!|!|!|!|="),
        ("2023-12-25", "2023-12-25|=|=|2023-12-25|!|=|!|!|!|2023-12-25|2023-12-25T00:00:00Z|!|!|="),
        ("12/25/2023", "12/25/2023|=|=|2023-12-25|!|=|!|!|!|2023-12-25|2023-12-25T00:00:00Z|!|!|="),
        ("25/12/2023", "25/12/2023|=|=|!|!|=|!|!|!|!|!|!|!|="),
        ("31.12.2023", "31.12.2023|=|=|!|!|=|!|!|!|!|!|!|!|="),
        ("2/30/2024", "2/30/2024|=|=|!|!|=|!|!|!|!|!|!|!|="),
        ("1/2/24", "1/2/24|=|=|!|!|=|!|!|!|!|!|!|!|="),
        ("2026-07-01T14:05:06Z", "2026-07-01T14:05:06Z|=|=|!|!|=|!|!|!|!|2026-07-01T14:05:06Z|!|!|="),
        ("2026-07-01 14:05", "2026-07-01 14:05|=|=|!|!|=|!|!|!|!|2026-07-01T14:05:00Z|!|!|="),
        ("2026-07-01T14:05:06-04:00", "2026-07-01T14:05:06-04:00|=|=|!|!|=|!|!|!|!|2026-07-01T18:05:06Z|!|!|="),
        ("2026-07-01T25:00", "2026-07-01T25:00|=|=|!|!|=|!|!|!|!|!|!|!|="),
        ("m", "m|=|=|!|!|=|!|!|!|!|!|M|!|="),
        ("XXL", "XXL|=|=|!|!|=|!|!|!|!|!|!|!|="),
        ("L;XL", "L;XL|=|=|!|!|=|!|!|!|!|!|L;XL|!|="),
        ("trees;ROSES", "trees;ROSES|=|=|!|!|=|!|!|!|!|!|!|Trees;Roses|="),
        ("Roses, Herbs", "Roses, Herbs|=|=|!|!|=|!|!|!|!|!|!|Roses;Herbs|="),
        ("\"A; B\";C", "\"A; B\";C|=|=|!|!|=|!|!|!|!|!|!|!|="),
        ("\"A; B", "\"A; B|=|=|!|!|=|!|!|!|!|!|!|!|!"),
        ("#N/A", "!|!|!|!|!|!|!|!|!|!|!|!|!|!"),
        (5, "5|=|=|!|5|=|5|5|!|!|!|!|!|="),
        (1.5, "1.5|=|=|!|!|=|1.5|1.5|!|!|!|!|!|="),
        (1e20, "100000000000000000000|=|=|!|!|=|=|=|!|!|!|!|!|="),
        (double.NaN, "!|!|!|!|!|!|!|!|!|!|!|!|!|!"),
        (1250.50m, "1250.50|=|=|!|!|=|=|=|!|!|!|!|!|="),
        (true, "true|=|=|!|!|=|!|!|true|!|!|!|!|="),
        (false, "false|=|=|!|!|=|!|!|false|!|!|!|!|="),
        (Tint.Red, "Red|=|=|!|!|=|!|!|!|!|!|!|!|="),
        (
            new DateTime(2026, 7, 1, 0, 0, 0, DateTimeKind.Unspecified),
            "2026-07-01|=|=|2026-07-01|!|=|!|!|!|2026-07-01|{L}|!|!|="
        ),
        (
            new DateTime(2026, 7, 1, 14, 5, 6, DateTimeKind.Local),
            "2026-07-01T14:05:06|=|=|2026-07-01|!|=|!|!|!|2026-07-01|{L}|!|!|="
        ),
        (
            new DateTime(2026, 1, 1, 23, 5, 6, DateTimeKind.Unspecified),
            "2026-01-01T23:05:06|=|=|2026-01-01|!|=|!|!|!|2026-01-01|{L}|!|!|="
        ),
        (
            new DateTime(2026, 7, 1, 14, 5, 6, DateTimeKind.Utc),
            "2026-07-01T14:05:06|=|=|2026-07-01|!|=|!|!|!|2026-07-01|2026-07-01T14:05:06Z|!|!|="
        ),
        (
            new DateTimeOffset(2026, 7, 1, 23, 5, 6, TimeSpan.FromHours(-4)),
            "2026-07-01T23:05:06-04:00|=|=|2026-07-01|!|=|!|!|!|2026-07-01|2026-07-02T03:05:06Z|!|!|="
        ),
#if NET
        (new DateOnly(2019, 3, 2), "2019-03-02|=|=|2019-03-02|!|=|!|!|!|2019-03-02|{L}|!|!|="),
#endif
        (new[] { "m" }, "m|=|=|!|!|=|!|!|!|!|!|M|!|="),
        (new List<string> { "Gold" }, "Gold|=|=|!|!|=|!|!|!|!|!|!|!|="),
        (new object?[] { new[] { 5 } }, "5|=|=|!|5|=|5|5|!|!|!|!|!|="),
        (new object?[] { new[] { 5, 6 } }, "!|!|!|!|!|!|!|!|!|!|!|!|!|!"),
        (new[] { "Roses", "Trees" }, "!|!|!|!|!|!|!|!|!|!|!|!|Roses;Trees|Roses;Trees"),
        (new object?[] { "Roses", null, "" }, "Roses|=|=|!|!|=|!|!|!|!|!|!|Roses|="),
        (new Dictionary<string, string> { ["a"] = "b" }, "!|!|!|!|!|!|!|!|!|!|!|!|!|!"),
        (new System.Security.SecureString(), "!|!|!|!|!|!|!|!|!|!|!|!|!|!"),
        (TimeSpan.FromHours(1), "!|!|!|!|!|!|!|!|!|!|!|!|!|!"),
        (null, "-|-|-|-|-|-|-|-|-|-|-|-|-|-"),
        (DBNull.Value, "-|-|-|-|-|-|-|-|-|-|-|-|-|-"),
        (" ", "-|-|-|-|-|-|-|-|-|-|-|-|-|-"),
        (Array.Empty<string>(), "-|-|-|-|-|-|-|-|-|-|-|-|-|-"),
    ];

    private static readonly string[] Headings =
    [
        "first_name",
        "home_phone",
        "zip",
        "anniversary",
        "birthday_month",
        "cf:string",
        "cf:number",
        "cf:currency",
        "cf:boolean",
        "cf:date",
        "cf:datetime",
        "cf:single_select",
        "cf:multi_select",
        "add_to_lists",
    ];

    public static TheoryData<string, string> Places()
    {
        var places = new TheoryData<string, string>();
        foreach (string culture in (string[])["", "en-US", "de-DE", "tr-TR", "th-TH"])
        {
            places.Add(culture, "America/New_York");
            places.Add(culture, "Asia/Kolkata");
        }

        return places;
    }

    [Theory]
    [MemberData(nameof(Places))]
    public void Every_value_has_one_meaning_for_every_column(string culture, string zone)
    {
        CultureInfo before = CultureInfo.CurrentCulture;
        string? zoneBefore = Environment.GetEnvironmentVariable("TZ");
        List<string> wrong = [];
        try
        {
            CultureInfo.CurrentCulture = CultureInfo.GetCultureInfo(culture);
            Environment.SetEnvironmentVariable("TZ", zone);
            TimeZoneInfo.ClearCachedData();
            foreach ((object? value, string expected) in Table)
            {
                Check(value, expected.Split('|'), wrong);
            }
        }
        finally
        {
            CultureInfo.CurrentCulture = before;
            Environment.SetEnvironmentVariable("TZ", zoneBefore);
            TimeZoneInfo.ClearCachedData();
        }

        Assert.True(wrong.Count == 0, string.Join("\n", wrong));
    }

    [Theory]
    [InlineData("Asia/Kolkata")]
    [InlineData("America/New_York")]
    public void First_and_last_hours_are_times_in_every_zone(string zone)
    {
        string? zoneBefore = Environment.GetEnvironmentVariable("TZ");
        try
        {
            Environment.SetEnvironmentVariable("TZ", zone);
            TimeZoneInfo.ClearCachedData();
            foreach (
                var clock in new[]
                {
                    DateTime.MinValue,
                    DateTime.MinValue.AddHours(1),
                    DateTime.MaxValue.AddHours(-1),
                    DateTime.MaxValue,
                }
            )
            {
                Assert.Equal(clock, ((TypedCell)Cells.Of(clock)!).Moment!.Value.DateTime);
            }
        }
        finally
        {
            Environment.SetEnvironmentVariable("TZ", zoneBefore);
            TimeZoneInfo.ClearCachedData();
        }
    }

    [Fact]
    public void Table_has_at_least_forty_values() => Assert.True(Table.Length >= 40);

    private static void Check(object? value, string[] expected, List<string> wrong)
    {
        string shown = $"{value?.GetType().Name ?? "null"} {value}";
        for (int i = 0; i < Headings.Length; i++)
        {
            string wanted = expected[i] == "=" ? expected[0] : expected[i];
            if (wanted == "{L}")
            {
#if NET
                DateTime clock = value is DateOnly day ? day.ToDateTime(TimeOnly.MinValue) : (DateTime)value!;
#else
                DateTime clock = (DateTime)value!;
#endif
                wanted = TimeZoneInfo
                    .ConvertTimeToUtc(DateTime.SpecifyKind(clock, DateTimeKind.Unspecified), TimeZoneInfo.Local)
                    .ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);
            }

            foreach (
                ColumnPurpose purpose in ContactColumns.IsFor(
                    ContactColumns.Match(Headings[i])!.Kind,
                    ColumnPurpose.Import
                )
                    ? new[] { ColumnPurpose.Update, ColumnPurpose.Import }
                    : [ColumnPurpose.Update]
            )
            {
                string found = Read(Headings[i], value, purpose);
                bool spooled = found == Read(Headings[i], Cells.Unpack(Cells.Pack(Cells.Of(value))), purpose);
                if (found != wanted || !spooled)
                {
                    wrong.Add(
                        $"{shown} in {Headings[i]} ({purpose}): expected {wanted}, found {found}{(spooled ? "" : ", and otherwise from a spool")}"
                    );
                }
            }
        }
    }

    /// <summary>
    /// The value as it would be sent; for an update of a custom field by the second reading, when its type is known.
    /// </summary>
    private static string Read(string heading, object? value, ColumnPurpose purpose)
    {
        ColumnPlan plan = ColumnPlan.For(["email", heading, "birthday_day"], null, false, purpose);
        bool isImport = purpose == ColumnPurpose.Import;
        object? cell = Cells.Of(value);
        var parser = new RowParser(
            plan,
            null,
            isImport ? Fields.ToDictionary(f => f.Name!, StringComparer.OrdinalIgnoreCase) : null
        );
        RowValues row = parser.Parse(
            new InputRow(
                1,
                null,
                plan.Headings,
                ["a@example.com", cell, heading == "birthday_month" && !Cells.IsBlank(cell) ? "1" : ""]
            )
        );
        if (row.HasErrors)
        {
            Assert.All(
                row.Findings,
                f => Assert.True(f.Column is null || f.Column == heading || f.Column == "birthday_day", f.ToString())
            );
            return Refused;
        }

        if (row.Values.FirstOrDefault(v => v.Planned.Heading == heading) is not { } read)
        {
            return "-";
        }

        if (read.Column.FieldName is { } name && !isImport)
        {
            FieldReading reading = FieldReader.Read(
                Fields.Single(f => f.Name == name),
                read.Cell!,
                DateForm.Api,
                forImport: false
            );
            return reading.Rule is null ? Shown(reading.Text, name) : Refused;
        }

        return read.Names.Count > 0
            ? (NameList.Read(read.Text) is null ? Refused : read.Text)
            : Shown(read.Text, read.Column.FieldName);
    }

    /// <summary>A single choice is a label, and stands without the quotes of a list.</summary>
    private static string Shown(string text, string? field) =>
        field == "single_select" ? NameList.Read(text)!.Single() : text;

    private static CustomField Field(string type, string? metadata = null) =>
        new()
        {
            Id = "id-" + type,
            Name = type,
            Label = type,
            Type = type,
            Version = 2,
            Rules = metadata is null ? null : System.Text.Json.Nodes.JsonNode.Parse(metadata)!.AsObject(),
        };

    private static CustomField Choices(string type, params string[] labels) =>
        new()
        {
            Id = "id-" + type,
            Name = type,
            Label = type,
            Type = type,
            Choices = [.. labels.Select((l, i) => new CustomFieldChoice { Id = $"{i}", Label = l })],
        };
}

/// <summary>Tests that set the process's time zone run alone.</summary>
[CollectionDefinition(ValueTableTests.Name, DisableParallelization = true)]
public sealed class TimeZoneGroup;
