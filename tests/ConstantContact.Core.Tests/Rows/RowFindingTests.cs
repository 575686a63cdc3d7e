using ConstantContact.Core.Columns;
using ConstantContact.Core.Rows;

namespace ConstantContact.Core.Tests.Rows;

/// <summary>Problems of rows as users read them, and the marks that spreadsheets and encodings leave.</summary>
public sealed class RowFindingTests
{
    [Theory]
    [InlineData(7, "people.csv", "email", "Row 7 of people.csv, column 'email': it is bad")]
    [InlineData(7, "people.csv", null, "Row 7 of people.csv: it is bad")]
    [InlineData(7, null, "email", "Row 7, column 'email': it is bad")]
    [InlineData(0, null, "email", "It is bad")]
    [InlineData(0, null, "contact_id", "It is bad")]
    [InlineData(0, null, null, "It is bad")]
    [InlineData(0, null, "JobTitle", "-JobTitle: it is bad")]
    [InlineData(0, null, "job_title", "-job_title: it is bad")]
    [InlineData(0, null, "cf:Shirt size", "-CustomField 'Shirt size': it is bad")]
    [InlineData(0, null, "CF:size", "-CustomField 'size': it is bad")]
    [InlineData(0, null, "home_phone", "-Phone 'home': it is bad")]
    [InlineData(0, null, "mobile_phone", "-Phone 'mobile': it is bad")]
    [InlineData(0, null, "work_postal_code", "-Address 'work postal code': it is bad")]
    [InlineData(0, null, "other_city", "-Address 'other city': it is bad")]
    [InlineData(0, "people.csv", "email", "People.csv, column 'email': it is bad")]
    [InlineData(0, "people.csv", null, "People.csv: it is bad")]
    public void Finding_names_the_row_or_the_parameter(long row, string? source, string? column, string text) =>
        Assert.Equal(
            text,
            new RowFinding("r", FindingSeverity.Error, row, source, column, "v", "it is bad", "Mend it.").ToString()
        );

    [Theory]
    [InlineData(0, null, "the parameters")]
    [InlineData(0, "x.csv", "the parameters")]
    [InlineData(3, null, "row 3")]
    [InlineData(1234567, "x.csv", "row 1234567 of x.csv")]
    public void Origin_of_a_value_is_named(long row, string? source, string name)
    {
        Assert.Equal(name, RowName.Of(row, source));
        Assert.Equal(name, new InputRow(row, source, [], []).ToString());
        Assert.Equal($"{row}", RowName.Number(row));
    }

    [Fact]
    public void Several_errors_become_one_with_each_remedy_once()
    {
        var e = RowFinding.ToException([
            Finding("a", "Mend it."),
            Finding("b", "Mend it."),
            Finding("c", "Leave it out."),
        ]);

        Assert.Equal(
            ("CcInvalidValue", "Row 1: a. Row 1: b. Row 1: c.", "Mend it. Leave it out."),
            (e.ErrorId, e.Message, e.RecommendedAction)
        );
        Assert.Equal(
            ("CcInvalidValue", "Row 1: a.", "Mend it."),
            (
                RowFinding.ToException([Finding("a", "Mend it.")]).ErrorId,
                RowFinding.ToException([Finding("a", "Mend it.")]).Message,
                Finding("a", "Mend it.").ToException().RecommendedAction
            )
        );
        Assert.Equal(
            "People.csv: x",
            RowFinding.OfInput("r", FindingSeverity.Warning, "people.csv", null, "x", "y").ToString()
        );
        Assert.Equal("The input: x", RowFinding.OfInput("r", FindingSeverity.Warning, null, null, "x", "y").ToString());
        Assert.Equal(
            (RowRules.UnreadableValue, FindingSeverity.Error, 4L),
            (
                RowFinding.Unreadable(4, "c", "x", "y").RuleId,
                RowFinding.Unreadable(4, "c", "x", "y").Severity,
                RowFinding.Unreadable(4, "c", "x", "y").Row
            )
        );
    }

    [Fact]
    public void Failure_has_its_errors_and_names_the_side_that_refused_the_row()
    {
        var warning = new RowFinding("w", FindingSeverity.Warning, 1, null, "zip", "v", "odd", "Look.");
        var error = new RowFinding("r", FindingSeverity.Error, 1, null, "email", "v", "bad", "Mend it.");
        var local = new RowFailure(1, "x.csv", [warning, error, Finding("worse", "Mend it.")]);

        Assert.Equal("email: bad; worse", local.Reason);
        Assert.Equal("row 1 of x.csv: email: bad; worse", local.ToString());
        Assert.Equal("Row 1, column 'email': bad. Row 1: worse.", local.ToException().Message);
        Assert.True(local.IsRefusedLocally);
        Assert.All(
            new[] { RowRules.Refused, RowRules.NotOnList },
            rule =>
                Assert.False(
                    new RowFailure(
                        1,
                        null,
                        [error, new RowFinding(rule, FindingSeverity.Error, 1, null, null, null, "m", "r")]
                    ).IsRefusedLocally
                )
        );
    }

    [Theory]
    [InlineData("first_name", "Zo\u00C3\u00AB", RowRules.Mojibake)]
    [InlineData("email", "zo\u00C3\u00AB@example.com", RowRules.Mojibake)]
    [InlineData("job_title", "it\u00E2\u20AC\u2122s", RowRules.Mojibake)]
    [InlineData("cf:x", "\u00D0\u00B0", RowRules.Mojibake)]
    [InlineData("first_name", "Zo\u00EB", "")]
    [InlineData("first_name", "M?ller", RowRules.LostCharacter)]
    [InlineData("first_name", "why?", "")]
    [InlineData("first_name", "?a", "")]
    [InlineData("first_name", "a? b", "")]
    [InlineData("cf:x", "M?ller", "")]
    [InlineData("first_name", "a?b", RowRules.LostCharacter)]
    [InlineData("home_phone", "1.23E+11", RowRules.ScientificNumber)]
    [InlineData("email", "a?b@example.com", "")]
    [InlineData("home_phone", "0E5", RowRules.ScientificNumber)]
    [InlineData("home_phone", "9E5", RowRules.ScientificNumber)]
    [InlineData("home_phone", "1E5", RowRules.ScientificNumber)]
    [InlineData("home_phone", "-1,5e+005", RowRules.ScientificNumber)]
    [InlineData("home_phone", "1.23E-11", "")]
    [InlineData("home_phone", "12E5", "")]
    [InlineData("home_phone", "E5", "")]
    [InlineData("cf:x", "+1e9", RowRules.ScientificNumber)]
    [InlineData("home_postal_code", "2138", RowRules.LostZero)]
    [InlineData("home_postal_code", "501", RowRules.LostZero)]
    [InlineData("home_postal_code", "2138-1234", RowRules.LostZero)]
    [InlineData("home_postal_code", "02138", "")]
    [InlineData("home_postal_code", "12", "")]
    [InlineData("cf:start date", "45123", RowRules.SerialDate)]
    [InlineData("cf:Birthdate", "12345", RowRules.SerialDate)]
    [InlineData("cf:date of birth", "12345", RowRules.SerialDate)]
    [InlineData("cf:start date", "65123", "")]
    [InlineData("cf:start date", "4512", "")]
    [InlineData("cf:start", "45123", "")]
    [InlineData("cf:x", "7", "")]
    [InlineData("birthday_month", "3", "")]
    [InlineData("first_name", "7e", "")]
    [InlineData("home_street", "12 Eve Street 5", "")]
    [InlineData("home_postal_code", "A1B", "")]
    [InlineData("cf:start date", "451234", "")]
    public void Mark_of_damage_is_found_where_it_counts(string heading, string value, string rule)
    {
        var row = Parse((heading, value));

        Assert.Equal(rule, string.Join(",", CellDamage.In(row).Select(f => f.RuleId)));
        Assert.All(
            CellDamage.In(row),
            f =>
                Assert.Equal(
                    (FindingSeverity.Warning, 7L, "people.csv", heading, value),
                    (f.Severity, f.Row, f.Source, f.Column, f.Value)
                )
        );
    }

    [Theory]
    [InlineData("home_country", "US", true)]
    [InlineData("home_country", "united states", true)]
    [InlineData("home_country", "U.S.A.", true)]
    [InlineData("home_country", "AT", false)]
    [InlineData("work_country", "AT", true)]
    public void Short_postal_code_is_doubtful_only_in_the_united_states(
        string heading,
        string country,
        bool isDoubtful
    ) =>
        Assert.Equal(
            isDoubtful,
            CellDamage
                .In(Parse(("home_postal_code", "8010"), (heading, country)))
                .Any(f => f.RuleId == RowRules.LostZero)
        );

    [Fact]
    public void Cleared_value_has_no_mark_of_damage()
    {
        string[] headings = ["email", "job_title"];
        var parser = new RowParser(
            ColumnPlan.For(headings, null, false, ColumnPurpose.Update),
            new ReadingOptions { NullTokens = ["-"] }
        );

        var row = parser.Parse(new InputRow(7, "people.csv", headings, ["a@example.com", "-"]));

        Assert.True(row.Find(ContactColumnKind.JobTitle)!.IsNull);
        Assert.Empty(CellDamage.In(row));
    }

    [Fact]
    public void Damage_is_counted_by_rule_and_row_in_the_order_in_which_it_was_found()
    {
        var tally = new DamageTally();
        tally.Look(Parse(1, ("first_name", "Ann")));
        tally.Look(Parse(2, ("home_phone", "1E5"), ("work_phone", "1E6")));
        tally.Look(Parse(3, ("first_name", "M?ller")));
        tally.Look(Parse(4, ("first_name", "M?ller"), ("home_phone", "1E5")));

        Assert.StartsWith(
            "Values of 2 rows look damaged (scientific-number). The first: Row 2",
            tally.Notes[0].ToString(),
            StringComparison.Ordinal
        );
        Assert.StartsWith(
            "A value looks damaged (scientific-number). Row 2",
            (tally.Notes[0] with { Rows = 1 }).ToString(),
            StringComparison.Ordinal
        );
        Assert.Equal(
            [(RowRules.ScientificNumber, 2L, 2L), (RowRules.LostCharacter, 2L, 3L)],
            tally.Notes.Select(n => (n.RuleId, n.Rows, n.First.Row))
        );
    }

    private static RowFinding Finding(string message, string remedy) =>
        new("r", FindingSeverity.Error, 1, null, null, null, message, remedy);

    private static RowValues Parse(params (string Heading, string Value)[] cells) => Parse(7, cells);

    private static RowValues Parse(long number, params (string Heading, string Value)[] cells)
    {
        string[] headings =
        [
            .. cells.Any(c => c.Heading == "email") ? [] : new[] { "email" },
            .. cells.Select(c => c.Heading),
            .. cells.Any(c => c.Heading == "birthday_month") ? ["birthday_day"] : Array.Empty<string>(),
        ];
        string[] values =
        [
            .. cells.Any(c => c.Heading == "email") ? [] : new[] { "a@example.com" },
            .. cells.Select(c => c.Value),
            .. headings[^1] == "birthday_day" ? ["1"] : Array.Empty<string>(),
        ];
        return new RowParser(ColumnPlan.For(headings, null, false, ColumnPurpose.Update)).Parse(
            new InputRow(number, "people.csv", headings, values)
        );
    }
}
