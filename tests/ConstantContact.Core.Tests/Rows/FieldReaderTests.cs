using System.Text.Json.Nodes;
using ConstantContact.Core.Contacts;
using ConstantContact.Core.Rows;

namespace ConstantContact.Core.Tests.Rows;

/// <summary>A cell as the value of a custom field, by the field's type.</summary>
public sealed class FieldReaderTests
{
    private const string Signed = """{"allow_negative":true,"decimal_places":2}""";

    [Theory]
    [InlineData("number", null, "12.5", "12.5")]
    [InlineData("number", null, "-0.001", "-0.001")]
    [InlineData("number", null, "+5", "+5")]
    [InlineData("number", null, "007", "007")]
    [InlineData("number", null, "1e3", "! is not a number")]
    [InlineData("number", null, "1,000", "! is not a number")]
    [InlineData("number", null, " 5", "! is not a number")]
    [InlineData("number", null, "(5)", "! is not a number")]
    [InlineData("number", Signed, "-1.25", "-1.25")]
    [InlineData("number", Signed, "1.250", "1.250")]
    [InlineData("number", Signed, "1.251", "!more than the 2 decimal places")]
    [InlineData("currency", """{"allow_negative":false,"decimal_places":2}""", "0", "0")]
    [InlineData("currency", """{"allow_negative":false,"decimal_places":2}""", "-0", "-0")]
    [InlineData("currency", """{"allow_negative":false,"decimal_places":2}""", "-0.01", "!is below zero")]
    [InlineData("number", """{"allow_negative":true,"integer":true}""", "5.0", "5.0")]
    [InlineData("number", """{"allow_negative":true,"integer":true}""", "5.5", "!is not a whole number")]
    [InlineData(
        "number",
        """{"allow_negative":true,"decimal_places":28}""",
        "0.1234567890123456789012345678",
        "0.1234567890123456789012345678"
    )]
    [InlineData("number", """{"allow_negative":true,"decimal_places":29}""", "0.1", "0.1")]
    [InlineData("number", """{"allow_negative":true,"decimal_places":-1}""", "0.1", "0.1")]
    [InlineData("boolean", null, "Yes", "true")]
    [InlineData("boolean", null, "1", "true")]
    [InlineData("boolean", null, "tRUE", "true")]
    [InlineData("boolean", null, "no", "false")]
    [InlineData("boolean", null, "0", "false")]
    [InlineData("boolean", null, "False", "false")]
    [InlineData("boolean", null, "y", "!neither true nor false")]
    [InlineData("string", null, "=x; y", "=x; y")]
    [InlineData("text_area", null, "a\nb", "a\nb")]
    [InlineData("datetime", null, "2024-03-04T05:06Z", "2024-03-04T05:06:00Z")]
    [InlineData("datetime", null, "2024-02-30", "!a day that does not exist")]
    [InlineData("datetime", null, "x", "!is not a date and time")]
    public void Value_is_read_by_the_type_of_its_field(string type, string? rules, string cell, string expected) =>
        Assert.Equal(expected.TrimStart('!', ' '), Shown(Read(Field(type, 2, rules), cell), expected));

    [Theory]
    [InlineData(1L, null, "3/4/2024", "3/4/2024")]
    [InlineData(2L, null, "3/4/2024", "2024-03-04")]
    [InlineData(3L, null, "3/4/2024", "2024-03-04")]
    [InlineData(null, null, "3/4/2024", "3/4/2024")]
    [InlineData(1L, "dd/MM/yyyy", "3/4/2024", "2024-04-03")]
    [InlineData(1L, null, "2/30/2024", "!a day that does not exist")]
    [InlineData(2L, null, "soon", "!is not a date")]
    public void Date_of_the_second_version_and_of_a_named_form_is_stored_as_a_day(
        long? version,
        string? form,
        string cell,
        string expected
    )
    {
        var reading = FieldReader.Read(Field("date", version), cell, DateForm.Of(form), forImport: false);

        Assert.Equal(expected.TrimStart('!'), Shown(reading, expected));
        Assert.Equal(form is null && cell == "3/4/2024", reading.Date.IsAmbiguous);
    }

    [Theory]
    [InlineData("date", "2/30/2024", RowRules.DateImpossible)]
    [InlineData("date", "soon", RowRules.DateMalformed)]
    [InlineData("datetime", "2024-02-30", RowRules.DateImpossible)]
    [InlineData("datetime", "soon", RowRules.DateMalformed)]
    [InlineData("number", "x", RowRules.NumberMalformed)]
    [InlineData("boolean", "x", RowRules.BooleanMalformed)]
    [InlineData("single_select", "x", RowRules.UnknownChoice)]
    public void Refusal_has_the_rule_of_its_kind(string type, string cell, string rule)
    {
        var reading = Read(Field(type, 2), cell);

        Assert.Equal((rule, ""), (reading.Rule, reading.Text));
        Assert.Null(reading.ChoiceIds);
    }

    [Fact]
    public void Moment_is_the_day_of_a_date_and_the_second_of_a_time()
    {
        var moment = Cells.Of(new DateTimeOffset(2024, 3, 4, 23, 6, 7, TimeSpan.FromHours(-4)))!;

        Assert.Equal("2024-03-04", Read(Field("date", 1), moment).Text);
        Assert.Equal("2024-03-05T03:06:07Z", Read(Field("datetime", 1), moment).Text);
        Assert.Equal("2024-03-04T23:06:07-04:00", Read(Field("string", 1), moment).Text);
    }

    [Fact]
    public void Several_values_are_for_fields_that_take_several()
    {
        var several = Cells.Of(new[] { "M", "l" })!;

        Assert.Equal(["2", "3"], Read(Choices("multi_select"), several).ChoiceIds);
        Assert.Equal("M;L", Read(Choices("multi_select"), several).Text);
        Assert.All(
            new[] { Choices("single_select"), Field("string", 1), Field("number", 1) },
            field => Assert.Equal(RowRules.SeveralValues, Read(field, several).Rule)
        );
        Assert.Contains(
            "there are 2 values (M, l), but",
            Read(Field("string", 1), several).Message,
            StringComparison.Ordinal
        );
        Assert.Contains(
            "6 values (a, b, c, d, e, ...)",
            Read(Field("string", 1), Cells.Of(new[] { "a", "b", "c", "d", "e", "f" })!).Message,
            StringComparison.Ordinal
        );
        Assert.Contains(
            "5 values (a, b, c, d, e)",
            Read(Field("string", 1), Cells.Of(new[] { "a", "b", "c", "d", "e" })!).Message,
            StringComparison.Ordinal
        );
        Assert.Equal(RowRules.UnusableType, Read(Choices("multi_select"), Cells.Of(new object())!).Rule);
    }

    [Theory]
    [InlineData("s", "1", "S")]
    [InlineData(" M ", "2", "M")]
    [InlineData("plain", "9", "plain")]
    [InlineData("Gone", null, "is not a choice of this field")]
    [InlineData("S;M", null, "is not a choice of this field")]
    [InlineData("Twice", null, "is the label of 2 choices")]
    [InlineData("Comma, too", "4", "Comma, too")]
    public void Single_choice_is_found_by_its_label(string cell, string? id, string text)
    {
        var reading = Read(Choices("single_select"), cell);

        Assert.Equal(id, reading.ChoiceIds?.Single());
        Assert.Contains(text, id is null ? reading.Message : reading.Text, StringComparison.Ordinal);
        Assert.True(
            id is not null
                || reading.Remedy.StartsWith(
                    "Choices are: S, M, L, Comma, too, Twice, twice, plain",
                    StringComparison.Ordinal
                ),
            reading.Remedy
        );
    }

    [Theory]
    [InlineData("S;M", "1,2")]
    [InlineData("m;M;m", "2")]
    [InlineData("S, L", "1,3")]
    [InlineData("S,Comma, too", "1,4")]
    [InlineData("Comma, too", "4")]
    [InlineData("\"Comma, too\";S", "4,1")]
    [InlineData("S;XXL", "!is not a choice")]
    [InlineData("S;Twice", "!is the label of 2 choices")]
    [InlineData(";", "!names no choice")]
    [InlineData("\"S", "!does not end properly")]
    [InlineData("Gone", "!is not a choice")]
    public void Several_choices_are_found_in_the_modules_form_and_in_that_of_an_export(string cell, string expected)
    {
        var reading = Read(Choices("multi_select"), cell);

        Assert.Contains(
            expected.TrimStart('!'),
            expected[0] == '!' ? reading.Message : string.Join(",", reading.ChoiceIds!),
            StringComparison.Ordinal
        );
    }

    [Theory]
    [InlineData("S;M", true)]
    [InlineData("Comma, too", false)]
    [InlineData("S;Comma, too", false)]
    [InlineData("XXL", false)]
    public void Import_cannot_name_a_choice_with_a_separator_in_its_label(string cell, bool isTaken)
    {
        var reading = FieldReader.Read(Choices("multi_select"), cell, DateForm.Api, forImport: true);

        Assert.Equal(isTaken, reading.Rule is null);
        Assert.Equal(cell.Contains("Comma"), reading.Message.Contains("comma or semicolon"));
    }

    private static string Shown(FieldReading reading, string expected) =>
        expected[0] != '!' ? reading.Text
        : reading.Message.Contains(expected.TrimStart('!', ' ')) ? expected.TrimStart('!', ' ')
        : $"{reading.Text}{reading.Message}";

    private static FieldReading Read(CustomField field, object cell) =>
        FieldReader.Read(field, cell, DateForm.Api, forImport: false);

    private static CustomField Field(string type, long? version, string? rules = null) =>
        new()
        {
            Id = "f",
            Label = "Field",
            Type = type,
            Version = version,
            Rules = rules is null ? null : JsonNode.Parse(rules)!.AsObject(),
        };

    private static CustomField Choices(string type) =>
        new()
        {
            Id = "f",
            Label = "Size",
            Type = type,
            Choices =
            [
                Choice("1", "S"),
                Choice("2", "M"),
                Choice("3", "L"),
                Choice("4", "Comma, too"),
                Choice("5", "Twice"),
                Choice("6", "twice"),
                new CustomFieldChoice
                {
                    Id = "7",
                    Label = "Gone",
                    DeletedAt = new DateTimeOffset(2020, 1, 1, 0, 0, 0, TimeSpan.Zero),
                },
                Choice("9", "plain"),
            ],
        };

    private static CustomFieldChoice Choice(string id, string label) => new() { Id = id, Label = label };
}
