using System;
using System.Linq;
using ConstantContact.Core.Columns;
using ConstantContact.Core.Contacts;
using ConstantContact.Core.Errors;
using ConstantContact.Core.Rows;
using FsCheck;
using FsCheck.Fluent;
using FsCheck.Xunit;
using Xunit;

namespace ConstantContact.Core.Tests.Rows;

public sealed class RowParserTests
{
    [Theory]
    [InlineData("a@example.com")]
    [InlineData("First.Last+news@Sub.Example.CO.UK")]
    [InlineData("o'brien@example.com")]
    [InlineData("a@bücher.example")]
    [InlineData("用户@例え.テスト")]
    [InlineData("a@xn--bcher-kva.example")]
    public void Well_formed_address_is_kept_unchanged(string address) =>
        Assert.Equal(address, Parse("email", address).Email);

    [Theory]
    [InlineData("")]
    [InlineData(null)]
    public void Blank_address_is_a_missing_identity(string? address) =>
        AssertRule(RowRules.IdentityMissing, Parse("email", address));

    [Theory]
    [InlineData("a")]
    [InlineData("@example.com")]
    [InlineData("a@")]
    [InlineData("a@b@example.com")]
    [InlineData("a b@example.com")]
    [InlineData("a@example")]
    [InlineData("a@example..com")]
    [InlineData(".a@example.com")]
    [InlineData("a.@example.com")]
    [InlineData("a..b@example.com")]
    [InlineData("a@-example.com")]
    [InlineData("a@example.com.")]
    [InlineData("a@127.0.0.1")]
    [InlineData("a@[127.0.0.1]")]
    [InlineData("A <a@example.com>")]
    [InlineData("a@example.com;b@example.com")]
    [InlineData("a@example.com,")]
    [InlineData("mailto:a@example.com")]
    [InlineData("a\u200B@example.com")]
    [InlineData("a\u00A0@example.com")]
    [InlineData("a@exa_mple.com")]
    [InlineData("a\n@example.com")]
    public void Malformed_address_is_an_error_that_names_it(string address)
    {
        RowFinding finding = AssertRule(RowRules.EmailMalformed, Parse("email", address));

        Assert.Equal(("email", address), (finding.Column, finding.Value));
    }

    [Theory]
    [InlineData(ColumnPurpose.Update, 80, false, false)]
    [InlineData(ColumnPurpose.Update, 81, false, true)]
    [InlineData(ColumnPurpose.Import, 50, false, false)]
    [InlineData(ColumnPurpose.Import, 51, true, false)]
    [InlineData(ColumnPurpose.Import, 80, true, false)]
    [InlineData(ColumnPurpose.Import, 81, false, true)]
    public void Long_address_is_a_warning_between_the_two_documented_limits_and_an_error_above_both(
        ColumnPurpose purpose,
        int length,
        bool warns,
        bool refused
    )
    {
        string address =
            "a@" + new string('b', Math.Min(60, length - 6)) + "." + new string('c', Math.Max(0, length - 66 - 1));
        address = address.TrimEnd('.');
        address = address.Length < length ? address + ".d" + new string('d', length - address.Length - 2) : address;
        Assert.Equal(length, address.Length);

        RowValues values = ParsedRow.Of(purpose, ("email", address));

        Assert.Equal(
            (warns, refused),
            (values.Findings.Any(f => f.Severity == FindingSeverity.Warning), values.HasErrors)
        );
    }

    [Theory]
    [InlineData("1", 1)]
    [InlineData("01", 1)]
    [InlineData("12", 12)]
    public void Birthday_month_that_is_a_whole_number_is_read(string text, int month) =>
        Assert.Equal(
            month,
            Parse(("email", "a@example.com"), ("birthday_month", text), ("birthday_day", "1"))
                .Find(ContactColumnKind.BirthdayMonth)!
                .Integer
        );

    [Theory]
    [InlineData("1,5", RowRules.IntegerMalformed)]
    [InlineData("2.5", RowRules.IntegerMalformed)]
    [InlineData("1.0", RowRules.IntegerMalformed)]
    [InlineData("+1", RowRules.IntegerMalformed)]
    [InlineData("-1", RowRules.IntegerMalformed)]
    [InlineData("1 ", RowRules.IntegerMalformed)]
    [InlineData("١", RowRules.IntegerMalformed)]
    [InlineData("May", RowRules.IntegerMalformed)]
    [InlineData("100", RowRules.IntegerMalformed)]
    [InlineData("0", RowRules.BirthdayRange)]
    [InlineData("13", RowRules.BirthdayRange)]
    public void Any_other_birthday_month_is_one_error(string text, string rule) =>
        AssertRule(rule, Parse(("email", "a@example.com"), ("birthday_month", text), ("birthday_day", "1")));

    [Fact]
    public void Birthday_that_is_incomplete_or_impossible_is_an_error()
    {
        AssertRule(RowRules.BirthdayHalf, Parse(("email", "a@example.com"), ("birthday_month", "1")));
        AssertRule(
            RowRules.BirthdayHalf,
            Parse(("email", "a@example.com"), ("birthday_month", "1"), ("birthday_day", ""))
        );
        AssertRule(RowRules.BirthdayHalf, Parse(("email", "a@example.com"), ("birthday_day", "1")));
        AssertRule(
            RowRules.BirthdayRange,
            Parse(("email", "a@example.com"), ("birthday_month", "2"), ("birthday_day", "30"))
        );
        Assert.False(Parse(("email", "a@example.com"), ("birthday_month", "2"), ("birthday_day", "29")).HasErrors);
        Assert.False(Parse(("email", "a@example.com"), ("birthday_month", ""), ("birthday_day", "")).HasErrors);
    }

    [Theory]
    [InlineData("11/05/2006", "2006-11-05")]
    [InlineData("1/5/2006", "2006-01-05")]
    [InlineData("2006/11/05", "2006-11-05")]
    [InlineData("2006/1/5", "2006-01-05")]
    [InlineData("2006-11-15", "2006-11-15")]
    [InlineData("2006-1-5", "2006-01-05")]
    [InlineData("11-05-2006", "2006-11-05")]
    [InlineData("1-5-2006", "2006-01-05")]
    [InlineData("1-15-2006", "2006-01-15")]
    [InlineData("2/29/2024", "2024-02-29")]
    public void Anniversary_in_a_format_of_the_API_becomes_canonical(string text, string canonical) =>
        Assert.Equal(
            canonical,
            Parse(("email", "a@example.com"), ("anniversary", text)).Find(ContactColumnKind.Anniversary)!.Text
        );

    [Theory]
    [InlineData("2/30/2024", RowRules.DateImpossible)]
    [InlineData("2/29/2023", RowRules.DateImpossible)]
    [InlineData("25/12/2020", RowRules.DateImpossible)]
    [InlineData("2020-13-01", RowRules.DateImpossible)]
    [InlineData("0000-01-01", RowRules.DateImpossible)]
    [InlineData("1/2/20", RowRules.DateMalformed)]
    [InlineData("20-01-02", RowRules.DateMalformed)]
    [InlineData("43831", RowRules.DateMalformed)]
    [InlineData("20200102", RowRules.DateMalformed)]
    [InlineData("2020-01-02T00:00:00", RowRules.DateMalformed)]
    [InlineData("2020-01/02", RowRules.DateMalformed)]
    [InlineData("2020.01.02", RowRules.DateMalformed)]
    [InlineData("2 Jan 2020", RowRules.DateMalformed)]
    [InlineData("2020-001-02", RowRules.DateMalformed)]
    [InlineData("2020-01", RowRules.DateMalformed)]
    [InlineData("2020-01-", RowRules.DateMalformed)]
    [InlineData("/", RowRules.DateMalformed)]
    public void Anniversary_in_any_other_format_is_an_error(string text, string rule) =>
        AssertRule(rule, Parse(("email", "a@example.com"), ("anniversary", text)));

    [Property(MaxTest = 2000)]
    public Property Any_day_comes_back_from_every_format_of_an_anniversary() =>
        Prop.ForAll(
            Gen.Choose(1, 3_652_058).Select(d => DateTime.MinValue.AddDays(d)).ToArbitrary(),
            day =>
                (
                    (string[])
                        [
                            "MM/dd/yyyy",
                            "M/d/yyyy",
                            "yyyy/MM/dd",
                            "yyyy/M/d",
                            "yyyy-MM-dd",
                            "yyyy-M-d",
                            "MM-dd-yyyy",
                            "M-d-yyyy",
                            "M-dd-yyyy",
                        ]
                ).All(format =>
                    DateForm.Api.Read(
                        day.ToString(format, System.Globalization.CultureInfo.InvariantCulture),
                        out DateReading reading
                    )
                        is null
                    && reading.Canonical
                        == day.ToString("yyyy-MM-dd", System.Globalization.CultureInfo.InvariantCulture)
                )
        );

    [Property(MaxTest = 2000)]
    public bool Cells_with_any_text_are_read_without_an_exception(string?[] cells)
    {
        string[] headings =
        [
            "email",
            "birthday_month",
            "birthday_day",
            "anniversary",
            "sms_number",
            "home_phone",
            "cf:x",
        ];
        ColumnPlan plan = ColumnPlan.For(headings, null, false, ColumnPurpose.Import);
        RowValues values = new RowParser(plan).Parse(
            new InputRow(1, null, headings, [.. cells.Take(7), .. new string?[Math.Max(0, 7 - cells.Length)]])
        );
        return values.Values.Count + values.Findings.Count > 0;
    }

    [Theory]
    [InlineData("#N/A")]
    [InlineData("#n/a")]
    [InlineData("#REF!")]
    [InlineData("#VALUE!")]
    [InlineData("#NAME?")]
    [InlineData("#DIV/0!")]
    public void Result_of_a_failed_formula_is_an_error(string text) =>
        AssertRule(RowRules.ExcelError, Parse(("email", "a@example.com"), ("job_title", text)));

    [Fact]
    public void Null_token_of_an_update_clears_a_value_but_never_an_identity()
    {
        ColumnPlan plan = ColumnPlan.For(["email", "job_title", "add_tags"], null, false, ColumnPurpose.Update);
        var parser = new RowParser(plan, new ReadingOptions { NullTokens = ["#N/A"] });

        Assert.True(parser.Parse(Row(plan, "a@example.com", "#N/A", "")).Find(ContactColumnKind.JobTitle)!.IsNull);
        AssertRule(RowRules.NullNotAllowed, parser.Parse(Row(plan, "#N/A", "", "")));
        AssertRule(RowRules.NullNotAllowed, parser.Parse(Row(plan, "a@example.com", "", "#N/A")));
    }

    [Theory]
    [InlineData("first_name", 50)]
    [InlineData("street", 255)]
    [InlineData("work_city", 50)]
    [InlineData("cf:x", 255)]
    [InlineData("add_note", 2000)]
    [InlineData("home_phone", 25)]
    public void Text_with_one_character_too_many_is_an_error(string heading, int max)
    {
        Assert.Empty(Parse(("email", "a@example.com"), (heading, new string('x', max))).Findings);
        Assert.Empty(
            Parse(("email", "a@example.com"), (heading, string.Concat(Enumerable.Repeat("😀", max)))).Findings
        );
        AssertRule(RowRules.TooLong, Parse(("email", "a@example.com"), (heading, new string('x', max + 1))));
    }

    [Fact]
    public void Names_are_split_and_trimmed_and_each_occurs_once()
    {
        RowValues values = Parse(
            ("email", "a@example.com"),
            ("add_to_lists", " Spring news ;; Members;MEMBERS; "),
            ("add_tags", " ; ")
        );

        Assert.Equal(["Spring news", "Members"], values.Find(ContactColumnKind.AddToLists)!.Names);
        Assert.Null(values.Find(ContactColumnKind.AddTags));
        AssertRule(
            RowRules.TooManyNames,
            Parse(("email", "a@example.com"), ("add_to_lists", string.Join(";", Enumerable.Range(0, 51))))
        );
    }

    [Fact]
    public void Four_phones_are_an_error_and_twenty_six_fields_a_warning()
    {
        AssertRule(
            RowRules.TooManyPhones,
            Parse(
                ("email", "a@example.com"),
                ("phone", "1"),
                ("home_phone", "1"),
                ("work_phone", "1"),
                ("mobile_phone", "1")
            )
        );
        RowFinding finding = Assert.Single(
            Parse([
                ("email", "a@example.com"),
                .. Enumerable.Range(0, 26).Select(i => ("cf:" + i, (string?)"v")),
            ]).Findings
        );
        Assert.Equal((RowRules.TooManyFields, FindingSeverity.Warning), (finding.RuleId, finding.Severity));
    }

    [Fact]
    public void Exception_of_an_invalid_row_names_row_source_and_column_and_every_reason()
    {
        RowValues values = Parse(("email", "a@example"), ("birthday_month", "1,5"), ("birthday_day", "1"));

        var error = Assert.Throws<InvalidInputException>(values.ThrowIfInvalid);

        Assert.Equal("CcInvalidValue", error.ErrorId);
        Assert.Contains(
            "Row 7 of people.csv, column 'birthday_month': '1,5' is not a whole number",
            error.Message,
            StringComparison.Ordinal
        );
        Assert.Contains("'a@example'", error.Message, StringComparison.Ordinal);
    }

    private static RowFinding AssertRule(string rule, RowValues values)
    {
        RowFinding finding = Assert.Single(values.Findings);
        Assert.Equal((rule, FindingSeverity.Error), (finding.RuleId, finding.Severity));
        Assert.Equal((7, "people.csv"), (finding.Row, finding.Source));
        Assert.NotEmpty(finding.Remedy);
        return finding;
    }

    private static RowValues Parse(string heading, string? value) => Parse((heading, value));

    private static RowValues Parse(params (string Heading, string? Value)[] cells) =>
        ParsedRow.Of(
            cells.Any(c => c.Heading.StartsWith("sms", StringComparison.Ordinal))
                ? ColumnPurpose.Import
                : ColumnPurpose.Update,
            cells
        );

    private static InputRow Row(ColumnPlan plan, params string?[] values) =>
        new(7, "people.csv", plan.Headings, values);
}
