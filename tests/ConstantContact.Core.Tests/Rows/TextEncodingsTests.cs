using System.IO;
using System.Text;
using ConstantContact.Core.Rows;

namespace ConstantContact.Core.Tests.Rows;

/// <summary>The encoding of a file, and the line that it cannot read.</summary>
public sealed class TextEncodingsTests
{
    [Theory]
    [InlineData(new byte[] { 0xEF, 0xBB, 0xBF, 0x61 }, "utf-8", 3)]
    [InlineData(new byte[] { 0xEF, 0xBB }, "utf-8", 0)]
    [InlineData(new byte[] { 0xEF, 0xBB, 0x61 }, "utf-8", 0)]
    [InlineData(new byte[] { 0xEF, 0x61, 0xBF }, "utf-8", 0)]
    [InlineData(new byte[] { 0xFF, 0xFE, 0, 0 }, "utf-32", 4)]
    [InlineData(new byte[] { 0xFF, 0xFE, 0, 1 }, "utf-16", 2)]
    [InlineData(new byte[] { 0xFF, 0xFE, 0x61, 0 }, "utf-16", 2)]
    [InlineData(new byte[] { 0xFF, 0xFE, 0 }, "utf-16", 2)]
    [InlineData(new byte[] { 0xFF, 0xFE }, "utf-16", 2)]
    [InlineData(new byte[] { 0xFE, 0xFF }, "utf-16BE", 2)]
    [InlineData(new byte[] { 0xFE, 0x61 }, "utf-8", 0)]
    [InlineData(new byte[] { 0x61, 0xFF }, "utf-8", 0)]
    [InlineData(new byte[] { 0xFF, 0x61 }, "utf-8", 0)]
    [InlineData(new byte[] { 0xFF }, "utf-8", 0)]
    [InlineData(new byte[] { }, "utf-8", 0)]
    public void Encoding_is_detected_by_the_byte_order_mark(byte[] bytes, string name, int mark)
    {
        using var stream = new MemoryStream(bytes);
        stream.Position = bytes.Length;

        var (encoding, length) = TextEncodings.Detect(stream, null);

        Assert.Equal((name, mark), (encoding.WebName, length));
        Assert.ThrowsAny<Exception>(() =>
            encoding.GetString(name.StartsWith("utf-8", StringComparison.Ordinal) ? [0xC3] : [0x00])
        );
        Assert.Equal(
            mark == 0 ? "iso-8859-1" : name,
            TextEncodings.Detect(stream, Encoding.GetEncoding(28591)).Encoding.WebName
        );
    }

    [Fact]
    public void File_with_zero_bytes_and_no_mark_is_no_text()
    {
        using var early = new MemoryStream([0x61, 0]);
        using var late = new MemoryStream([.. Enumerable.Repeat((byte)0x61, 4096), 0]);

        Assert.Throws<InvalidDataException>(() => TextEncodings.Detect(early, null));
        Assert.Equal("utf-8", TextEncodings.Detect(late, null).Encoding.WebName);
    }

    [Theory]
    [InlineData("a\nb\n", 0)]
    [InlineData("", 0)]
    [InlineData("!\n", 1)]
    [InlineData("a\n!\nb", 2)]
    [InlineData("a\nb!", 2)]
    [InlineData("a\n\n\nb\n!", 5)]
    public void Damaged_line_is_found_by_its_number(string text, long line)
    {
        byte[] bytes =
        [
            0xEF,
            0xBB,
            0xBF,
            .. Encoding.ASCII.GetBytes(text).Select(b => b == (byte)'!' ? (byte)0xC3 : b),
        ];
        using var stream = new MemoryStream(bytes);
        using var large = new MemoryStream([.. Enumerable.Repeat((byte)'x', 81919), (byte)'\n', .. bytes.Skip(3)]);
        var utf8 = new UTF8Encoding(false, throwOnInvalidBytes: true);

        Assert.Equal(line, TextEncodings.FirstDamagedLine(stream, utf8, 3));
        Assert.Equal(line == 0 ? 0 : line + 1, TextEncodings.FirstDamagedLine(large, utf8, 0));
    }
}
