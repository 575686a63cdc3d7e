using ConstantContact.Core.Columns;
using ConstantContact.Core.Contacts;
using ConstantContact.Core.Rows;

namespace ConstantContact.Core.Tests.Rows;

/// <summary>Values of rows, for updates and for imports.</summary>
public sealed class RowReadingTests
{
    private const string Id = "1618ae62-4752-11e9-9c8a-fa163e6b01c1";

    [Theory]
    [InlineData("birthday_month", "1", "birthday_day", "31", "")]
    [InlineData("birthday_month", "12", "birthday_day", "1", "")]
    [InlineData("birthday_month", "13", "birthday_day", "1", RowRules.BirthdayRange)]
    [InlineData("birthday_month", "0", "birthday_day", "1", RowRules.BirthdayRange)]
    [InlineData("birthday_month", "1", "birthday_day", "32", RowRules.BirthdayRange)]
    [InlineData("birthday_month", "1", "birthday_day", "0", RowRules.BirthdayRange)]
    [InlineData("birthday_month", "13", "birthday_day", "", RowRules.BirthdayRange)]
    [InlineData("birthday_month", "0", "birthday_day", "", RowRules.BirthdayRange)]
    [InlineData("birthday_month", "", "birthday_day", "0", RowRules.BirthdayRange)]
    [InlineData("first_name", "\uFFFDo", "job_title", "x", RowRules.DamagedText)]
    [InlineData("birthday_month", "4", "birthday_day", "31", RowRules.BirthdayRange)]
    [InlineData("birthday_month", "x", "birthday_day", "31", RowRules.IntegerMalformed)]
    [InlineData("birthday_month", "4", "birthday_day", "x", RowRules.IntegerMalformed)]
    [InlineData(
        "birthday_month",
        "x",
        "birthday_day",
        "y",
        RowRules.IntegerMalformed + "," + RowRules.IntegerMalformed
    )]
    [InlineData("birthday_month", "4", "birthday_day", "", RowRules.BirthdayHalf)]
    [InlineData("birthday_month", "", "birthday_day", "4", RowRules.BirthdayHalf)]
    [InlineData("birthday_month", "<null>", "birthday_day", "<null>", "")]
    [InlineData("birthday_month", "<null>", "birthday_day", "4", RowRules.BirthdayHalf)]
    [InlineData("birthday_month", "4", "birthday_day", "<null>", RowRules.BirthdayHalf)]
    [InlineData("birthday_month", "<null>", "birthday_day", "x", RowRules.IntegerMalformed)]
    [InlineData("birthday_month", "<null>", "birthday_day", "", RowRules.BirthdayHalf)]
    [InlineData("home_phone", "1", "work_phone", "2", "")]
    [InlineData("contact_id", Id, "job_title", "x", "")]
    [InlineData("contact_id", "1618ae62475211e99c8afa163e6b01c1", "job_title", "x", RowRules.ContactIdMalformed)]
    [InlineData("contact_id", "a@example.com", "job_title", "x", RowRules.ContactIdMalformed)]
    [InlineData("contact_id", "<null>", "job_title", "x", RowRules.NullNotAllowed)]
    [InlineData("new_email_address", "<null>", "job_title", "x", RowRules.NullNotAllowed)]
    [InlineData("new_email_address", "b@example", "job_title", "x", RowRules.EmailMalformed)]
    [InlineData(
        "add_to_lists",
        "<null>",
        "remove_from_lists",
        "<null>",
        RowRules.NullNotAllowed + "," + RowRules.NullNotAllowed
    )]
    [InlineData("add_tags", "<null>", "remove_tags", "<null>", RowRules.NullNotAllowed + "," + RowRules.NullNotAllowed)]
    [InlineData("add_note", "<null>", "job_title", "<null>", RowRules.NullNotAllowed)]
    [InlineData("home_city", "<null>", "cf:x", "<null>", "")]
    [InlineData("home_phone", "<null>", "anniversary", "<null>", "")]
    [InlineData(
        "add_to_lists",
        "\"a",
        "remove_from_lists",
        "\"a\"b",
        RowRules.NamesMalformed + "," + RowRules.NamesMalformed
    )]
    [InlineData("first_name", "#NUM!", "job_title", "<null>", RowRules.ExcelError)]
    [InlineData("first_name", "Zo\uFFFD", "job_title", "x", RowRules.DamagedText)]
    [InlineData("anniversary", "2/30/2024", "job_title", "x", RowRules.DateImpossible)]
    [InlineData("anniversary", "today", "job_title", "x", RowRules.DateMalformed)]
    public void Cells_of_an_update_have_these_findings(
        string first,
        string one,
        string second,
        string two,
        string rules
    )
    {
        var row = ParsedRow.Of(ColumnPurpose.Update, ("email", "a@example.com"), (first, one), (second, two));

        Assert.Equal(rules, string.Join(",", row.Findings.Select(f => f.RuleId)));
        Assert.All(row.Findings, f => Assert.True(f.Message.Length > 0 && f.Remedy.Length > 0));
    }

    [Fact]
    public void Null_token_clears_an_update_and_has_no_place_in_an_import()
    {
        var update = ParsedRow.Of(ColumnPurpose.Update, ("email", "a@example.com"), ("job_title", "<null>"));
        var import = ParsedRow.Of(ColumnPurpose.Import, ("email", "a@example.com"), ("job_title", "<null>"));

        Assert.Equal(
            (true, ""),
            (update.Find(ContactColumnKind.JobTitle)!.IsNull, update.Find(ContactColumnKind.JobTitle)!.Text)
        );
        Assert.Equal(RowRules.NullNotAllowed, Assert.Single(import.Findings).RuleId);
        Assert.Null(import.Find(ContactColumnKind.JobTitle));
    }

    [Fact]
    public void Half_of_a_birthday_in_the_first_column_and_a_row_that_is_too_short_are_read()
    {
        Assert.Equal(
            RowRules.IntegerMalformed,
            Assert
                .Single(
                    ParsedRow
                        .Of(
                            ColumnPurpose.Update,
                            ("birthday_month", "x"),
                            ("birthday_day", "4"),
                            ("email", "a@example.com")
                        )
                        .Findings
                )
                .RuleId
        );
        string[] headings = ["email", "birthday_month", "birthday_day"];
        var row = new RowParser(ColumnPlan.For(headings, null, false, ColumnPurpose.Update)).Parse(
            new InputRow(1, null, headings, ["a@example.com"])
        );
        Assert.Empty(row.Findings);
        Assert.Equal("a@example.com", Assert.Single(row.Values).Text);
        var half = new RowParser(ColumnPlan.For(headings, null, false, ColumnPurpose.Update)).Parse(
            new InputRow(1, null, headings, ["a@example.com", "4"])
        );
        Assert.Equal(
            (RowRules.BirthdayHalf, "birthday_month"),
            (Assert.Single(half.Findings).RuleId, half.Findings[0].Column)
        );
        var cleared = ParsedRow.Of(
            ColumnPurpose.Update,
            ("email", "a@example.com"),
            ("birthday_day", "4"),
            ("birthday_month", "<null>")
        );
        Assert.Equal("birthday_month", Assert.Single(cleared.Findings).Column);
    }

    [Theory]
    [InlineData("3/14", "3", "14", "")]
    [InlineData("2024-03-14", "3", "14", "")]
    [InlineData("2/29", "2", "29", "")]
    [InlineData("2/30", null, null, RowRules.BirthdayRange)]
    [InlineData("soon", null, null, RowRules.BirthdayRange)]
    public void Whole_birthday_gives_month_and_day_and_one_finding(
        string text,
        string? month,
        string? day,
        string rules
    )
    {
        var row = ParsedRow.Of(ColumnPurpose.Update, ("email", "a@example.com"), ("birthday", text));

        Assert.Equal(
            (month, day),
            (row.Find(ContactColumnKind.BirthdayMonth)?.Text, row.Find(ContactColumnKind.BirthdayDay)?.Text)
        );
        Assert.Equal(rules, string.Join(",", row.Findings.Select(f => f.RuleId)));
    }

    [Fact]
    public void Half_a_character_is_refused_in_every_column()
    {
        foreach (var heading in new[] { "first_name", "cf:x", "home_city", "add_note" })
        {
            Assert.Equal(
                RowRules.DamagedText,
                Assert
                    .Single(
                        ParsedRow.Of(ColumnPurpose.Update, ("email", "a@example.com"), (heading, "x\uD83D")).Findings
                    )
                    .RuleId
            );
        }
    }

    [Fact]
    public void Ambiguous_date_is_a_warning_in_a_stream_and_an_error_in_a_file_that_was_read_before()
    {
        foreach (var heading in new[] { "anniversary", "cf:since" })
        {
            var stream = new ReadingOptions().Evidence;
            var file = new DateEvidence(isStream: true);
            Assert.True(Read(stream, "31/1/2024").HasErrors);
            var warned = Read(stream, "3/4/2024");
            Read(file, "31/1/2024");
            file.Settle();
            var refused = Read(file, "3/4/2024");

            Assert.Equal(
                (RowRules.DateAmbiguous, FindingSeverity.Warning),
                (warned.Findings[0].RuleId, warned.Findings[0].Severity)
            );
            Assert.Contains("read month first, as 2024-03-04", warned.Findings[0].Message, StringComparison.Ordinal);
            Assert.Equal("2024-03-04", Assert.Single(warned.Values, v => v.Planned.Heading == heading).Text);
            Assert.Equal(
                (RowRules.DateAmbiguous, FindingSeverity.Error),
                (refused.Findings[0].RuleId, refused.Findings[0].Severity)
            );
            Assert.Contains(
                "can be read month first and day first",
                refused.Findings[0].Message,
                StringComparison.Ordinal
            );
            Assert.DoesNotContain(refused.Values, v => v.Planned.Heading == heading);

            RowValues Read(DateEvidence evidence, string text) =>
                ParsedRow.Of(
                    ColumnPurpose.Import,
                    new ReadingOptions { Evidence = evidence },
                    new Dictionary<string, CustomField>(StringComparer.OrdinalIgnoreCase)
                    {
                        ["since"] = new()
                        {
                            Id = "f",
                            Name = "since",
                            Type = "date",
                            Version = 2,
                        },
                    },
                    ("email", "a@example.com"),
                    (heading, text)
                );
        }
    }

    [Fact]
    public void Typed_cells_are_taken_by_the_columns_that_fit_them()
    {
        string[] headings = ["email", "anniversary", "birthday", "first_name", "add_tags"];
        var plan = ColumnPlan.For(headings, null, false, ColumnPurpose.Update);
        var moment = Cells.Of(new DateTime(2024, 3, 14, 5, 6, 7, DateTimeKind.Utc));

        var row = new RowParser(plan).Parse(
            new InputRow(
                1,
                null,
                headings,
                ["a@example.com", moment, moment, Cells.Of(new[] { "a", "b" }), Cells.Of(new[] { "x", "y", "X" })]
            )
        );

        Assert.Equal(RowRules.SeveralValues, Assert.Single(row.Findings).RuleId);
        Assert.Equal(
            ("2024-03-14", 3, 14),
            (
                row.Find(ContactColumnKind.Anniversary)!.Text,
                row.Find(ContactColumnKind.BirthdayMonth)!.Integer,
                row.Find(ContactColumnKind.BirthdayDay)!.Integer
            )
        );
        Assert.Equal(["x", "y"], row.Find(ContactColumnKind.AddTags)!.Names);
        var odd = new RowParser(plan).Parse(
            new InputRow(1, null, headings, ["a@example.com", Cells.Of(new object()), "", "", ""])
        );
        Assert.Equal((RowRules.UnusableType, null), (Assert.Single(odd.Findings).RuleId, odd.Findings[0].Value));
    }

    [Fact]
    public void Choice_with_a_separator_in_its_label_is_taken_by_an_update_and_refused_by_an_import()
    {
        var fields = new Dictionary<string, CustomField>(StringComparer.OrdinalIgnoreCase)
        {
            ["size"] = new()
            {
                Id = "f",
                Name = "size",
                Type = "multi_select",
                Choices = [new CustomFieldChoice { Id = "1", Label = "Small, slim" }],
            },
        };

        var update = ParsedRow.Of(ColumnPurpose.Update, fields, ("email", "a@example.com"), ("cf:size", "Small, slim"));
        var import = ParsedRow.Of(ColumnPurpose.Import, fields, ("email", "a@example.com"), ("cf:size", "Small, slim"));

        Assert.Empty(update.Findings);
        Assert.Contains("comma or semicolon", Assert.Single(import.Findings).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Cells_of_a_report_are_read_without_their_guard()
    {
        string[] headings = ["email", "first_name", "cc_reason"];
        var row = new RowParser(ColumnPlan.For(headings, null, false, ColumnPurpose.Update)).Parse(
            new InputRow(1, null, headings, ["a@example.com", "'=Ann", ""])
        );
        var plain = ParsedRow.Of(ColumnPurpose.Update, ("email", "a@example.com"), ("first_name", "'=Ann"));

        Assert.Equal(
            ("=Ann", "'=Ann"),
            (row.Find(ContactColumnKind.FirstName)!.Text, plain.Find(ContactColumnKind.FirstName)!.Text)
        );
    }
}
