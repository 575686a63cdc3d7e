using System.Text;
using ConstantContact.Core.Base;

namespace ConstantContact.Core.Tests.Base;

public sealed class MarksTests
{
    [Theory]
    [InlineData("utf-8", "\u2192")]
    [InlineData("utf-16", "\u2192")]
    [InlineData("utf-16BE", "\u2192")]
    [InlineData("utf-32", "\u2192")]
    [InlineData("us-ascii", "->")]
    [InlineData("iso-8859-1", "->")]
    public void An_arrow_is_one_where_the_output_can_show_it(string output, string arrow) =>
        Assert.Equal(arrow, Marks.ArrowFor(Encoding.GetEncoding(output)));
}
