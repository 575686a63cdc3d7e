using System.IO;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using ConstantContact.Core.Json;

namespace ConstantContact.Core.Tests.Json;

public sealed class CcJsonTests
{
    [Theory]
    [InlineData("""{"a":1.50,"b":1e3,"c":12345678901234567890,"d":[],"e":{},"f":null,"g":true}""")]
    [InlineData("""{"name":"Zoë 日本 <b> & +1 'x' \"q\" \\ \n\t"}""")]
    [InlineData("""[1,"a"]""")]
    public async Task JSON_is_written_as_it_was_read(string json)
    {
        var node = await CcJson.ReadNodeAsync(new MemoryStream(Encoding.UTF8.GetBytes(json)), default);

        Assert.Equal(json, Encoding.UTF8.GetString(CcJson.ToUtf8(node)));
        Assert.Equal(CcJson.ToUtf8(node), CcJson.ToUtf8(node));
    }

    [Fact]
    public async Task An_object_that_was_looked_into_is_written_with_the_same_bytes()
    {
        const string Json = """{"a":1.50,"b":{"c":"ü"},"d":[1,{"e":null}]}""";
        var node = await CcJson.ReadObjectAsync(new MemoryStream(Encoding.UTF8.GetBytes("\uFEFF" + Json)), default);

        _ = node["d"]![1]!["e"];

        Assert.Equal(Json, Encoding.UTF8.GetString(CcJson.ToUtf8(node)));
        Assert.Null(node.Parent);
        Assert.Contains("\n", CcJson.ToIndentedText(node), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("")]
    [InlineData("{")]
    [InlineData("{}{}")]
    [InlineData("{} x")]
    [InlineData("""{"a":1,}""")]
    [InlineData("""{"a":1,"b":{"c":1},"a":2}""")]
    [InlineData("""{"a":1,"\u0061":2}""")]
    [InlineData("""[{"x":{"b":1,"b":1}}]""")]
    public void Invalid_JSON_and_duplicate_names_are_refused(string json) =>
        Assert.ThrowsAny<JsonException>(() => CcJson.Parse(Encoding.UTF8.GetBytes(json)));

    [Fact]
    public void The_same_name_in_different_objects_is_fine() =>
        Assert.Equal(
            JsonValueKind.Array,
            CcJson.Parse("""[{"a":{"a":1},"b":[{"a":1},{"a":2}]},{"a":1},{"a":{"x":1},"x":2}]"""u8).ValueKind
        );

    [Fact]
    public void A_name_is_found_twice_in_a_large_object_as_well()
    {
        var members = Enumerable.Range(0, 500).Select(i => $"\"m{i}\":{{\"x\":1}}").ToList();
        _ = CcJson.Parse(Encoding.UTF8.GetBytes("{" + string.Join(",", members) + "}"));

        members.Add("\"m7\":0");
        Assert.ThrowsAny<JsonException>(() =>
            CcJson.Parse(Encoding.UTF8.GetBytes("{" + string.Join(",", members) + "}"))
        );
    }

    [Fact]
    public void Too_deep_nesting_is_refused_and_does_not_overflow() =>
        Assert.ThrowsAny<JsonException>(() => CcJson.Parse(Encoding.UTF8.GetBytes(new string('[', 100_000))));

    [Fact]
    public async Task A_stream_that_comes_in_small_pieces_is_read_whole()
    {
        var json = new JsonArray(Enumerable.Range(0, 20_000).Select(i => (JsonNode)i).ToArray()).ToJsonString();

        var element = await CcJson.ReadElementAsync(new Trickle(Encoding.UTF8.GetBytes(json)), default);

        Assert.Equal(20_000, element.GetArrayLength());
    }

    private sealed class Trickle(byte[] bytes) : MemoryStream(bytes)
    {
#if NET
        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) =>
            base.ReadAsync(buffer[..Math.Min(7, buffer.Length)], cancellationToken);
#else
        public override Task<int> ReadAsync(
            byte[] buffer,
            int offset,
            int count,
            CancellationToken cancellationToken
        ) => base.ReadAsync(buffer, offset, Math.Min(7, count), cancellationToken);
#endif
    }
}
