using System.Net;
using System.Text.Json.Nodes;
using ConstantContact.Core.Api;
using ConstantContact.Core.Errors;
using ConstantContact.Core.Http;
using ConstantContact.Core.Resilience;
using ConstantContact.Core.Tests.Support;

namespace ConstantContact.Core.Tests.Api;

public sealed class RawApiTests : IDisposable
{
    private static readonly Uri Root = new("https://api.cc.email/v3");

    private readonly ClientFixture _fixture = new();

    public void Dispose() => _fixture.Dispose();

    [Theory]
    [InlineData("contacts/counts", "contacts/counts", "/v3/contacts/counts")]
    [InlineData("/contacts/counts", "contacts/counts", "/v3/contacts/counts")]
    [InlineData("/v3/contacts?cursor=a%2Bb&x", "contacts", "/v3/contacts?cursor=a%2Bb&x=")]
    [InlineData("https://api.cc.email/v3/contact_lists?limit=5", "contact_lists", "/v3/contact_lists?limit=5")]
    [InlineData(
        "contacts/1618ae62-4752-11e9-9c8a-fa163e6b01c1",
        "contacts/{id}",
        "/v3/contacts/1618ae62-4752-11e9-9c8a-fa163e6b01c1"
    )]
    [InlineData("a/dlang@example.com/b/12345", "a/{id}/b/{id2}", "/v3/a/dlang%40example.com/b/12345")]
    [InlineData("emails/activities/{x}", "emails/activities/{id}", "/v3/emails/activities/%7Bx%7D")]
    public void A_path_becomes_a_template_that_shows_no_id_and_the_address_that_was_meant(
        string path,
        string template,
        string sent
    )
    {
        var request = RawApi.Request(HttpMethod.Get, path, [], null, RepeatRule.Safe, Root);

        Assert.Equal(template, request.PathTemplate);
        Assert.Equal(
            sent,
            new ApiRoot(Root).Address(request.PathTemplate, request.PathValues, request.Query).PathAndQuery
        );
    }

    [Theory]
    [InlineData("https://other.example.com/v3/contacts")]
    [InlineData("http://api.cc.email/v3/contacts")]
    [InlineData("//other.example.com/v3/contacts")]
    [InlineData("../v2/contacts")]
    [InlineData("contacts/../../v2")]
    [InlineData("contacts/%2e%2e/x")]
    [InlineData("contacts/..%2fx")]
    [InlineData("contacts/..\\x")]
    [InlineData("contacts#x")]
    [InlineData("/")]
    public void A_path_that_leads_elsewhere_is_refused(string path) =>
        Assert.Throws<InvalidInputException>(() =>
            RawApi.Request(HttpMethod.Get, path, [], null, RepeatRule.Safe, Root)
        );

    [Fact]
    public async Task JSON_text_and_empty_answers_are_distinguished_and_the_headers_kept()
    {
        _fixture
            .Service.Answer(HttpStatusCode.Accepted, """{"a":1}""")
            .Answer(HttpStatusCode.OK, "a,b\n1,2", "text/csv")
            .Answer(_ => new HttpResponseMessage(HttpStatusCode.NoContent));

        var json = await SendAsync();
        var text = await SendAsync();
        var nothing = await SendAsync();

        Assert.Equal(1, (int)json.Json!["a"]!);
        Assert.Equal("application/json; charset=utf-8", Assert.Single(json.Headers["content-type"]));
        Assert.Equal("a,b\n1,2", text.Text);
        Assert.Equal((null, null), (nothing.Json, nothing.Text));
    }

    [Fact]
    public async Task Pages_are_followed_by_the_one_array_that_they_hold()
    {
        _fixture
            .Service.Answer("""{"things":[{"n":1},{"n":2}],"_links":{"next":{"href":"/v3/things?cursor=next"}}}""")
            .Answer("""{"things":[{"n":3}]}""");

        var items = new List<int>();
        await foreach (
            var item in _fixture.Client.ItemsAsync(RawApi.Pages("things?limit=2", [], Root, _ => { }), default)
        )
        {
            items.Add((int)item["n"]!);
            _fixture.Clock.Advance(TimeSpan.FromSeconds(1));
        }

        Assert.Equal([1, 2, 3], items);
        Assert.Equal(["?limit=2", "?cursor=next"], _fixture.Service.Sent.Select(sent => sent.Uri.Query));
    }

    [Theory]
    [InlineData("""{"a":[],"b":[]}""")]
    [InlineData("{}")]
    public async Task A_page_without_recognizable_items_is_an_error(string page)
    {
        _fixture.Service.Answer(page);

        await _fixture.FailsAsync<UnexpectedResponseException, Page>(
            RawApi.Pages("things", [], Root, _ => { }).At(null, Root)
        );
    }

    private Task<RawAnswer> SendAsync() =>
        _fixture.SendAsync(RawApi.Request(HttpMethod.Get, "things", [], null, RepeatRule.Safe, Root));
}
