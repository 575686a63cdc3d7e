using System;
using System.Collections.Generic;
using System.Globalization;
using System.IO;
using System.Linq;
using System.Net;
using System.Net.Http;
using System.Net.Sockets;
using System.Text;
using System.Text.Json.Nodes;
using System.Threading.Tasks;
using ConstantContact.Emulator.Hosting;
using ConstantContact.Emulator.Options;
using ConstantContact.Emulator.Tests.Support;
using ConstantContact.Tests.Shared;
using Xunit.Abstractions;

namespace ConstantContact.Emulator.Tests.Hosting;

/// <summary>
/// Requests that no client should send. The emulator never answers with an internal error, continues to run, and its
/// state stays a valid seed. <c>CC_FUZZ_REQUESTS</c> sets the number of requests.
/// </summary>
public sealed class MalformedRequestTests(ITestOutputHelper output) : EmulatorTest
{
    private static readonly int Requests = CampaignSize.Of("CC_FUZZ_REQUESTS", 3000);

    private static readonly string[] Methods =
    [
        "GET",
        "POST",
        "PUT",
        "DELETE",
        "PATCH",
        "HEAD",
        "OPTIONS",
        "TRACE",
        "get",
        "X",
    ];

    private static readonly string[] Paths =
    [
        "/v3/contacts",
        "/v3/contacts/{id}",
        "/v3/contacts/counts",
        "/v3/contacts/sign_up_form",
        "/v3/contacts/resubscribe/{id}",
        "/v3/contact_lists",
        "/v3/contact_lists/{list}",
        "/v3/contact_tags",
        "/v3/contact_tags/{tag}",
        "/v3/contact_custom_fields",
        "/v3/contact_custom_fields/{field}",
        "/v3/activities",
        "/v3/activities/{id}",
        "/v3/activities/contacts_json_import",
        "/v3/activities/contacts_file_import",
        "/v3/activities/add_list_memberships",
        "/v3/activities/contact_delete",
        "/v3/activities/contact_exports",
        "/v3/activities/contacts_taggings_add",
        "/v3/segments",
        "/v3/segments/1",
        "/v3/account/summary",
        "/v3/account/emails",
        "/v3/nothing",
        "/",
        "/v3",
        "//",
        "/v3/contacts/%00",
        "/oauth2/default/v1/token",
        "/oauth2/default/v1/authorize",
        "/oauth2/default/v1/device/authorize",
        "/_emulator/clock",
        "/_emulator/faults/x",
        "/_emulator/requests/1",
    ];

    private static readonly string[] Values =
    [
        "",
        "0",
        "-1",
        "1",
        "51",
        "501",
        "99999999999999999999",
        "true",
        "null",
        "\"",
        "'",
        "a,b,,c",
        "%",
        "%zz",
        "%00",
        "%ff%fe",
        "é",
        "\u0000",
        "../..",
        "{}",
        "[]",
        "2024-01-01",
        "2024-13-45T99:99:99Z",
        "9999-12-31T23:59:59.9999999+14:00",
        "00000000-0000-0000-0000-000000000000",
        "all",
        "deleted",
        "custom_fields",
        "bGltaXQ9NTAmbmV4dD14",
        "bmV4dD0=",
        "=",
        "&",
        "explicit",
        "x@example.com",
        "@",
        "unsubscribed",
    ];

    private static readonly string[] MemberNames =
    [
        "limit",
        "cursor",
        "status",
        "include",
        "include_count",
        "email",
        "lists",
        "tags",
        "updated_after",
        "created_before",
        "segment_id",
        "sms_status",
        "name",
        "label",
        "type",
        "choices",
        "choice_label",
        "create_source",
        "update_source",
        "email_address",
        "address",
        "permission_to_send",
        "first_name",
        "custom_fields",
        "custom_field_id",
        "value",
        "phone_numbers",
        "phone_number",
        "kind",
        "street_addresses",
        "list_memberships",
        "taggings",
        "notes",
        "note_id",
        "content",
        "sms_channel",
        "full_sms_address",
        "sms_channel_consents",
        "birthday_month",
        "birthday_day",
        "anniversary",
        "import_data",
        "list_ids",
        "contact_ids",
        "source",
        "exclude",
        "tag_ids",
        "fields",
        "segment_criteria",
        "favorite",
        "description",
        "grant_type",
        "client_id",
        "code",
        "redirect_uri",
        "scope",
        "version",
        "metadata",
        "advance",
    ];

    private static readonly string[] ContentTypes =
    [
        "application/json",
        "application/json; charset=utf-16",
        "text/plain",
        "application/x-www-form-urlencoded",
        "multipart/form-data",
        "multipart/form-data; boundary=b",
        "nonsense",
        "application/json;;;",
        "",
    ];

    private readonly Random _random = new(7);

    public override Task InitializeAsync()
    {
        Options.Members = 60;
        Options.TokenRate = 0;
        Options.LogLimit = 1000;
        return base.InitializeAsync();
    }

    [Fact]
    public async Task Emulator_goes_on_and_its_state_stays_valid_whatever_comes()
    {
        using var http = new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false })
        {
            BaseAddress = Emulator.BaseUri,
            Timeout = TimeSpan.FromSeconds(60),
        };
        var statuses = new SortedDictionary<int, int>();
        for (var i = 0; i < Requests; i++)
        {
            var status = _random.Next(8) == 0 ? await SendRawAsync() : await SendAsync(http);
            statuses[status] = statuses.GetValueOrDefault(status) + 1;
            if (_random.Next(500) == 0)
            {
                Time.Advance(TimeSpan.FromSeconds(20));
            }
        }

        output.WriteLine($"{Requests} requests: {string.Join(", ", statuses.Select(s => $"{s.Key} × {s.Value}"))}");
        Assert.DoesNotContain(500, statuses.Keys);
        (await Client.GetAsync("/contacts/counts")).Is(200);
        Time.Advance(TimeSpan.FromDays(1));
        await CheckStateAsync();
    }

    [Fact]
    public async Task Body_that_is_too_large_is_413_and_headers_that_are_are_431()
    {
        using var http = new HttpClient();
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri(Emulator.BaseUri + "/contacts"));
        request.Headers.Authorization = new("Bearer", "emulator");
        request.Headers.ExpectContinue = true;
        request.Content = new ByteArrayContent(new byte[(64 << 20) + 1]);
        using var answer = await http.SendAsync(request);
        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, answer.StatusCode);

        using var long1 = new HttpRequestMessage(HttpMethod.Get, new Uri(Emulator.BaseUri + "/contacts"));
        long1.Headers.TryAddWithoutValidation("X-Long", new string('x', 40_000));
        using var refused = await http.SendAsync(long1);
        Assert.Equal(HttpStatusCode.RequestHeaderFieldsTooLarge, refused.StatusCode);

        using var line = await http.GetAsync(new Uri(Emulator.BaseUri + "/contacts?email=" + new string('x', 9000)));
        Assert.Equal(HttpStatusCode.RequestUriTooLong, line.StatusCode);
        (await Client.GetAsync("/contacts/counts")).Is(200);
    }

    [Theory]
    [InlineData("/v3/contacts")]
    [InlineData("/_emulator/clock")]
    public async Task Chunk_whose_length_is_no_length_is_400(string path)
    {
        using var tcp = new TcpClient();
        await tcp.ConnectAsync(IPAddress.Loopback, Emulator.BaseUri.Port);
        await using var stream = tcp.GetStream();
        await stream.WriteAsync(
            Encoding.ASCII.GetBytes(
                $"POST {path} HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer emulator\r\nTransfer-Encoding: chunked\r\n\r\n99999999999999999999\r\n\r\n"
            )
        );
        using var reader = new StreamReader(stream, Encoding.ASCII);
        Assert.StartsWith("HTTP/1.1 400 ", await reader.ReadLineAsync(), StringComparison.Ordinal);
    }

    private async Task<int> SendAsync(HttpClient http)
    {
        var target = Path();
        for (var n = _random.Next(3); n > 0; n--)
        {
            target +=
                $"{(target.Contains('?', StringComparison.Ordinal) ? '&' : '?')}{Pick(MemberNames)}={(_random.Next(2) == 0 ? Uri.EscapeDataString(Pick(Values)) : "x")}";
        }

        using var request = new HttpRequestMessage(
            new HttpMethod(Pick(Methods)),
            new Uri(Emulator.BaseUri.GetLeftPart(UriPartial.Authority) + target)
        );
        request.Headers.TryAddWithoutValidation(
            "Authorization",
            _random.Next(20) == 0 ? Pick(Values) : "Bearer emulator"
        );
        if (request.Method.Method is not ("GET" or "HEAD" or "TRACE") || _random.Next(10) == 0)
        {
            request.Content = new ByteArrayContent(Body());
            var type = _random.Next(3) == 0 ? Pick(ContentTypes) : "application/json";
            request.Content.Headers.TryAddWithoutValidation("Content-Type", type);
        }

        try
        {
            using var answer = await http.SendAsync(request);
            var text = await answer.Content.ReadAsStringAsync();
            Assert.True((int)answer.StatusCode != 500, $"{request.Method} {target}: {text}");
            return (int)answer.StatusCode;
        }
        catch (HttpRequestException)
        {
            // The client itself refuses to send some of it.
            return 0;
        }
    }

    /// <summary>Bytes that are hardly HTTP, or HTTP with a piece changed.</summary>
    private async Task<int> SendRawAsync()
    {
        var text =
            _random.Next(4) == 0
                ? new StringBuilder().AppendJoin(
                    "",
                    Enumerable.Range(0, _random.Next(60)).Select(_ => (char)_random.Next(1, 256))
                )
                : new StringBuilder(
                    $"{Pick(Methods)} {Path()} HTTP/1.{_random.Next(4)}\r\nHost: {Pick(Values)}\r\nAuthorization: Bearer emulator\r\nContent-Length: {Pick(Values)}\r\nTransfer-Encoding: {(_random.Next(2) == 0 ? "chunked" : "x")}\r\n\r\n{Pick(Values)}\r\n"
                );
        for (var n = _random.Next(4); n > 0 && text.Length > 0; n--)
        {
            text[_random.Next(text.Length)] = (char)_random.Next(0, 256);
        }

        using var tcp = new TcpClient();
        await tcp.ConnectAsync(IPAddress.Loopback, Emulator.BaseUri.Port);
        try
        {
            await using var stream = tcp.GetStream();
            await stream.WriteAsync(Encoding.Latin1.GetBytes(text + "\r\n\r\n"));
            tcp.Client.Shutdown(SocketShutdown.Send);
            using var reader = new StreamReader(stream, Encoding.Latin1);
            var line = await reader.ReadLineAsync();
            return
                line is { Length: > 12 }
                && int.TryParse(line.AsSpan(9, 3), NumberStyles.None, CultureInfo.InvariantCulture, out var status)
                ? status
                : 0;
        }
        catch (Exception broken) when (broken is IOException or SocketException)
        {
            return 0;
        }
    }

    private string Path()
    {
        var path = Pick(Paths);
        if (!path.Contains('{', StringComparison.Ordinal))
        {
            return path;
        }

        var real = path switch
        {
            _ when path.Contains("{list}", StringComparison.Ordinal) => Emulator.State.Lists.Select(l =>
                (string)l["list_id"]!
            ),
            _ when path.Contains("{tag}", StringComparison.Ordinal) => Emulator.State.Tags.Select(l =>
                (string)l["tag_id"]!
            ),
            _ when path.Contains("{field}", StringComparison.Ordinal) => Emulator.State.CustomFields.Select(l =>
                (string)l["custom_field_id"]!
            ),
            _ => [(string)Emulator.State.ContactAt(_random.Next(60))["contact_id"]!],
        };
        var ids = real.ToList();
        var id =
            _random.Next(4) == 0 || ids.Count == 0 ? Uri.EscapeDataString(Pick(Values)) : ids[_random.Next(ids.Count)];
        return path[..path.IndexOf('{', StringComparison.Ordinal)] + id;
    }

    private byte[] Body()
    {
        var bytes = _random.Next(10) switch
        {
            0 => Encoding.UTF8.GetBytes(Pick(Values)),
            1 => Encoding.UTF8.GetBytes(new string('[', _random.Next(2000))),
            2 => Encoding.UTF8.GetBytes(
                string.Join("&", Enumerable.Range(0, 4).Select(_ => $"{Pick(MemberNames)}={Pick(Values)}"))
            ),
            3 => Encoding.UTF8.GetBytes(
                $"--b\r\nContent-Disposition: form-data; name=\"{Pick(MemberNames)}\"; filename=\"{Pick(Values)}.csv\"\r\n\r\nemail,{Pick(MemberNames)}\r\nx@example.com,{Pick(Values)}\r\n--b--\r\n"
            ),
            _ => Encoding.UTF8.GetBytes(Tree(0)?.ToJsonString() ?? "null"),
        };
        for (var n = _random.Next(8) == 0 ? 2 : 0; n > 0 && bytes.Length > 0; n--)
        {
            bytes[_random.Next(bytes.Length)] = (byte)_random.Next(256);
        }

        return bytes;
    }

    private JsonNode? Tree(int depth)
    {
        if (depth == 0 || (depth < 4 && _random.Next(3) == 0))
        {
            var map = new JsonObject();
            for (var n = _random.Next(1, 7); n > 0; n--)
            {
                map[Pick(MemberNames)] = Tree(depth + 1);
            }

            if (depth == 0)
            {
                // Otherwise, few requests would pass the first check.
                map["create_source"] = "Account";
                map["update_source"] = _random.Next(5) == 0 ? "Contact" : "Account";
            }

            return map;
        }

        return _random.Next(8) switch
        {
            0 when depth < 4 => new JsonArray([.. Enumerable.Range(0, _random.Next(4)).Select(_ => Tree(depth + 1))]),
            1 => _random.Next(),
            2 => _random.NextDouble() * 1e300,
            3 => null,
            4 => true,
            _ => Pick(Values),
        };
    }

    private T Pick<T>(T[] from) => from[_random.Next(from.Length)];

    private async Task CheckStateAsync()
    {
        var state = Emulator.State.Get();
        await using var other = await EmulatorHost.StartAsync(
            new EmulatorOptions
            {
                Seed = state,
                Rate = 0,
                Quota = 0,
            },
            Time
        );
        Assert.Equal(state.ToJsonString(), other.State.Get().ToJsonString());
        using var client = new Client(other);
        foreach (var contact in Emulator.State.Contacts)
        {
            var id = (string)contact["contact_id"]!;
            (await client.GetAsync($"/contacts/{id}?include={Client.AllSubResources}")).Is(200);
            Assert.All(contact["list_memberships"]!.AsArray(), l => Assert.True(Guid.TryParse((string)l!, out _)));
            Assert.True(contact["phone_numbers"]!.AsArray().Count <= 3 && contact["notes"]!.AsArray().Count <= 150);
            if ((string?)contact["email_address"]?["address"] is { } address)
            {
                Assert.Equal(id, (string)Emulator.State.GetContact(address)!["contact_id"]!);
            }
        }
    }
}
