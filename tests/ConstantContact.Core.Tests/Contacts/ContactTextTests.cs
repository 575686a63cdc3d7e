using System.Globalization;
using ConstantContact.Core.Contacts;

namespace ConstantContact.Core.Tests.Contacts;

/// <summary>The strict readers of text, at both sides of every limit.</summary>
public sealed class ContactTextTests
{
    private static readonly string Local64 = new('l', 64);
    private static readonly string Label63 = new('d', 63);

    public static TheoryData<string, string> BadAddresses()
    {
        var bad = new TheoryData<string, string>
        {
            { "", "no @" },
            { "example.com", "no @" },
            { "@example.com", "nothing before the @" },
            { "a@b@c.org", "more than one @" },
            { "@@example.com", "more than one @" },
            { "a b@example.com", "holds a blank" },
            { $"{Local64}l@example.com", "more than 64 characters before the @" },
            { ".a@example.com", "a dot in a place" },
            { "a.@example.com", "a dot in a place" },
            { "a..b@example.com", "a dot in a place" },
            { "a@example..com", "a dot in a place" },
            { "a@.example.com", "a dot in a place" },
            { "a@example.com.", "a dot in a place" },
            { "a@", "nothing after the @" },
            { "a@example", "a domain without a dot" },
            { "a@example.12", "a number where the top-level domain" },
            { $"a@{Label63}d.com", "a malformed domain" },
            { "a@-example.com", "a malformed domain" },
            { "a@example-.com", "a malformed domain" },
            { "a@exam_ple.com", "the character _ in its domain" },
            { "a@exam'ple.com", "the character ' in its domain" },
            { "a@exam\u2603ple.com", "the character \u2603 in its domain" },
            { "a@exam\u007Fple.com", "hidden character U+007F" },
            { "a\t@example.com", "hidden character U+0009" },
            { "a\u001F@example.com", "hidden character U+001F" },
            { "a\u0085@example.com", "hidden character U+0085" },
            { "a\u00A0@example.com", "hidden character U+00A0" },
            { "a\u200B@example.com", "hidden character U+200B" },
            { "a\uFFFD@example.com", "hidden character U+FFFD" },
        };
        foreach (var c in "()<>[],;:\\\"")
        {
            bad.Add($"a{c}b@example.com", $"holds the character {c}");
        }

        return bad;
    }

    [Theory]
    [MemberData(nameof(BadAddresses))]
    public void Malformed_address_is_refused_with_the_reason(string address, string reason) =>
        Assert.Contains(reason, ContactText.CheckEmail(address), StringComparison.Ordinal);

    [Fact]
    public void Address_at_every_limit_is_accepted()
    {
        string[] good =
        [
            $"{Local64}@example.com",
            $"a@{Label63}.com",
            "a@b.c",
            "a+b-c_d!#$%&'*/=?^`{|}~@example.com",
            "a.b.c@example.com",
            "a@a-b.example.com",
            "a@1.example",
            "a@4u.example",
            "a@0.9z",
            "A@AZ.ZA",
            "a@z0.example",
            "\u00E9@b\u00FCcher.example",
            "a@\u0928\u093F\u0924\u094D.example",
            "a@\uD83D\uDE00.example",
            "a~@example.com",
        ];

        Assert.All(good, address => Assert.Null(ContactText.CheckEmail(address)));
    }

    [Theory]
    [InlineData("0", 0)]
    [InlineData("9", 9)]
    [InlineData("09", 9)]
    [InlineData("10", 10)]
    [InlineData("99", 99)]
    public void Small_whole_number_is_read(string text, int value)
    {
        Assert.Null(ContactText.ReadSmallInteger(text, out var read));
        Assert.Equal(value, read);
    }

    [Theory]
    [InlineData("", "not a whole number")]
    [InlineData("100", "too large")]
    [InlineData("abc", "not a whole number")]
    [InlineData("1a3", "not a whole number")]
    [InlineData("1:", "not a whole number")]
    [InlineData("1/", "not a whole number")]
    [InlineData("/1", "not a whole number")]
    [InlineData("+1", "not a whole number")]
    [InlineData("\u0661", "not a whole number")]
    public void Any_other_text_is_no_small_whole_number(string text, string reason)
    {
        Assert.Contains(reason, ContactText.ReadSmallInteger(text, out var read), StringComparison.Ordinal);
        Assert.Equal(0, read);
    }

    [Fact]
    public void Birthday_is_a_day_of_the_longest_year()
    {
        for (var month = -1; month <= 14; month++)
        {
            for (var day = -1; day <= 33; day++)
            {
                var exists = month is >= 1 and <= 12 && day >= 1 && day <= DateTime.DaysInMonth(2024, month);
                Assert.True(exists == ContactText.IsBirthday(month, day), $"{month}/{day}");
            }
        }
    }

    [Theory]
    [InlineData("1231231234", true)]
    [InlineData("123-123-1234", true)]
    [InlineData("0000000000", true)]
    [InlineData("9999999999", true)]
    [InlineData("123123123", false)]
    [InlineData("12312312345", false)]
    [InlineData("123123123456", false)]
    [InlineData("123-1231-234", false)]
    [InlineData("1231-23-1234", false)]
    [InlineData("123-12341234", false)]
    [InlineData("1231231-1234", false)]
    [InlineData("123-123-12a4", false)]
    [InlineData("12a1231234", false)]
    [InlineData("123.123.1234", false)]
    [InlineData("+1231231234", false)]
    [InlineData("123-123-/234", false)]
    [InlineData("123-123-:234", false)]
    [InlineData("", false)]
    public void Text_message_number_has_ten_digits_with_or_without_two_hyphens(string text, bool isNumber) =>
        Assert.Equal(isNumber, ContactText.CheckSmsNumber(text) is null);

    /// <summary>These texts are not in attributes, because an attribute cannot hold half a character.</summary>
    [Fact]
    public void Length_counts_code_points()
    {
        (string Text, int Length)[] texts =
        [
            ("", 0),
            ("abc", 3),
            ("\uD83D\uDE00", 1),
            ("a\uD83D\uDE00b\uD83D\uDE00", 4),
            ("\uD83D\uD83D\uDE00", 2),
            ("\uDE00\uD83D", 2),
            ("e\u0301", 2),
        ];

        Assert.All(texts, t => Assert.Equal(t.Length, ContactText.Length(t.Text)));
    }

    [Fact]
    public void Half_a_surrogate_pair_is_found_wherever_it_stands()
    {
        string[] whole = ["", "abc", "\uD7FF\uE000", "\uD83D\uDE00", "\uD800\uDC00\uDBFF\uDFFF", "a\uD83D\uDE00b"];
        string[] half =
        [
            "\uD83D",
            "a\uD83D",
            "\uD83Da",
            "\uD800",
            "\uDE00",
            "\uDFFF",
            "\uDE00\uD83D",
            "\uD83D\uDE00\uD83D",
            "\uD83D\uD83D\uDE00",
            "\uD83D\uDE00\uDE00",
        ];

        Assert.All(whole, text => Assert.False(ContactText.HasLoneSurrogate(text)));
        Assert.All(half, text => Assert.True(ContactText.HasLoneSurrogate(text)));
    }

    [Theory]
    [InlineData("#N/A", true)]
    [InlineData("#n/a", true)]
    [InlineData("#REF!", true)]
    [InlineData("#VALUE!", true)]
    [InlineData("#NAME?", true)]
    [InlineData("#DIV/0!", true)]
    [InlineData("#NUM!", true)]
    [InlineData("#null!", true)]
    [InlineData("#", false)]
    [InlineData("N/A", false)]
    [InlineData("#N/A ", false)]
    [InlineData("#hashtag", false)]
    [InlineData("", false)]
    public void Result_of_a_failed_formula_is_known(string text, bool isError) =>
        Assert.Equal(isError, ContactText.IsExcelError(text));

    [Fact]
    public void Hidden_character_is_named_the_same_in_every_culture()
    {
        var before = CultureInfo.CurrentCulture;
        try
        {
            CultureInfo.CurrentCulture = CultureInfo.GetCultureInfo("ar-SA");
            Assert.Contains("U+200B", ContactText.CheckEmail("a\u200B@example.com"), StringComparison.Ordinal);
        }
        finally
        {
            CultureInfo.CurrentCulture = before;
        }
    }
}
