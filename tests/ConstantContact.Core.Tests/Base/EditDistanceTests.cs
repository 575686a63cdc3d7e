using ConstantContact.Core.Base;

namespace ConstantContact.Core.Tests.Base;

public sealed class EditDistanceTests
{
    [Theory]
    [InlineData("", "", 0)]
    [InlineData("email", "email", 0)]
    [InlineData("", "email", 5)]
    [InlineData("emai", "email", 1)]
    [InlineData("emaill", "email", 1)]
    [InlineData("emaul", "email", 1)]
    [InlineData("emial", "email", 1)]
    [InlineData("frist_nmae", "first_name", 2)]
    [InlineData("abc", "cba", 2)]
    [InlineData("kitten", "sitting", 3)]
    public void Distance_counts_inserted_deleted_replaced_and_swapped_characters_in_both_directions(
        string a,
        string b,
        int distance
    )
    {
        Assert.Equal(distance, EditDistance.Between(a, b));
        Assert.Equal(distance, EditDistance.Between(b, a));
    }
}
