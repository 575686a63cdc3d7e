using ConstantContact.Core.Base;

namespace ConstantContact.Core.Tests.Base;

public sealed class ShownListTests
{
    [Theory]
    [InlineData(0, "")]
    [InlineData(1, "1")]
    [InlineData(3, "1; 2; 3")]
    [InlineData(4, "1; 2; 3; ...")]
    public void A_list_shows_its_first_items_and_whether_there_are_more(int count, string shown) =>
        Assert.Equal(shown, ShownList.First([.. Enumerable.Range(1, count)], most: 3, separator: "; "));
}
