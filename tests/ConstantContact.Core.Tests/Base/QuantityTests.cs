using ConstantContact.Core.Base;

namespace ConstantContact.Core.Tests.Base;

public sealed class QuantityTests
{
    [Theory]
    [InlineData(0, "row", null, "0 rows")]
    [InlineData(1, "row", null, "1 row")]
    [InlineData(2, "row", null, "2 rows")]
    [InlineData(1_234_567, "row", null, "1,234,567 rows")]
    [InlineData(1, "row was", "rows were", "1 row was")]
    [InlineData(3, "row was", "rows were", "3 rows were")]
    public void Number_takes_the_form_of_the_noun_that_goes_with_it(
        long number,
        string one,
        string? many,
        string expected
    ) => Assert.Equal(expected, Quantity.Of(number, one, many));

    [Theory]
    [InlineData(1, "is")]
    [InlineData(0, "are")]
    [InlineData(5, "are")]
    public void Noun_alone_follows_the_number(long number, string expected) =>
        Assert.Equal(expected, Quantity.Noun(number, "is", "are"));
}
