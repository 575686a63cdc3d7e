using ConstantContact.Core.Base;
using ConstantContact.Core.Errors;

namespace ConstantContact.Core.Tests.Support;

public sealed class ShownTextTests
{
    [Theory]
    [InlineData("Zoë 👨‍👩‍👧 – plain", "Zoë 👨‍👩‍👧 – plain")]
    [InlineData("a\u001b[2Jb", @"a\u001b[2Jb")]
    [InlineData("a\u0007b\u0000", @"a\u0007b\u0000")]
    [InlineData("a\u009bb\u0085", @"a\u009bb\u0085")]
    [InlineData("a\u202eb\u2066c\u200e", @"a\u202eb\u2066c\u200e")]
    [InlineData("a\r\nb\nc\td\re", "a b c d e")]
    public void Line_holds_nothing_that_a_terminal_obeys(string text, string shown) =>
        Assert.Equal(shown, ShownText.Line(text));

    [Fact]
    public void Lines_keep_breaks_of_our_own() => Assert.Equal("a\nb\tc\\u001b", ShownText.Lines("a\nb\tc\u001b"));

    [Fact]
    public void Message_of_every_error_is_clean() =>
        Assert.Equal(@"no \u001b[31m", new NotFoundException("no \u001b[31m").Message);
}
