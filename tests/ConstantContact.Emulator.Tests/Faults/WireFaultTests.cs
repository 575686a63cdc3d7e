using System;
using System.Diagnostics;
using System.IO;
using System.IO.Compression;
using System.Linq;
using System.Net.Http;
using System.Net.Http.Headers;
using System.Text.Json.Nodes;
using System.Threading.Tasks;
using ConstantContact.Emulator.Faults;
using ConstantContact.Emulator.Tests.Support;

namespace ConstantContact.Emulator.Tests.Faults;

/// <summary>Faults with a correct answer that is slow, compressed, mislabelled or out of date.</summary>
public sealed class WireFaultTests : EmulatorTest
{
    public WireFaultTests() => Options.Members = 30;

    [Fact]
    public async Task Slow_drip_is_the_whole_answer_a_few_bytes_at_a_time()
    {
        var usual = (await Client.GetAsync("/contact_lists?limit=1")).Is(200);
        Emulator.Faults.Add(
            new FaultRule
            {
                Match = "GET /v3/contact_lists",
                Fault = FaultKind.SlowDrip,
                Milliseconds = 5,
            }
        );
        var slow = (await Client.GetAsync("/contact_lists?limit=1")).Is(200);
        Assert.Equal(usual.Text, slow.Text);
        Assert.Equal(usual.Text.Length, slow.Message.Content.Headers.ContentLength);
        Assert.Equal(Enumerable.Repeat(TimeSpan.FromMilliseconds(5), (slow.Text.Length + 15) / 16), Time.Waits);
    }

    [Fact]
    public async Task Wrong_content_type_comes_with_the_right_answer_and_the_effect()
    {
        Emulator.Faults.Add("POST /v3/contact_lists", FaultKind.WrongContentType);
        var answer = (await Client.PostAsync("/contact_lists", new JsonObject { ["name"] = "Said to be text" })).Is(
            201
        );
        Assert.Equal("text/plain", answer.Message.Content.Headers.ContentType!.MediaType);
        Assert.Equal("Said to be text", (string)answer.Object["name"]!);
        Assert.Contains(Emulator.State.Lists, l => (string)l["name"]! == "Said to be text");
    }

    [Fact]
    public async Task Gzip_bomb_is_small_on_the_wire_and_256_MB_of_json_unpacked()
    {
        Emulator.Faults.Add("GET /v3/contacts", FaultKind.GzipBomb);
        using var http = new HttpClient(
            new SocketsHttpHandler { AutomaticDecompression = System.Net.DecompressionMethods.None }
        );
        http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", "emulator");
        using var answer = await http.GetAsync(new Uri(Emulator.BaseUri + "/contacts"));
        Assert.Equal("gzip", Assert.Single(answer.Content.Headers.ContentEncoding));
        var packed = await answer.Content.ReadAsByteArrayAsync();
        Assert.True(packed.Length < 4_000_000, $"{packed.Length} bytes");
        await using var unpacked = new GZipStream(new MemoryStream(packed), CompressionMode.Decompress);
        var block = new byte[1 << 20];
        long length = 0;
        var last = (byte)0;
        for (var read = await unpacked.ReadAsync(block); read > 0; read = await unpacked.ReadAsync(block))
        {
            length += read;
            last = block[read - 1];
        }

        Assert.True(length > 256L << 20, $"{length} bytes");
        Assert.Equal((byte)'}', last);
    }

    [Fact]
    public async Task Stale_link_leads_to_the_same_page_for_ever()
    {
        Emulator.Faults.Add(
            new FaultRule
            {
                Match = "GET /v3/contacts",
                Fault = FaultKind.StaleLink,
                Times = 0,
            }
        );
        var first = (await Client.GetAsync("/contacts?limit=7&status=all")).Is(200).Object;
        var second = (await Client.GetAsync(Next(first))).Is(200).Object;
        Assert.Equal(first["contacts"]!.ToJsonString(), second["contacts"]!.ToJsonString());
        Assert.Equal(Next(first), Next(second));
        Emulator.Faults.Clear();
        var right = (await Client.GetAsync("/contacts?limit=7&status=all")).Object;
        Assert.NotEqual(Next(first), Next(right));
        Assert.NotEqual(
            first["contacts"]!.ToJsonString(),
            (await Client.GetAsync(Next(right))).Is(200).Object["contacts"]!.ToJsonString()
        );

        static string Next(JsonObject page) => ((string)page["_links"]!["next"]!["href"]!)["/v3".Length..];
    }

    [Fact]
    public async Task Cursor_expires_in_the_middle_of_a_collection()
    {
        Emulator.Faults.Add("GET /v3/contacts?*cursor=*", FaultKind.CursorExpired, after: 1);
        var path = "/contacts?limit=7";
        foreach (var status in new[] { 200, 200, 400, 200 })
        {
            var answer = (await Client.GetAsync(path)).Is(status);
            if (status == 200)
            {
                path = ((string)answer.Object["_links"]!["next"]!["href"]!)["/v3".Length..];
            }
            else
            {
                Assert.Equal(("contacts.api.validation.error", "cursor has expired"), answer.Error);
            }
        }
    }
}
