using ConstantContact.Core.Columns;
using ConstantContact.Core.Errors;
using ConstantContact.Core.Rows;

namespace ConstantContact.Core.Tests.Rows;

/// <summary>Rows that are refused as a whole, and the reason.</summary>
public sealed class WholeRowTests
{
    private const string Id = "1618ae62-4752-11e9-9c8a-fa163e6b01c1";

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
        var row = ParsedRow.Of(
            purpose,
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
        var row = ParsedRow.Of(ColumnPurpose.Update, ("email", ""), ("first_name", "#N/A"));

        Assert.Equal([RowRules.ExcelError, RowRules.IdentityMissing], row.Findings.Select(f => f.RuleId));
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
}
