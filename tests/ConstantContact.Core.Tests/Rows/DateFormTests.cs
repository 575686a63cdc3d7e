using ConstantContact.Core.Errors;
using ConstantContact.Core.Rows;

namespace ConstantContact.Core.Tests.Rows;

/// <summary>Dates and times as text, in the forms of the API and in one that the user names.</summary>
public sealed class DateFormTests
{
    private const string Malformed = "malformed";
    private const string Impossible = "impossible";
    private const string DayFirst = "day first";

    [Theory]
    [InlineData(null, "3/4/2024", "2024-03-04 ambiguous")]
    [InlineData(null, "3-4-2024", "2024-03-04 ambiguous")]
    [InlineData(null, "12/11/2024", "2024-12-11 ambiguous")]
    [InlineData(null, "12/12/2024", "2024-12-12")]
    [InlineData(null, "12/13/2024", "2024-12-13")]
    [InlineData(null, "12/31/9999", "9999-12-31")]
    [InlineData(null, "1/1/0001", "0001-01-01")]
    [InlineData(null, "2024/3/4", "2024-03-04")]
    [InlineData(null, "2024-3-4", "2024-03-04")]
    [InlineData(null, "2024-12-31", "2024-12-31")]
    [InlineData(null, "2/29/2024", "2024-02-29")]
    [InlineData(null, "13/12/2024", DayFirst)]
    [InlineData(null, "31/1/2024", DayFirst)]
    [InlineData(null, "31/2/2024", Impossible)]
    [InlineData(null, "2/29/2023", Impossible)]
    [InlineData(null, "0/1/2024", Impossible)]
    [InlineData(null, "1/0/2024", Impossible)]
    [InlineData(null, "1/32/2024", Impossible)]
    [InlineData(null, "1/1/0000", Impossible)]
    [InlineData(null, "2024-13-12", Impossible)]
    [InlineData(null, "2024-00-12", Impossible)]
    [InlineData(null, "2024-12-00", Impossible)]
    [InlineData(null, "2024/31/1", Impossible)]
    [InlineData(null, "3.4.2024", Malformed)]
    [InlineData(null, "2024.3.4", Malformed)]
    [InlineData(null, "3/4-2024", Malformed)]
    [InlineData(null, "3 4 2024", Malformed)]
    [InlineData(null, "3/4/24", Malformed)]
    [InlineData(null, "3/4/202", Malformed)]
    [InlineData(null, "3/4/20245", Malformed)]
    [InlineData(null, "003/4/2024", Malformed)]
    [InlineData(null, "3/004/2024", Malformed)]
    [InlineData(null, "2024-3-004", Malformed)]
    [InlineData(null, "20245-3-4", Malformed)]
    [InlineData(null, "202-3-4", Malformed)]
    [InlineData(null, "3/4/", Malformed)]
    [InlineData(null, "3/4", Malformed)]
    [InlineData(null, "3//2024", Malformed)]
    [InlineData(null, "3/", Malformed)]
    [InlineData(null, "/3/4", Malformed)]
    [InlineData(null, "3/4/2024 ", Malformed)]
    [InlineData(null, "3/4/2024x", Malformed)]
    [InlineData(null, "43831", Malformed)]
    [InlineData(null, "4383", Malformed)]
    [InlineData(null, "x", Malformed)]
    [InlineData(null, "", Malformed)]
    [InlineData("dd/MM/yyyy", "3/4/2024", "2024-04-03")]
    [InlineData("dd/MM/yyyy", "31/12/2024", "2024-12-31")]
    [InlineData("dd/MM/yyyy", "12/31/2024", Impossible)]
    [InlineData("dd/MM/yyyy", "2024-04-03", "2024-04-03")]
    [InlineData("dd/MM/yyyy", "2024/04/03", Malformed)]
    [InlineData("dd/MM/yyyy", "3-4-2024", Malformed)]
    [InlineData("dd/MM/yyyy", "3.4.2024", Malformed)]
    [InlineData(" d.M.yyyy ", "3.4.2024", "2024-04-03")]
    [InlineData("d.M.yyyy", "2024.4.3", Malformed)]
    [InlineData("MM-dd-yyyy", "3-4-2024", "2024-03-04")]
    [InlineData("MM/dd/yyyy", "13/12/2024", Impossible)]
    [InlineData("yyyy/MM/dd", "2024/3/4", "2024-03-04")]
    [InlineData("yyyy/MM/dd", "3/4/2024", Malformed)]
    [InlineData("yyyy.MM.dd", "2024.3.4", "2024-03-04")]
    public void Date_is_read_in_its_form_or_refused(string? form, string text, string expected)
    {
        var why = DateForm.Of(form).Read(text, out var reading);

        var found =
            why is null ? reading.Canonical + (reading.IsAmbiguous ? " ambiguous" : "")
            : reading.IsDayFirst ? DayFirst
            : reading.IsImpossible ? Impossible
            : Malformed;
        Assert.Equal(expected, found);
        Assert.Equal(why is not null && found != Malformed, reading.IsImpossible);
        Assert.True(why is null || why.Contains($"'{text}'", StringComparison.Ordinal), why);
    }

    [Theory]
    [InlineData("43831", "a spreadsheet's serial number")]
    [InlineData("3/4/24", "a year of two digits")]
    [InlineData("3.4.2024", "points between its parts")]
    [InlineData("31/1/2024", "it looks like day first")]
    [InlineData("31/2/2024", "a day that does not exist")]
    [InlineData("2024.1.1", "not a date in a form that the service takes")]
    public void Reason_describes_the_form_of_the_text(string text, string reason) =>
        Assert.Contains(reason, DateForm.Api.Read(text, out _), StringComparison.Ordinal);

    [Theory]
    [InlineData("")]
    [InlineData("yyyy")]
    [InlineData("dd/MM")]
    [InlineData("MM/yyyy/dd")]
    [InlineData("dd/MM/yy")]
    [InlineData("dd/mm/yyyy")]
    [InlineData("ddd/MM/yyyy")]
    [InlineData("dd MM yyyy")]
    [InlineData("dd/MM-yyyy")]
    [InlineData("dd/MM/yyyy/dd")]
    [InlineData("yyyy/dd/MM")]
    public void Form_of_another_kind_is_refused(string form) =>
        Assert.Equal("CcInvalidValue", Assert.Throws<InvalidInputException>(() => DateForm.Of(form)).ErrorId);

    [Fact]
    public void Form_is_named_in_the_remedy_and_in_the_reason()
    {
        var form = DateForm.Of(" dd/MM/yyyy ");

        Assert.Equal("dd/MM/yyyy", form.Text);
        Assert.Contains("dd/MM/yyyy", form.Remedy, StringComparison.Ordinal);
        Assert.Contains("in the form dd/MM/yyyy", form.Read("x", out _), StringComparison.Ordinal);
        Assert.Same(DateForm.Api, DateForm.Of(null));
        Assert.Contains("-DateFormat 'dd/MM/yyyy'", DateForm.Api.Remedy, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("2024-03-04", "2024-03-04 00:00:00")]
    [InlineData("2024-03-04T05:06", "2024-03-04 05:06:00")]
    [InlineData("2024-03-04 5:06", "2024-03-04 05:06:00")]
    [InlineData("2024-03-04T05:06:07", "2024-03-04 05:06:07")]
    [InlineData("2024-03-04T5:06:07", "2024-03-04 05:06:07")]
    [InlineData("2024-03-04T05:06:07Z", "2024-03-04 05:06:07")]
    [InlineData("2024-03-04T05:06:07 z", "2024-03-04 05:06:07")]
    [InlineData("2024-03-04T05:06:07.1234567Z", "2024-03-04 05:06:07")]
    [InlineData("2024-03-04T05:06:07+01:30", "2024-03-04 03:36:07")]
    [InlineData("2024-03-04T05:06:07-0130", "2024-03-04 06:36:07")]
    [InlineData("2024-03-04T05:06:07+14", "2024-03-03 15:06:07")]
    [InlineData("2024-03-04T23:59:59-14:00", "2024-03-05 13:59:59")]
    [InlineData("3/4/2024 05:06", "2024-03-04 05:06:00")]
    [InlineData("0001-01-01T14:00+14:00", "0001-01-01 00:00:00")]
    [InlineData("9999-12-31T23:59:59.9999999Z", "9999-12-31 23:59:59")]
    public void Moment_is_read_to_the_second_in_utc(string text, string expected)
    {
        Assert.Null(DateForm.Api.ReadMoment(text, out var utc, out _));
        Assert.Equal(expected, utc.ToString("yyyy-MM-dd HH:mm:ss", System.Globalization.CultureInfo.InvariantCulture));
        Assert.Equal(DateTimeKind.Utc, utc.Kind);
    }

    [Theory]
    [InlineData("2024-03-04T", false)]
    [InlineData("2024-03-04T24:00", false)]
    [InlineData("2024-03-04T05", false)]
    [InlineData("2024-03-04T05:60", false)]
    [InlineData("2024-03-04T05:06:07+14:01", false)]
    [InlineData("2024-03-04T05:06:07+1", false)]
    [InlineData("2024-03-04T05:06:07+", false)]
    [InlineData("2024-03-04T05:06:07ZZ", false)]
    [InlineData("2024-03-04TZ", false)]
    [InlineData("0001-01-01T13:59+14:00", false)]
    [InlineData("9999-12-31T23:00-01:00", false)]
    [InlineData("x", false)]
    [InlineData("2024-02-30T05:06", true)]
    [InlineData("2024-02-30", true)]
    public void Text_that_is_no_moment_is_refused(string text, bool isImpossible)
    {
        var why = DateForm.Api.ReadMoment(text, out var utc, out var reading);

        Assert.Contains(
            isImpossible ? "a day that does not exist" : $"'{text}' is not a date and time",
            why,
            StringComparison.Ordinal
        );
        Assert.Equal((default, isImpossible), (utc, reading.IsImpossible));
    }

    [Theory]
    [InlineData(null, "3/4", 3, 4)]
    [InlineData(null, "03-14", 3, 14)]
    [InlineData(null, "12/31", 12, 31)]
    [InlineData("dd/MM/yyyy", "3/4", 4, 3)]
    [InlineData("dd.MM.yyyy", "3.4", 4, 3)]
    [InlineData("dd.MM.yyyy", "3/4", 4, 3)]
    [InlineData("MM/dd/yyyy", "3/4", 3, 4)]
    [InlineData(null, "99/99", 99, 99)]
    public void Birthday_is_read_in_the_order_of_the_form(string? form, string text, int month, int day)
    {
        Assert.True(DateForm.Of(form).ReadBirthday(text, out var readMonth, out var readDay));
        Assert.Equal((month, day), (readMonth, readDay));
    }

    [Theory]
    [InlineData("")]
    [InlineData("3")]
    [InlineData("12")]
    [InlineData("/4")]
    [InlineData("3/")]
    [InlineData("3.4")]
    [InlineData("3 4")]
    [InlineData("123/4")]
    [InlineData("3/456")]
    [InlineData("3/4/")]
    [InlineData("3/4x")]
    public void Text_that_is_no_month_and_day_is_refused(string text) =>
        Assert.False(DateForm.Api.ReadBirthday(text, out _, out _));

    [Fact]
    public void Ambiguous_date_is_doubtful_once_its_column_has_a_day_first_one()
    {
        DateForm.Api.Read("3/4/2024", out var ambiguous);
        DateForm.Api.Read("31/1/2024", out var dayFirst);
        DateForm.Api.Read("2024-01-31", out var sure);
        var (stream, file) = (new DateEvidence(isStream: true), new DateEvidence(isStream: false));

        Assert.Equal(
            [null, null, null, null],
            Judged(stream, ("a", ambiguous), ("a", sure), ("b", dayFirst), ("a", ambiguous))
        );
        Assert.False(stream.IsDoubtful);
        Assert.Equal(
            [null, FindingSeverity.Warning, null, null],
            Judged(stream, ("A", dayFirst), ("a", ambiguous), ("c", ambiguous), ("a", sure))
        );
        Assert.True(stream.IsDoubtful);

        Assert.Equal([null, null, null], Judged(file, ("a", dayFirst), ("a", ambiguous), ("b", ambiguous)));
        Assert.False(file.IsSettled);
        file.Settle();
        Assert.True(file.IsSettled && file.IsDoubtful);
        Assert.Equal(
            [FindingSeverity.Error, null, null],
            Judged(file, ("A", ambiguous), ("b", ambiguous), ("a", dayFirst))
        );
        stream.Settle();
        Assert.Equal([FindingSeverity.Error], Judged(stream, ("a", ambiguous)));
    }

    private static IEnumerable<string?> Judged(
        DateEvidence evidence,
        params (string Column, DateReading Reading)[] values
    ) => [.. values.Select(v => evidence.Judge(v.Column, v.Reading))];
}
