using ConstantContact.Core.Columns;
using ConstantContact.Core.Rows;

namespace ConstantContact.Core.Tests.Rows;

/// <summary>The limits of a contact, for rows at both sides of each.</summary>
public sealed class RowLimitTests
{
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
                    ? ParsedRow.Of(purpose, (heading, text))
                    : ParsedRow.Of(purpose, ("email", "a@example.com"), (heading, text));
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
            ParsedRow
                .Of(ColumnPurpose.Update, ("email", "a@example.com"), (heading, Names(most)))
                .Values.Single(v => v.Planned.Heading == heading)
                .Names.Count
        );
        Assert.Equal(
            RowRules.TooManyNames,
            Assert
                .Single(
                    ParsedRow.Of(ColumnPurpose.Update, ("email", "a@example.com"), (heading, Names(most + 1))).Findings
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
            ParsedRow
                .Of(ColumnPurpose.Update, [("email", "a@example.com"), .. phones, ("other_phone", "<null>")])
                .Findings
        );
        Assert.Equal(
            RowRules.TooManyPhones,
            Assert
                .Single(
                    ParsedRow
                        .Of(ColumnPurpose.Update, [("email", "a@example.com"), .. phones, ("other_phone", "4")])
                        .Findings
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
                ParsedRow
                    .Of(
                        ColumnPurpose.Update,
                        [
                            ("email", "a@example.com"),
                            .. Enumerable
                                .Range(0, count + cleared)
                                .Select(i => ($"cf:{i}", i < count ? "v" : "<null>")),
                        ]
                    )
                    .Findings.Select(f => f.Severity)
            );
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
            Assert.Single(ParsedRow.Of(purpose, [("email", "a@example.com"), .. cells]).Findings);
    }
}
