using System.IO;
using System.Text;
using ConstantContact.Core.Columns;
using ConstantContact.Core.Contacts;
using ConstantContact.Core.Errors;
using ConstantContact.Core.Rows;

namespace ConstantContact.Core.Tests.Rows;

/// <summary>Cells of rows at both sides of every limit, for updates and for imports.</summary>
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
        var row = Parse(ColumnPurpose.Update, null, ("email", "a@example.com"), (first, one), (second, two));

        Assert.Equal(rules, string.Join(",", row.Findings.Select(f => f.RuleId)));
        Assert.All(row.Findings, f => Assert.True(f.Message.Length > 0 && f.Remedy.Length > 0));
    }

    [Fact]
    public void Null_token_clears_an_update_and_has_no_place_in_an_import()
    {
        var update = Parse(ColumnPurpose.Update, null, ("email", "a@example.com"), ("job_title", "<null>"));
        var import = Parse(ColumnPurpose.Import, null, ("email", "a@example.com"), ("job_title", "<null>"));

        Assert.Equal(
            (true, ""),
            (update.Find(ContactColumnKind.JobTitle)!.IsNull, update.Find(ContactColumnKind.JobTitle)!.Text)
        );
        Assert.Equal(RowRules.NullNotAllowed, Assert.Single(import.Findings).RuleId);
        Assert.Null(import.Find(ContactColumnKind.JobTitle));
    }

    [Fact]
    public void Message_names_the_fault_its_size_and_the_remedy()
    {
        Assert.Contains(
            "-NullToken '#N/A'",
            Only(ColumnPurpose.Update, ("first_name", "#N/A")).Remedy,
            StringComparison.Ordinal
        );
        Assert.DoesNotContain(
            "-NullToken",
            Only(ColumnPurpose.Import, ("first_name", "#N/A")).Remedy,
            StringComparison.Ordinal
        );
        Assert.Equal(
            "it has 51 characters, but the service takes at most 50",
            Only(ColumnPurpose.Import, ("home_phone", new string('1', 51))).Message
        );
        Assert.Equal(
            "it has 26 characters, which may be too many: the service's documents give both 25 and 50 as the limit",
            Only(ColumnPurpose.Import, ("home_phone", new string('1', 26))).Message
        );
        Assert.EndsWith(
            "which may be too many: the service's documents give both 25 and 50 as the limit",
            Only(ColumnPurpose.Update, Fields(26)).Message,
            StringComparison.Ordinal
        );
        Assert.EndsWith(
            "but a contact can have at most 50",
            Only(ColumnPurpose.Update, Fields(51)).Message,
            StringComparison.Ordinal
        );
        Assert.Equal(
            "month 2 has no day 30",
            Only(ColumnPurpose.Update, ("birthday_month", "2"), ("birthday_day", "30")).Message
        );

        static (string, string)[] Fields(int count) => [.. Enumerable.Range(0, count).Select(i => ($"cf:{i}", "v"))];
        static RowFinding Only(ColumnPurpose purpose, params (string, string)[] cells) =>
            Assert.Single(Parse(purpose, null, [("email", "a@example.com"), .. cells]).Findings);
    }

    [Fact]
    public void Half_of_a_birthday_in_the_first_column_and_a_row_that_is_too_short_are_read()
    {
        Assert.Equal(
            RowRules.IntegerMalformed,
            Assert
                .Single(
                    Parse(
                        ColumnPurpose.Update,
                        null,
                        ("birthday_month", "x"),
                        ("birthday_day", "4"),
                        ("email", "a@example.com")
                    ).Findings
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
        var cleared = Parse(
            ColumnPurpose.Update,
            null,
            ("email", "a@example.com"),
            ("birthday_day", "4"),
            ("birthday_month", "<null>")
        );
        Assert.Equal("birthday_month", Assert.Single(cleared.Findings).Column);
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
                        Parse(ColumnPurpose.Update, null, ("email", "a@example.com"), (heading, "x\uD83D")).Findings
                    )
                    .RuleId
            );
        }
    }

    [Theory]
    [InlineData("email", ColumnPurpose.Update, 80, 80)]
    [InlineData("new_email_address", ColumnPurpose.Update, 80, 80)]
    [InlineData("email", ColumnPurpose.Import, 50, 80)]
    [InlineData("first_name", ColumnPurpose.Update, 50, 50)]
    [InlineData("home_phone", ColumnPurpose.Update, 25, 25)]
    [InlineData("home_phone", ColumnPurpose.Import, 25, 50)]
    [InlineData("home_street", ColumnPurpose.Update, 255, 255)]
    [InlineData("home_street2", ColumnPurpose.Update, 255, 255)]
    [InlineData("home_state", ColumnPurpose.Update, 50, 50)]
    [InlineData("cf:x", ColumnPurpose.Import, 255, 255)]
    [InlineData("add_note", ColumnPurpose.Update, 2000, 2000)]
    public void Length_is_warned_of_above_the_safe_limit_and_refused_above_the_hard_one(
        string heading,
        ColumnPurpose purpose,
        int safe,
        int hard
    )
    {
        Assert.Equal("", Judged(safe));
        Assert.Equal(safe == hard ? FindingSeverity.Error : FindingSeverity.Warning, Judged(safe + 1));
        Assert.Equal(safe == hard ? "" : FindingSeverity.Warning, Judged(hard));
        Assert.Equal(FindingSeverity.Error, Judged(hard + 1));

        string Judged(int length)
        {
            var text = heading.Contains("email")
                ? $"{new string('a', 10)}@{new string('b', length - 15)}.com"
                : new string('x', length);
            text =
                heading.Contains("email") && length > 70
                    ? $"{new string('a', 40)}@{new string('b', length - 45)}.com"
                    : text;
            Assert.Equal(length, text.Length);
            var row =
                heading == "email"
                    ? Parse(purpose, null, (heading, text))
                    : Parse(purpose, null, ("email", "a@example.com"), (heading, text));
            Assert.Equal(row.HasErrors, !row.Values.Any(v => v.Planned.Heading == heading));
            return string.Join(",", row.Findings.Select(f => f.RuleId == RowRules.TooLong ? f.Severity : f.RuleId));
        }
    }

    [Theory]
    [InlineData("add_to_lists", 50)]
    [InlineData("remove_from_lists", 50)]
    [InlineData("add_tags", 50)]
    [InlineData("remove_tags", 50)]
    public void One_name_more_than_a_contact_can_have_is_refused(string heading, int most)
    {
        Assert.Equal(
            most,
            Parse(ColumnPurpose.Update, null, ("email", "a@example.com"), (heading, Names(most)))
                .Values.Single(v => v.Planned.Heading == heading)
                .Names.Count
        );
        Assert.Equal(
            RowRules.TooManyNames,
            Assert
                .Single(
                    Parse(ColumnPurpose.Update, null, ("email", "a@example.com"), (heading, Names(most + 1))).Findings
                )
                .RuleId
        );

        static string Names(int count) => string.Join(";", Enumerable.Range(1, count));
    }

    [Fact]
    public void Phones_and_fields_are_counted_without_those_that_are_cleared()
    {
        (string, string)[] phones = [("home_phone", "1"), ("work_phone", "2"), ("mobile_phone", "3")];
        Assert.Empty(
            Parse(
                ColumnPurpose.Update,
                null,
                [("email", "a@example.com"), .. phones, ("other_phone", "<null>")]
            ).Findings
        );
        Assert.Equal(
            RowRules.TooManyPhones,
            Assert
                .Single(
                    Parse(
                        ColumnPurpose.Update,
                        null,
                        [("email", "a@example.com"), .. phones, ("other_phone", "4")]
                    ).Findings
                )
                .RuleId
        );

        Assert.Equal("", Fields(25, 5));
        Assert.Equal(FindingSeverity.Warning, Fields(26, 5));
        Assert.Equal(FindingSeverity.Warning, Fields(50, 0));
        Assert.Equal(FindingSeverity.Error, Fields(51, 0));

        static string Fields(int count, int cleared) =>
            string.Join(
                ",",
                Parse(
                    ColumnPurpose.Update,
                    null,
                    [
                        ("email", "a@example.com"),
                        .. Enumerable.Range(0, count + cleared).Select(i => ($"cf:{i}", i < count ? "v" : "<null>")),
                    ]
                )
                    .Findings.Select(f => f.Severity)
            );
    }

    [Theory]
    [InlineData(ColumnPurpose.Update, "", "", RowRules.IdentityMissing)]
    [InlineData(ColumnPurpose.Update, "a@example.com", "", "")]
    [InlineData(ColumnPurpose.Update, "", Id, "")]
    [InlineData(ColumnPurpose.Update, "bad", "", RowRules.EmailMalformed)]
    [InlineData(ColumnPurpose.Update, "", "bad", RowRules.ContactIdMalformed)]
    [InlineData(ColumnPurpose.Import, "", "", RowRules.IdentityMissing)]
    [InlineData(ColumnPurpose.Import, "", "1231231234", "")]
    [InlineData(ColumnPurpose.Import, "", "123", RowRules.SmsNumberMalformed)]
    public void Row_without_an_identity_is_refused_once(ColumnPurpose purpose, string email, string other, string rules)
    {
        var row = Parse(
            purpose,
            null,
            ("email", email),
            (purpose == ColumnPurpose.Update ? "contact_id" : "sms_number", other),
            ("first_name", "Ann")
        );

        Assert.Equal(rules, string.Join(",", row.Findings.Select(f => f.RuleId)));
        Assert.True(row.HasErrors == rules.Length > 0);
        if (rules == RowRules.IdentityMissing)
        {
            Assert.Contains(
                purpose == ColumnPurpose.Update ? "contact id" : "SMS number",
                row.Findings[0].Message,
                StringComparison.Ordinal
            );
        }
    }

    [Fact]
    public void Damaged_name_does_not_stand_in_for_a_missing_identity()
    {
        var row = Parse(ColumnPurpose.Update, null, ("email", ""), ("first_name", "#N/A"));

        Assert.Equal([RowRules.ExcelError, RowRules.IdentityMissing], row.Findings.Select(f => f.RuleId));
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
                Parse(
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
        var row = Parse(ColumnPurpose.Update, null, ("email", "a@example.com"), ("birthday", text));

        Assert.Equal(
            (month, day),
            (row.Find(ContactColumnKind.BirthdayMonth)?.Text, row.Find(ContactColumnKind.BirthdayDay)?.Text)
        );
        Assert.Equal(rules, string.Join(",", row.Findings.Select(f => f.RuleId)));
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

        var update = Parse(ColumnPurpose.Update, fields, ("email", "a@example.com"), ("cf:size", "Small, slim"));
        var import = Parse(ColumnPurpose.Import, fields, ("email", "a@example.com"), ("cf:size", "Small, slim"));

        Assert.Empty(update.Findings);
        Assert.Contains("comma or semicolon", Assert.Single(import.Findings).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Unknown_column_is_refused_only_in_a_row_that_fills_it()
    {
        string[] headings = ["email", "shoe"];
        var parser = new RowParser(ColumnPlan.For(headings, null, false, ColumnPurpose.Update));
        InputRow Row(params object?[] cells) => new(1, null, headings, cells);

        parser.RequireKnown(Row("a@example.com", ""));
        parser.RequireKnown(Row("a@example.com"));
        parser.RequireKnown(
            new InputRow(1, null, headings, ["a@example.com", "42"])
            {
                Defect = RowFinding.Unreadable(1, null, "m", "r"),
            }
        );
        Assert.Equal(
            "CcUnknownColumn",
            Assert.Throws<InvalidInputException>(() => parser.RequireKnown(Row("a@example.com", "42"))).ErrorId
        );
        Assert.Equal("shoe", Assert.Single(parser.UnknownIn(Row("a@example.com", "42"))).Heading);
    }

    [Fact]
    public void Row_with_a_defect_has_no_values_and_its_defect()
    {
        string[] headings = ["email"];
        var defect = RowFinding.Unreadable(1, null, "m", "r");
        var row = new InputRow(1, null, headings, ["a@example.com"]) { Defect = defect };

        var values = new RowParser(ColumnPlan.For(headings, null, false, ColumnPurpose.Update)).Parse(row);

        Assert.Empty(values.Values);
        Assert.Same(defect, Assert.Single(values.Findings));
        Assert.False(row.IsBlank);
        Assert.True(new InputRow(1, null, headings, [" ".Trim()]).IsBlank);
        Assert.False(new InputRow(1, null, headings, ["x", ""]).IsBlank);
        Assert.Empty(new ReadingOptions().NullTokens);
        Assert.Throws<InvalidInputException>(values.ThrowIfInvalid);
    }

    [Fact]
    public void Cells_of_a_report_are_read_without_their_guard()
    {
        string[] headings = ["email", "first_name", "cc_reason"];
        var row = new RowParser(ColumnPlan.For(headings, null, false, ColumnPurpose.Update)).Parse(
            new InputRow(1, null, headings, ["a@example.com", "'=Ann", ""])
        );
        var plain = Parse(ColumnPurpose.Update, null, ("email", "a@example.com"), ("first_name", "'=Ann"));

        Assert.Equal(
            ("=Ann", "'=Ann"),
            (row.Find(ContactColumnKind.FirstName)!.Text, plain.Find(ContactColumnKind.FirstName)!.Text)
        );
    }

    [Theory]
    [InlineData(new byte[] { 0xEF, 0xBB, 0xBF, 0x61 }, "utf-8", 3)]
    [InlineData(new byte[] { 0xEF, 0xBB }, "utf-8", 0)]
    [InlineData(new byte[] { 0xEF, 0xBB, 0x61 }, "utf-8", 0)]
    [InlineData(new byte[] { 0xEF, 0x61, 0xBF }, "utf-8", 0)]
    [InlineData(new byte[] { 0xFF, 0xFE, 0, 0 }, "utf-32", 4)]
    [InlineData(new byte[] { 0xFF, 0xFE, 0, 1 }, "utf-16", 2)]
    [InlineData(new byte[] { 0xFF, 0xFE, 0x61, 0 }, "utf-16", 2)]
    [InlineData(new byte[] { 0xFF, 0xFE, 0 }, "utf-16", 2)]
    [InlineData(new byte[] { 0xFF, 0xFE }, "utf-16", 2)]
    [InlineData(new byte[] { 0xFE, 0xFF }, "utf-16BE", 2)]
    [InlineData(new byte[] { 0xFE, 0x61 }, "utf-8", 0)]
    [InlineData(new byte[] { 0x61, 0xFF }, "utf-8", 0)]
    [InlineData(new byte[] { 0xFF, 0x61 }, "utf-8", 0)]
    [InlineData(new byte[] { 0xFF }, "utf-8", 0)]
    [InlineData(new byte[] { }, "utf-8", 0)]
    public void Encoding_is_detected_by_the_byte_order_mark(byte[] bytes, string name, int mark)
    {
        using var stream = new MemoryStream(bytes);
        stream.Position = bytes.Length;

        var (encoding, length) = TextEncodings.Detect(stream, null);

        Assert.Equal((name, mark), (encoding.WebName, length));
        Assert.ThrowsAny<Exception>(() =>
            encoding.GetString(name.StartsWith("utf-8", StringComparison.Ordinal) ? [0xC3] : [0x00])
        );
        Assert.Equal(
            mark == 0 ? "iso-8859-1" : name,
            TextEncodings.Detect(stream, Encoding.GetEncoding(28591)).Encoding.WebName
        );
    }

    [Fact]
    public void File_with_zero_bytes_and_no_mark_is_no_text()
    {
        using var early = new MemoryStream([0x61, 0]);
        using var late = new MemoryStream([.. Enumerable.Repeat((byte)0x61, 4096), 0]);

        Assert.Throws<InvalidDataException>(() => TextEncodings.Detect(early, null));
        Assert.Equal("utf-8", TextEncodings.Detect(late, null).Encoding.WebName);
    }

    [Theory]
    [InlineData("a\nb\n", 0)]
    [InlineData("", 0)]
    [InlineData("!\n", 1)]
    [InlineData("a\n!\nb", 2)]
    [InlineData("a\nb!", 2)]
    [InlineData("a\n\n\nb\n!", 5)]
    public void Damaged_line_is_found_by_its_number(string text, long line)
    {
        byte[] bytes =
        [
            0xEF,
            0xBB,
            0xBF,
            .. Encoding.ASCII.GetBytes(text).Select(b => b == (byte)'!' ? (byte)0xC3 : b),
        ];
        using var stream = new MemoryStream(bytes);
        using var large = new MemoryStream([.. Enumerable.Repeat((byte)'x', 81919), (byte)'\n', .. bytes.Skip(3)]);
        var utf8 = new UTF8Encoding(false, throwOnInvalidBytes: true);

        Assert.Equal(line, TextEncodings.FirstDamagedLine(stream, utf8, 3));
        Assert.Equal(line == 0 ? 0 : line + 1, TextEncodings.FirstDamagedLine(large, utf8, 0));
    }

    private static RowValues Parse(
        ColumnPurpose purpose,
        IReadOnlyDictionary<string, CustomField>? fields,
        params (string Heading, string Value)[] cells
    ) => Parse(purpose, new ReadingOptions { NullTokens = ["<null>"] }, fields, cells);

    private static RowValues Parse(
        ColumnPurpose purpose,
        ReadingOptions options,
        IReadOnlyDictionary<string, CustomField>? fields,
        params (string Heading, string Value)[] cells
    )
    {
        string[] headings = [.. cells.Select(c => c.Heading)];
        return new RowParser(ColumnPlan.For(headings, null, false, purpose), options, fields).Parse(
            new InputRow(1, "people.csv", headings, [.. cells.Select(c => c.Value)])
        );
    }
}
