using System.Net;
using System.Text.Json.Nodes;
using ConstantContact.Core.Api;
using ConstantContact.Core.Errors;
using ConstantContact.Core.Http;
using ConstantContact.Core.Tests.Support;

namespace ConstantContact.Core.Tests.Http;

public sealed class PagingTests : IDisposable
{
    private readonly ClientFixture _fixture = new();

    public void Dispose() => _fixture.Dispose();

    [Fact]
    public async Task Later_pages_are_asked_for_with_the_cursor_alone_on_the_same_path()
    {
        _fixture
            .Service.Answer(
                Tags("a", "/contacts-service/v3/accounts/1100465488172/contact_tags?cursor=bGltaXQ9MSZuZXh0PTI%3D")
            )
            .Answer(Tags("b", "https://api.cc.email/v3/contact_tags?x=1&cursor=a+b/c%3D%3D"))
            .Answer("""{"tags":[{"tag_id":"c"}]}""");

        var items = await AllAsync(TagsApi.All());

        Assert.Equal("abc", string.Concat(items.Select(item => (string?)item["tag_id"])));
        Assert.Equal(
            "/v3/contact_tags?limit=500 /v3/contact_tags?cursor=bGltaXQ9MSZuZXh0PTI%3D /v3/contact_tags?cursor=a%2Bb%2Fc%3D%3D",
            string.Join(' ', _fixture.Service.Sent.Select(sent => sent.Uri.PathAndQuery))
        );
    }

    [Theory]
    [InlineData("""{"tags":[]}""")]
    [InlineData("""{"tags":[],"_links":null}""")]
    [InlineData("""{"tags":[],"_links":{}}""")]
    [InlineData("""{"tags":[],"_links":{"next":null}}""")]
    [InlineData("""{"tags":[],"_links":{"next":{}}}""")]
    [InlineData("""{"tags":[],"_links":{"next":{"href":null}}}""")]
    [InlineData("""{"tags":null}""")]
    public async Task Every_way_of_saying_so_is_the_last_page(string body)
    {
        _fixture.Service.Answer(body);

        Assert.Empty(await AllAsync(TagsApi.All()));
    }

    [Theory]
    [InlineData("https://evil.example/v3/contact_tags?cursor=x", "another host")]
    [InlineData("//evil.example/v3/contact_tags?cursor=x", "another host")]
    [InlineData("https://api.cc.email:8443/v3/contact_tags?cursor=x", "another host")]
    [InlineData("/v3/contact_tags?page=2", "no cursor")]
    [InlineData("/v3/contact_tags?cursor=", "no cursor")]
    public async Task A_link_that_is_no_cursor_of_the_service_is_an_error_and_not_the_end(string href, string expected)
    {
        _fixture.Service.Answer(Tags("a", href));

        var error = await Assert.ThrowsAsync<UnexpectedResponseException>(() => AllAsync(TagsApi.All()));

        Assert.Contains(expected, error.Message, StringComparison.Ordinal);
        Assert.Single(_fixture.Service.Sent);
    }

    [Theory]
    [InlineData("{}")]
    [InlineData("[]")]
    [InlineData("""{"error":"x"}""")]
    [InlineData("""{"tags":{}}""")]
    [InlineData("""{"tags":["a"]}""")]
    [InlineData("""{"tags":[],"_links":[]}""")]
    [InlineData("""{"tags":[],"_links":{"next":"/x"}}""")]
    public async Task An_answer_that_is_no_page_is_an_error_and_not_an_empty_one(string body)
    {
        _fixture.Service.Answer(body);

        await Assert.ThrowsAsync<UnexpectedResponseException>(() => AllAsync(TagsApi.All()));
    }

    [Fact]
    public async Task A_cursor_that_comes_again_ends_the_loop_with_an_error()
    {
        _fixture
            .Service.Answer(Tags("a", "/v3/contact_tags?cursor=1"))
            .Answer(Tags("b", "/v3/contact_tags?cursor=2"))
            .Answer(Tags("c", "/v3/contact_tags?cursor=1"));

        await Assert.ThrowsAsync<UnexpectedResponseException>(() => AllAsync(TagsApi.All()));

        Assert.Equal(3, _fixture.Service.Sent.Count);
    }

    [Fact]
    public async Task The_next_page_is_asked_for_only_when_its_first_item_is_wanted()
    {
        _fixture
            .Service.Answer(
                """{"tags":[{"tag_id":"a"},{"tag_id":"b"}],"_links":{"next":{"href":"/v3/contact_tags?cursor=1"}}}"""
            )
            .Answer(Tags("c", null));

        await using var items = _fixture.Client.ItemsAsync(TagsApi.All(), default).GetAsyncEnumerator();
        await items.MoveNextAsync();
        await items.MoveNextAsync();
        Assert.Single(_fixture.Service.Sent);

        Assert.True(await _fixture.Clock.DriveAsync(items.MoveNextAsync().AsTask()));
        Assert.Equal(2, _fixture.Service.Sent.Count);
    }

    [Fact]
    public async Task The_count_comes_with_the_page_and_items_have_no_parent()
    {
        _fixture.Service.Answer("""{"contacts":[{"contact_id":"a"}],"contacts_count":812}""");

        var page = await _fixture
            .Client.PagesAsync(ContactsApi.Search(new ContactQuery { IncludeCount = true }), default)
            .FirstAsync();

        Assert.Equal(812, page.TotalCount);
        var holder = new JsonArray(page.Items[0]);
        Assert.Single(holder);
    }

    [Fact]
    public async Task A_failed_page_is_asked_again_without_repeating_the_items_before_it()
    {
        _fixture
            .Service.Answer(Tags("a", "/v3/contact_tags?cursor=1"))
            .Answer(HttpStatusCode.BadGateway)
            .Answer(Tags("b", null));

        var items = await AllAsync(TagsApi.All());

        Assert.Equal("ab", string.Concat(items.Select(item => (string?)item["tag_id"])));
    }

    private static string Tags(string id, string? href)
    {
        var page = new JsonObject { ["tags"] = new JsonArray(new JsonObject { ["tag_id"] = id }) };
        if (href is not null)
        {
            page["_links"] = new JsonObject { ["next"] = new JsonObject { ["href"] = href } };
        }

        return page.ToJsonString();
    }

    private Task<List<JsonObject>> AllAsync(PagedRequest request) =>
        _fixture.Clock.DriveAsync(_fixture.Client.ItemsAsync(request, default).ToListAsync().AsTask());
}
