using System.Collections;
using System.Globalization;
using ConstantContact.Core.Rows;

namespace ConstantContact.Core.Tests.Rows;

/// <summary>.NET values as cells, and cells in the module's own files.</summary>
public sealed class CellsTests
{
    private enum Tint
    {
        Red,
    }

    private sealed class Own : List<int>;

    public static TheoryData<object?, string> Values =>
        new()
        {
            { null, "" },
            { DBNull.Value, "" },
            { " a ", "a" },
            { 'c', "c" },
            { ' ', "" },
            { true, "true" },
            { false, "false" },
            { 1.5, "1.5" },
            { 0.1f, "0.1" },
            { 1e20, "100000000000000000000" },
            { 1e-5, "0.00001" },
            { 1e300, "1E+300" },
            { 1e10f, "10000000000" },
            { double.NaN, "!Double" },
            { double.PositiveInfinity, "!Double" },
            { double.NegativeInfinity, "!Double" },
            { float.NaN, "!Single" },
            { (sbyte)-1, "-1" },
            { byte.MaxValue, "255" },
            { short.MinValue, "-32768" },
            { ushort.MaxValue, "65535" },
            { uint.MaxValue, "4294967295" },
            { long.MinValue, "-9223372036854775808" },
            { ulong.MaxValue, "18446744073709551615" },
            { 1.50m, "1.50" },
            { new System.Numerics.BigInteger(7), "7" },
            { new Guid("1618AE62-4752-11e9-9c8a-fa163e6b01c1"), "1618ae62-4752-11e9-9c8a-fa163e6b01c1" },
            { Tint.Red, "Red" },
            { new Uri("http://example.com/%20"), "http://example.com/%20" },
            { new object(), "!Object" },
            { TimeSpan.Zero, "!TimeSpan" },
            { new Dictionary<string, List<int>>(StringComparer.Ordinal), "!Dictionary<String, List<Int32>>" },
            { new Hashtable(), "!Hashtable" },
            { Array.Empty<int>(), "" },
            { new[] { "a" }, "a" },
            { new[] { "", "a", null }, "a" },
            { new object?[] { null, "" }, "" },
            { new[] { "a", "b;c" }, "*a;\"b;c\"" },
            {
                new List<int> { 1, 2 },
                "*1;2"
            },
            {
                new HashSet<string>(StringComparer.Ordinal) { "a", "b" },
                "*a;b"
            },
            { new Queue<object>([1, "x"]), "*1;x" },
            { new object[] { "a", new object() }, "!Object[]" },
            {
                new Own { 1, 2 },
                "*1;2"
            },
            {
                new Dictionary<object, int> { [new object()] = 1 }.Keys,
                "!KeyCollection<Object, Int32>"
            },
            { new object[] { "a", new[] { "b", "c" } }, "!Object[]" },
            { new[] { new DateTime(2026, 7, 1, 0, 0, 0, DateTimeKind.Utc) }, "@2026-07-01" },
            { new object[] { new DateTime(2026, 7, 1, 14, 5, 6, DateTimeKind.Utc), "x" }, "*2026-07-01T14:05:06;x" },
            { new DateTimeOffset(2026, 7, 1, 0, 0, 0, TimeSpan.FromHours(2)), "@2026-07-01" },
            { new DateTimeOffset(2026, 7, 1, 14, 5, 6, TimeSpan.FromHours(2)), "@2026-07-01T14:05:06+02:00" },
            { "a".Where(char.IsLetter), "!*" },
        };

    [Theory]
    [MemberData(nameof(Values))]
    public void Value_becomes_text_a_time_several_values_or_is_unusable_and_comes_back_from_a_file(
        object? value,
        string expected
    )
    {
        var cell = Cells.Of(value);

        if (expected == "!*")
        {
            Assert.NotNull(Assert.IsType<TypedCell>(cell).UnusableType);
            return;
        }

        Assert.Equal(expected, Shown(cell));
        Assert.Equal(expected, Shown(Cells.Unpack(Cells.Pack(cell))));
        Assert.Equal(expected.Length == 0, Cells.IsBlank(cell));
        Assert.Equal(expected.TrimStart('!', '*', '@'), Cells.TextOf(cell));
        Assert.Same(cell, cell is TypedCell ? Cells.Of(cell) : cell);
    }

    [Fact]
    public void Time_keeps_its_offset_in_a_file()
    {
        var time = new DateTimeOffset(2026, 7, 1, 14, 5, 6, TimeSpan.FromMinutes(-210));

        var read = Assert.IsType<TypedCell>(Cells.Unpack(Cells.Pack(Cells.Of(time))));

        Assert.Equal((time, time.Offset), (read.Moment!.Value, read.Moment.Value.Offset));
        Assert.Equal(
            TimeSpan.Zero,
            ((TypedCell)Cells.Of(new DateTime(2026, 7, 1, 1, 0, 0, DateTimeKind.Utc))!).Moment!.Value.Offset
        );
    }

    [Fact]
    public void First_and_last_moment_are_read_in_every_time_zone()
    {
        Assert.Equal("@0001-01-01", Shown(Cells.Of(DateTime.MinValue)));
        Assert.Equal("@9999-12-31T23:59:59", Shown(Cells.Of(DateTime.MaxValue)));
        Assert.Equal(
            TimeZoneInfo.Local.GetUtcOffset(new DateTime(2026, 7, 1, 1, 0, 0, DateTimeKind.Unspecified)),
            ((TypedCell)Cells.Of(new DateTime(2026, 7, 1, 1, 0, 0, DateTimeKind.Unspecified))!).Moment!.Value.Offset
        );
    }

    [Theory]
    [InlineData("plain")]
    [InlineData("\u0001")]
    [InlineData("\u0001t")]
    [InlineData("\u0001sa;b")]
    [InlineData("\u0001uObject")]
    [InlineData("t")]
    public void Text_that_looks_like_a_packed_cell_stays_text(string text) =>
        Assert.Equal(text, Assert.IsType<string>(Cells.Unpack(Cells.Pack(text))));

    [Fact]
    public void Packed_cell_of_a_type_without_a_name_is_unusable() =>
        Assert.Equal("", Assert.IsType<TypedCell>(Cells.Unpack("\u0001u")).UnusableType);

    [Theory]
    [InlineData("")]
    [InlineData("\u0001")]
    [InlineData("x")]
    public void Text_that_was_never_packed_is_read_as_it_is(string text) => Assert.Equal(text, Cells.Unpack(text));

    [Fact]
    public void Number_is_written_the_same_way_in_every_culture()
    {
        var before = CultureInfo.CurrentCulture;
        try
        {
            CultureInfo.CurrentCulture = CultureInfo.GetCultureInfo("de-DE");
            Assert.Equal(
                ["1.5", "0.00001", "1.5", "-3"],
                new object[] { 1.5, 1e-5, 1.5m, -3 }.Select(v => Shown(Cells.Of(v)))
            );
        }
        finally
        {
            CultureInfo.CurrentCulture = before;
        }
    }

    private static string Shown(object? cell) =>
        cell switch
        {
            null => "",
            TypedCell { UnusableType: { } type } => "!" + type,
            TypedCell { Items: not null } several => "*" + several.Text,
            TypedCell time => "@" + time.Text,
            _ => (string)cell,
        };
}
